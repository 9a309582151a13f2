import { oneRow, queryable, type Sql } from '../../people/queryable.js';
import { deadlinesOfCell } from '../deadlines/cell.js';
import { day } from '../deadlines/day.js';
import type { TimeContext } from '../deadlines/when.js';
import { matchKey } from '../text/key.js';
import { type Decision, deadlineSchema, type SetDeadline } from './decision.js';

export type DeadlineSource = 'plan' | 'clerk' | 'follow-up';

/** A deadline as it is kept, with where it comes from. */
export interface StoredDeadline extends SetDeadline {
  /** The plan may state several for one task; 0 is the first. */
  no: number;
  source: DeadlineSource;
  taskId: number | null;
  dutyId: number | null;
  /** The letter that a follow-up day rests on. */
  basis: string | null;
  setBy: string | null;
  setAt: Date;
}

/** Every deadline of a plan's tasks and duties. */
export async function readDeadlines(on: Sql, planId: number): Promise<StoredDeadline[]> {
  const { rows } = await queryable(on).query<{
    entry: object;
    source: DeadlineSource;
    no: number;
    taskId: number | null;
    dutyId: number | null;
    basis: string | null;
    setBy: string | null;
    setAt: Date;
  }>(
    `select source, no, task_id as "taskId", duty_id as "dutyId", basis, set_by as "setBy", set_at as "setAt",
            jsonb_strip_nulls(jsonb_build_object('phrase', phrase, 'kind', kind, 'on', on_day::text,
              'exclusive', nullif(exclusive, false), 'rrule', rrule, 'note', note, 'from', from_day::text, 'to', to_day::text)) as entry
       from plan_deadline where plan_id = $1 order by no, id`,
    [planId],
  );
  return rows.map(({ entry, ...row }) => ({ ...row, ...deadlineSchema.parse(entry) }));
}

/** All that the plan itself says of when one task is due, to tell whether another version says the same. */
export function phrasesOf(deadlines: readonly StoredDeadline[], taskId: number): string {
  const read = deadlines.filter((one) => one.taskId === taskId && one.source === 'plan');
  return read.map((one) => one.phrase).join('\n');
}

/** Sets the deadline of a task or duty from one source; what that source said before is replaced, the plan's own words never are. */
export async function setDeadline(
  on: Sql,
  planId: number,
  of: { taskId: number } | { dutyId: number },
  deadline: SetDeadline,
  from: { source: DeadlineSource; no?: number; basis: string | null; by: string | null; at: Date },
): Promise<void> {
  const task = 'taskId' in of ? of.taskId : null;
  const duty = 'dutyId' in of ? of.dutyId : null;
  await oneRow(
    on,
    `insert into plan_deadline (plan_id, task_id, duty_id, source, phrase, kind, on_day, exclusive, rrule, note, from_day, to_day, basis, set_by, set_at, no)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (${task === null ? 'duty_id' : 'task_id'}, source, no) do update
        set phrase = excluded.phrase, kind = excluded.kind, on_day = excluded.on_day, exclusive = excluded.exclusive, rrule = excluded.rrule,
            note = excluded.note, from_day = excluded.from_day, to_day = excluded.to_day, basis = excluded.basis, set_by = excluded.set_by, set_at = excluded.set_at
     returning id`,
    [
      planId,
      task,
      duty,
      from.source,
      deadline.phrase,
      deadline.kind,
      deadline.on ?? null,
      deadline.exclusive ?? false,
      deadline.rrule ?? null,
      deadline.note ?? null,
      deadline.from ?? null,
      deadline.to ?? null,
      from.basis,
      from.by,
      from.at,
      from.no ?? 0,
    ],
  );
}

/** Whether a deadline still leaves open when anything is due. */
export function isOpen(deadline: SetDeadline): boolean {
  switch (deadline.kind) {
    case 'date':
      return deadline.on === undefined;
    case 'recurring':
      return deadline.rrule === undefined;
    case 'period':
      return deadline.to === undefined && deadline.on === undefined;
    case 'ongoing':
    case 'none':
      return false;
  }
}

const YEARLY = (dayOfMonth: number, month: number): string => `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${dayOfMonth}`;

/**
 * What to propose for a deadline without a day. With the plan's date known its words may say enough; half-yearly reports go by
 * 15 June and 15 December, yearly ones by the second of the two, months and quarters by their last day. What follows no
 * calendar ("định kỳ sơ kết, tổng kết") is proposed to stay without reminders.
 */
export function proposeDeadline(deadline: SetDeadline, context: TimeContext): Decision {
  const read = context.issuedOn === null ? null : (deadlinesOfCell(deadline.phrase, context)[0] ?? null);
  if (read !== null && !isOpen(read)) return { do: 'deadline', deadline: read };
  const rrule = deadline.kind === 'recurring' ? RULES[deadline.note ?? ''] : undefined;
  if (rrule === undefined) return { do: 'none' };
  return { do: 'deadline', deadline: { phrase: deadline.phrase, kind: 'recurring', rrule, note: deadline.note ?? '' } };
}

const RULES: Readonly<Record<string, string>> = {
  'half-yearly': `${YEARLY(15, 6)}\n${YEARLY(15, 12)}`,
  yearly: YEARLY(15, 12),
  quarterly: 'FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1',
  monthly: 'FREQ=MONTHLY;BYMONTHDAY=-1',
};

/**
 * What a clerk types for a deadline, in any wording that plans use ("trước ngày 15/6 và 15/12 hằng năm", "quý IV/2027",
 * "ngày 25 hằng tháng"), as a bare day (20/12/2027, 2027-12-20), or as days of every year (15/6, 15/12). Null when
 * it does not say when.
 */
export function parseDeadline(text: string, context: TimeContext): SetDeadline | null {
  const phrase = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  const key = matchKey(phrase);
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(key);
  const numeric = /^(trước )?(?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/u.exec(key);
  if (iso !== null || numeric !== null) {
    const on =
      iso !== null
        ? day(Number(iso[1]), Number(iso[2]), Number(iso[3]))
        : day(Number(numeric?.[4]), Number(numeric?.[3]), Number(numeric?.[2]));
    if (on === null) return null;
    return { phrase, kind: 'date', on, ...(numeric?.[1] === undefined ? {} : { exclusive: true }) };
  }
  const yearly =
    /^(trước )?(?:ngày )?(\d{1,2}[/.-]\d{1,2}(?:(?:, ?| và |; ?)(?:ngày )?\d{1,2}[/.-]\d{1,2})*)(?: h[ằà]ng năm| mỗi năm)?$/u.exec(
      key,
    );
  if (yearly !== null) {
    const days = Array.from(
      yearly[2]?.matchAll(/(\d{1,2})[/.-](\d{1,2})/g) ?? [],
      ([, d, m]) => [Number(d), Number(m)] as const,
    );
    // A leap year: 29/2 is a day of the calendar.
    if (days.some(([d, m]) => day(2028, m, d) === null)) return null;
    const rrule = days.map(([d, m]) => YEARLY(d, m)).join('\n');
    const note = days.length === 2 ? 'half-yearly' : 'yearly';
    return { phrase, kind: 'recurring', rrule, note, ...(yearly[1] === undefined ? {} : { exclusive: true }) };
  }
  const monthly = /^(trước )?(?:ngày )?(\d{1,2}) h[ằà]ng tháng$/u.exec(key);
  if (monthly !== null && Number(monthly[2]) >= 1 && Number(monthly[2]) <= 31) {
    const dayOfMonth = Number(monthly[2]);
    // A day past the month's end falls on its last day (law).
    const days = Array.from({ length: dayOfMonth - 27 }, (_, more) => 28 + more);
    const rrule = `FREQ=MONTHLY;BYMONTHDAY=${dayOfMonth <= 28 ? dayOfMonth : `${days.join(',')};BYSETPOS=-1`}`;
    return {
      phrase,
      kind: 'recurring',
      rrule,
      note: 'monthly',
      ...(monthly[1] === undefined ? {} : { exclusive: true }),
    };
  }
  // An answer names one deadline; of several nobody knows which is meant.
  const [read, further] = deadlinesOfCell(phrase, context);
  if (read === undefined || further !== undefined) return null;
  return isOpen(read) ? null : read;
}

/** The deadline itself, without where it comes from and whose it is. */
export function bareDeadline({
  source: _source,
  no: _no,
  taskId: _task,
  dutyId: _duty,
  basis: _basis,
  setBy: _by,
  setAt: _at,
  ...deadline
}: StoredDeadline): SetDeadline {
  return deadline;
}
