import { queryable, type Sql } from '../../people/queryable.js';

export const BOARD_BY = ['agency', 'place', 'plan'] as const;
export type BoardBy = (typeof BOARD_BY)[number];

/** The four buckets, and beside them what has no day and so is never late. */
export interface BoardCounts {
  doneOnTime: number;
  doneLate: number;
  openInTime: number;
  openOverdue: number;
  noDayOpen: number;
  noDayDone: number;
}

/** Bodies that may only be asked: what is done and what is open, and nothing of late. */
export interface AskedCounts {
  done: number;
  open: number;
}

export interface BoardTable<Counts> {
  /** One for each agency, place or plan; `id` is its number or code. */
  rows: (Counts & { id: string; name: string })[];
  total: Counts;
}

export interface Board {
  /** The end of this day, in Vietnam. */
  on: string;
  by: BoardBy;
  /** What the plans assign ("giao"), by their own days. */
  assigned: BoardTable<BoardCounts>;
  /** Days that are not in the plans but that a letter asks for ("mốc theo dõi"), of bodies that work was assigned to. */
  followUp: BoardTable<BoardCounts>;
  /** Bodies outside the issuer's authority ("đề nghị"). */
  asked: BoardTable<AskedCounts>;
}

/**
 * How things stood at the end of a day, today or any day before it. Told from what happened and never from how things are now: a report
 * counts from the day it was sent, unless it was taken back; what was sent back is open from that day; a changed deadline counts
 * from the day of the decision, and what was dropped is counted until then. One statement, however many obligations there are.
 */
export async function board(
  on: Sql,
  wanted: { on: string; by: BoardBy; planId?: number | null; place?: string | null },
): Promise<Board> {
  const { rows } = await queryable(on).query<StoredRow>(BOARD[wanted.by], [
    wanted.on,
    wanted.planId ?? null,
    wanted.place ?? null,
  ]);
  return {
    on: wanted.on,
    by: wanted.by,
    assigned: tableOf(rows, 'assigned', asCounted),
    followUp: tableOf(rows, 'follow-up', asCounted),
    asked: tableOf(rows, 'asked', doneAndOpen),
  };
}

interface StoredRow extends BoardCounts {
  id: string;
  name: string;
  section: 'assigned' | 'follow-up' | 'asked';
}

const NOTHING: BoardCounts = {
  doneOnTime: 0,
  doneLate: 0,
  openInTime: 0,
  openOverdue: 0,
  noDayOpen: 0,
  noDayDone: 0,
};

const asCounted = (counts: BoardCounts): BoardCounts => counts;

const doneAndOpen = (row: BoardCounts): AskedCounts => ({
  done: row.doneOnTime + row.doneLate + row.noDayDone,
  open: row.openInTime + row.openOverdue + row.noDayOpen,
});

function tableOf<Counts>(
  stored: readonly StoredRow[],
  section: StoredRow['section'],
  countsOf: (row: BoardCounts) => Counts,
): BoardTable<Counts> {
  const own = stored.filter((row) => row.section === section);
  const sum = own.reduce(
    (all, row): BoardCounts => ({
      doneOnTime: all.doneOnTime + row.doneOnTime,
      doneLate: all.doneLate + row.doneLate,
      openInTime: all.openInTime + row.openInTime,
      openOverdue: all.openOverdue + row.openOverdue,
      noDayOpen: all.noDayOpen + row.noDayOpen,
      noDayDone: all.noDayDone + row.noDayDone,
    }),
    NOTHING,
  );
  return {
    rows: own.map(({ id, name, section: _section, ...counts }) => ({ id, name, ...countsOf(counts) })),
    total: countsOf(sum),
  };
}

/**
 * How each obligation stood at the end of `$1`. Of the events that decide it the last one counts that had taken effect by then; a report
 * that was put right by the next event counts as that one says. The partial index over these events is in their order, so nothing is sorted.
 */
const STOOD = `
  happened as (
    select obligation_id, id, kind, on_day, lead(kind) over (partition by obligation_id order by id) as next
      from obligation_event where kind in ('reported', 'amended', 'undone', 'sent-back', 'dropped', 'restored')
  ), counted as (
    select obligation_id, kind, on_day, lead(id) over (partition by obligation_id order by id) is null as last
      from happened where on_day <= $1::date and next is distinct from 'amended'
  ), moved as (
    select obligation_id, due_on, lead(id) over (partition by obligation_id order by id) is null as last
      from obligation_event where kind in ('due-changed', 'extension-granted') and on_day <= $1::date
  ), stood as (
    select o.id, o.plan_id, o.agency_id, o.mode, o.source,
           case when c.kind in ('reported', 'amended') then c.on_day end as done_on,
           case when m.obligation_id is null then o.first_due_on else m.due_on end as due_on, o.exclusive, o.written_on
      from obligation o left join counted c on c.obligation_id = o.id and c.last left join moved m on m.obligation_id = o.id and m.last
     where o.owed_from <= $1::date and c.kind is distinct from 'dropped' and ($2::int is null or o.plan_id = $2)
  )`;

/** "Trước ngày" is overdue only when the written day is over as well. */
const NOT_LATE_UNTIL = `s.due_on + (s.exclusive and s.written_on = s.due_on + 1)::int`;
const IS_OVERDUE = `$1::date > ${NOT_LATE_UNTIL}`;

const BUCKETS = `
  count(*) filter (where done_on <= ${NOT_LATE_UNTIL})::int as "doneOnTime", count(*) filter (where done_on > ${NOT_LATE_UNTIL})::int as "doneLate",
  count(*) filter (where done_on is null and due_on is not null and not (${IS_OVERDUE}))::int as "openInTime",
  count(*) filter (where done_on is null and ${IS_OVERDUE})::int as "openOverdue",
  count(*) filter (where done_on is null and due_on is null)::int as "noDayOpen", count(*) filter (where done_on is not null and due_on is null)::int as "noDayDone"`;

/** A reporting period with bodies that had not reported at the end of a day. */
export interface RunningPeriod {
  id: string;
  plan: string;
  name: string;
  dueOn: string;
  bodies: number;
  missing: number;
}

/** The periods that had begun by a day and that some bodies had not reported in, as the board counts: from what happened. One statement. */
export async function runningPeriods(
  on: Sql,
  wanted: { on: string; planId?: number | null; place?: string | null },
): Promise<RunningPeriod[]> {
  const { rows } = await queryable(on).query<RunningPeriod>(RUNNING, [
    wanted.on,
    wanted.planId ?? null,
    wanted.place ?? null,
  ]);
  return rows;
}

const RUNNING = `
  with ${STOOD}
  select r.id::text, r.plan_id::text as plan, r.name, r.due_on::text as "dueOn", count(*)::int as bodies, count(*) filter (where s.done_on is null)::int as missing
    from stood s join obligation o on o.id = s.id join reporting_period r on r.id = o.period_id join agency a on a.id = s.agency_id left join place l on l.code = a.place
   where o.occurrence <> 'next' and r.from_day <= $1::date and ($3::text is null or a.place = $3 or $3 = any(string_to_array(l.path, '/')))
   group by r.id having count(*) filter (where s.done_on is null) > 0 order by r.due_on, r.id`;

/** Counted by the grouping column first and named after: names are joined to groups, not to a hundred thousand rows. */
const boardBy = (column: string, names: string): string => `
  with ${STOOD}, grouped as (
    select (${column})::text as id, case when s.mode = 'đề nghị' then 'asked' when s.source = 'follow-up' then 'follow-up' else 'assigned' end as section, ${BUCKETS}
      from stood s join agency a on a.id = s.agency_id left join place l on l.code = a.place
     where $3::text is null or a.place = $3 or $3 = any(string_to_array(l.path, '/'))
     group by 1, 2
  )
  ${names}`;

const BOARD: Readonly<Record<BoardBy, string>> = {
  agency: boardBy(
    'a.id',
    `select g.*, a.name from grouped g join agency a on a.id = g.id::int left join place l on l.code = a.place order by l.path, a.name, a.id`,
  ),
  place: boardBy(
    'a.place',
    `select g.*, coalesce(l.name, g.id) as name from grouped g left join place l on l.code = g.id order by l.path, g.id`,
  ),
  plan: boardBy(
    's.plan_id',
    `select g.*, concat_ws(' · ', p.number, p.title) as name from grouped g join plan p on p.id = g.id::int order by p.issued_on, p.id`,
  ),
};
