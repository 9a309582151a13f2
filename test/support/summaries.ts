import { randomBytes } from 'node:crypto';
import { HOUR_MS, systemClock } from '../../base/clock.js';
import { addStaff } from '../../people/addStaff.js';
import { getStaff } from '../../people/getStaff.js';
import { recordConsent } from '../../people/recordConsent.js';
import { linkStaffChat } from '../../people/staffChat/linkChat.js';
import { makeStaffLink } from '../../people/staffChat/makeLink.js';
import { refreshObligations } from '../../plans/obligations/refreshObligations.js';
import type { By } from '../../plans/review/by.js';
import type { Database } from '../../prisma/database.js';
import { type SummaryRun, summariesDue } from '../../scheduler/summaries/run.js';
import { type SummaryChange, setSummaries } from '../../scheduler/summaries/setSummary.js';
import { testLog } from './database.js';
import { forgetNudges, makePlan, owe } from './nudging.js';
import { SECRET, type World } from './world.js';

/** Plans with hours of their own, staff with linked chats and heads who asked: for tests of summaries. */

/** A live plan of the province of the test's places, in force since long before the days of tests. */
export async function planSince(db: Database, since = '2026-11-01T00:00:00Z', number = '45/KH-UBND'): Promise<number> {
  const id = await makePlan(db, number);
  await db.pool.query(`update plan set activated_at = $2, place = '38' where id = $1`, [id, since]);
  return id;
}

/** The committee of a commune. */
export async function commune(db: Database, name: string, place: string): Promise<number> {
  const { id } = await db.prisma.agency.create({ data: { name, key: name, place, kind: 'committee' } });
  return id;
}

/** A body of the province itself. */
export async function office(db: Database, name: string): Promise<number> {
  const { id } = await db.prisma.agency.create({ data: { name, key: name, place: '38', kind: 'department' } });
  return id;
}

/** Communes of one province that all owe the same by a day. */
export async function oweByCommunes(
  db: Database,
  planId: number,
  count: number,
  dueOn: string,
  text = 'Báo cáo kết quả tháng 11',
): Promise<number[]> {
  const ids: number[] = [];
  const { rowCount: there } = await db.pool.query('select from agency limit 1');
  const series = there === 0 ? '' : 'mới ';
  const places = ['14758', '14797', '14845', '14812'];
  for (let no = 1; no <= count; no += 1)
    ids.push(
      await commune(db, `UBND xã ${series}Số ${String(no).padStart(2, '0')}`, places[no % places.length] ?? '14758'),
    );
  const { taskNo } = await owe(db, { planId, agencyId: ids[0] ?? 0, dueOn, text });
  await db.pool.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id)
     select t.id, 'lead', a.no, 'xã ' || a.no, 'xã ' || a.no, a.id from plan_task t, unnest($3::int[]) with ordinality a (id, no)
      where t.plan_id = $1 and t.no = $2 and a.no > 1`,
    [planId, taskNo, ids],
  );
  await refreshObligations(db, { planId, clock: systemClock() });
  return ids;
}

/** A member of staff who has linked that chat. */
export async function linkStaff(
  db: Database,
  { name, chat, place = null, locale = 'vi' }: { name: string; chat: number; place?: string | null; locale?: string },
): Promise<{ name: string; chat: number; contactId: number }> {
  await addStaff(db, { name, role: 'approver', place });
  const staff = await getStaff(db, name);
  if (staff === null) throw new Error(`${name} was not added`);
  const at = new Date();
  const by = { name: 'chi', at, expiresAt: new Date(at.getTime() + HOUR_MS), random: randomBytes };
  const code = await makeStaffLink(db.pool, SECRET, staff, by);
  await linkStaffChat(db, SECRET, { channel: 'telegram', externalId: String(chat), code, locale, at });
  const { rows } = await db.pool.query<{ id: number }>(
    `select contact_id as id from address where channel = 'telegram' and external_id = $1`,
    [String(chat)],
  );
  return { name, chat, contactId: rows[0]?.id ?? 0 };
}

/** A head of an agency with that contact, who has agreed to be told so often. */
export async function makeHead(
  db: Database,
  officialId: number,
  contactId: number,
  every: 'weekly' | 'daily',
): Promise<void> {
  await db.pool.query(`update official set role = 'head' where id = $1`, [officialId]);
  const wording = 'Đồng ý nhận';
  await recordConsent(db, { contactId, purpose: `overdue-${every}`, wording, how: 'button', at: new Date() });
}

export async function choose(
  db: Database,
  planId: number,
  change: SummaryChange,
  by: Omit<By, 'name'>,
  period?: number,
): Promise<void> {
  const of = { plan: String(planId), period: period === undefined ? null : String(period) };
  await setSummaries(db, of, [change], { name: 'an', ...by });
}

export async function forgetSummaries(db: Database): Promise<void> {
  await forgetNudges(db);
  await db.pool.query(
    'truncate summary_setting, summary_run, staff_chat, reporting_period, report_form, consent, suppression, address, contact',
  );
  await db.pool.query(`delete from staff where name not in ('an', 'binh', 'chi')`);
}

/** What one person is told in a broadcast; empty where nothing. */
export async function toldTo(db: Database, broadcastId: number | null | undefined, contactId: number): Promise<string> {
  const { rows } = await db.pool.query<{ text: string }>(
    `select coalesce(message -> 'vi', message -> 'en') -> 0 -> 'body' ->> 'text' as text from nudge_digest where broadcast_id = $1 and contact_id = $2`,
    [broadcastId ?? 0, contactId],
  );
  return rows[0]?.text ?? '';
}

/** A Tuesday: no weekly summary is due on it once Monday's was made. */
export const TUESDAY = '2026-12-01';

let chat = 760_000;
/** A chat that nobody else of this process has. */
export const nextChat = (): number => {
  chat += 1;
  return chat;
};

/** Lan, of staff, linked to a chat of her own. */
export const linkLan = (world: World, more: object = {}) =>
  linkStaff(world.db, { name: 'Lan', chat: nextChat(), ...more });

/** What the clock does at that time in Vietnam. */
export async function summariesAt(world: World, day: string, time: string): Promise<SummaryRun | null> {
  world.clock.set(`${day}T${time}:00+07:00`);
  return summariesDue(world.db, { clock: world.clock, log: testLog, secret: SECRET });
}

/** A world whose clock stands on a working morning in November, without any summary made, and a live plan; gives the plan's id. */
export async function freshSummaries(world: World): Promise<number> {
  await forgetSummaries(world.db);
  world.clock.set('2026-11-24T09:00:00+07:00');
  return planSince(world.db);
}
