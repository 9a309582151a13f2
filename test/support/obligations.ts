import { translator } from '../../content/i18n.js';
import { addStaff } from '../../people/addStaff.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import { type OwedItem, owedBy } from '../../plans/obligations/owedBy.js';
import { activatePlan } from '../../plans/review/activate.js';
import { acceptProposals } from '../../plans/review/answer.js';
import type { By } from '../../plans/review/by.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from './database.js';
import { importText, PLAN } from './plans.js';

/** 09:00 in Vietnam on a day. */
export const nineOn = (day: string): Date => new Date(`${day}T02:00:00Z`);

/** Lan, an approver of the whole province, at nine on a day. */
export function lanOn(day: string): By & { name: string } {
  return { name: 'Lan', clock: { now: () => nineOn(day) }, say: translator('en'), locale: 'en' };
}

/** A database with places, staff (Lan everywhere, Tam writes only, Xa in one commune) and nothing else. */
export async function standingAgency(): Promise<Database> {
  const db = await freshDatabase();
  await syncPlaces(db);
  await addStaff(db, { name: 'Lan', role: 'approver', place: null });
  await addStaff(db, { name: 'Tam', role: 'author', place: null });
  await addStaff(db, { name: 'Xa', role: 'approver', place: '12127' });
  return db;
}

/** A plan taken in, every proposal agreed with, and made live on that day. Returns its id. */
export async function livePlan(
  db: Database,
  day = '2027-03-10',
  text = PLAN,
  replaces: string | null = null,
): Promise<number> {
  const { id } = await importText(db, text, replaces);
  await acceptProposals(db, id, 'all', lanOn(day));
  await activatePlan(db, id, lanOn(day));
  return Number(id);
}

/** An official in office, as their invitation would have made them. */
export async function official(db: Database, agencyId: number, name: string): Promise<number> {
  const { id } = await db.prisma.official.create({ data: { agencyId, name, position: 'Chuyên viên', role: 'focal' } });
  return id;
}

/** What a plan owes, or all plans do. */
export async function owed(db: Database, on = '2027-03-10', planId?: number): Promise<OwedItem[]> {
  return owedBy(db, { on, ...(planId === undefined ? {} : { planId }) });
}

/** Everything of plans and obligations gone; places and staff stay. */
export async function forgetPlans(db: Database): Promise<void> {
  await db.pool.query(
    `truncate plan, plan_task, task_agency, plan_deadline, plan_duty, plan_target, target_value, plan_question, agency, official, obligation, obligation_event restart identity`,
  );
}
