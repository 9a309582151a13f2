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
  const { rows } = await db.pool.query(`select from plan union all select from agency limit 1`);
  if (replaces !== null || rows.length > 0) return makeLive(db, day, text, replaces);
  const key = `${day}\n${text}`;
  const kept = made.get(key);
  if (kept !== undefined) return putBack(db, kept);
  const id = await makeLive(db, day, text, null);
  made.set(key, { id, rows: await everyRow(db) });
  return id;
}

async function makeLive(db: Database, day: string, text: string, replaces: string | null): Promise<number> {
  const { id } = await importText(db, text, replaces);
  await acceptProposals(db, id, 'all', lanOn(day));
  await activatePlan(db, id, lanOn(day));
  return Number(id);
}

const TABLES = [
  ...['plan', 'plan_task', 'task_agency', 'plan_deadline', 'plan_duty', 'plan_target', 'target_value', 'plan_question'],
  ...['agency', 'official', 'obligation', 'obligation_event'],
];
const KEYED = TABLES.filter((table) => table !== 'target_value');

interface Made {
  id: number;
  /** All rows by table. */
  rows: Record<string, unknown>;
}

/** The first plan that stands alone in a database, by day and text: the next test begins with its rows instead of a second of work. */
const made = new Map<string, Made>();

async function everyRow(db: Database): Promise<Record<string, unknown>> {
  const columns = TABLES.map((table) => `'${table}', (select jsonb_agg(t) from ${table} t)`);
  const { rows } = await db.pool.query<{ all: Record<string, unknown> }>(
    `select jsonb_build_object(${columns.join(', ')}) as all`,
  );
  return rows[0]?.all ?? {};
}

async function putBack(db: Database, { id, rows }: Made): Promise<number> {
  for (const table of TABLES)
    if (rows[table] !== null)
      await db.pool.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
        JSON.stringify(rows[table]),
      ]);
  const next = KEYED.map(
    (table) =>
      `setval(pg_get_serial_sequence('${table}', 'id'), greatest(max(id), 1), max(id) is not null) from ${table}`,
  );
  for (const sequence of next) await db.pool.query(`select ${sequence}`);
  return id;
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
  await db.pool.query(`truncate ${TABLES.join(', ')} restart identity`);
}
