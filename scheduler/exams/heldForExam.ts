import { inTransaction } from '../../people/inTransaction.js';
import { pupilSql } from '../../people/pupils.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { type CapColumns, isCapped } from '../cap/hadTheirShare.js';
import { vietnamDayOf } from '../cap/midnight.js';
import { CLOSES_MINUTE } from '../time/quietHours.js';

/** Why a pupil was skipped on a day of examination at their place. */
export const EXAM_DAY = 'exam-day';

/** Whether a contact sits an examination today, as SQL that is never null and without parameters: all that is in it are numbers of ours. */
export type SitsExam = (contact: string) => string;

const HOURS_OF_NIGHT = 24 - CLOSES_MINUTE / 60;

/** The day in Vietnam on which what is to go at a moment does go: after nine in the evening it is the next. SQL of type date. */
export const sendingDayOf = (moment: string): string =>
  vietnamDayOf(`(${moment}) + interval '${HOURS_OF_NIGHT} hours'`);

/**
 * Whether somebody is among those for whom this period (`exam_period e`) is one of examination: of its place or of one below it, and in
 * one of its groups or, where it names none, a pupil.
 */
const CONCERNS = (contact: string): string => `
  (case when e.groups = '{}' then ${pupilSql(contact)} else coalesce(${contact}.groups, '{}') && e.groups end
   and (e.place is null or exists (select from place below where below.code = ${contact}.place and '/' || below.path like '%/' || e.place || '/%')))`;

/** Whether somebody sits an examination in one of these periods. */
export const sitsOneOf =
  (periods: readonly number[]): SitsExam =>
  (contact) =>
    `exists (select from exam_period e where e.id = any('{${periods.join(',')}}'::int[]) and ${CONCERNS(contact)})`;

/**
 * Who is sent no awareness today because they sit an examination; null where nobody does, or where the broadcast is one that is not held
 * back (deadlines, urgent ones, just as for the cap). It is asked for the day on which the message goes, by the database's clock.
 */
export async function sitExamToday(
  client: Queryable,
  broadcast: Pick<CapColumns, 'kind' | 'any_hour'>,
): Promise<SitsExam | null> {
  if (!isCapped(broadcast)) return null;
  const { rows } = await client.query<{ id: number }>(
    `select id from exam_period where ${sendingDayOf('now()')} between first_day and last_day order by id`,
  );
  return rows.length === 0 ? null : sitsOneOf(rows.map(({ id }) => id));
}

const RECHECK = (sits: SitsExam): string => `
update delivery d set state = 'skipped', reason = '${EXAM_DAY}', retry_at = null
  from contact c
 where d.month = $1::date and d.broadcast_id = $2 and d.state = 'waiting' and d.next_part = 0 and c.id = d.contact_id and ${sits('c')}`;

/** Before a broadcast goes on after it stood still: whoever sits an examination today is skipped, unless they have part of the message already. */
export async function recheckExams(client: Queryable, broadcast: CapColumns & { month: string }): Promise<void> {
  const sits = await sitExamToday(client, broadcast);
  if (sits !== null) await client.query(RECHECK(sits), [broadcast.month, broadcast.id]);
}

const BEGUN_BEFORE = `
select id, month::text, kind, any_hour, cap_per_day, cap_per_week from broadcast
 where state = 'running' and kind = 'awareness' and not any_hour and finished_at is null
   and ${sendingDayOf('fanned_out_at')} < ${sendingDayOf('now()')} order by id`;

/** What goes on past a night looks again before the morning: for while nothing is sent, because it reads all that waits. */
export async function recheckOvernight(db: Database): Promise<void> {
  const { rows } = await db.pool.query<CapColumns & { month: string }>(BEGUN_BEFORE);
  for (const broadcast of rows) await inTransaction(db, (client) => recheckExams(client, broadcast));
}
