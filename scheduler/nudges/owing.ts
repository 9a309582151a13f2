import { queryable, type Sql } from '../../people/queryable.js';
import { addDays } from '../../plans/deadlines/day.js';
import { readAnnounced } from '../calendar/announced.js';
import type { Announced } from '../calendar/workingDays.js';
import { HELD_LADDERS } from './heldLadders.js';
import { DEFAULT_LADDER, type Due, type Ladder } from './ladder.js';

/** One open obligation of a live plan, and what a reminder says of it. Days are `YYYY-MM-DD`. */
export interface Owing extends Omit<Due, 'dueOn'> {
  id: number;
  planId: number;
  taskId: number | null;
  agencyId: number;
  agency: string;
  mode: 'giao' | 'đề nghị';
  kind: 'dated' | 'ongoing';
  source: 'plan' | 'clerk' | 'follow-up';
  basis: string | null;
  /** Null where it goes on all the time. */
  dueOn: string | null;
  /** The colleague it was handed to. */
  handedTo: number | null;
  /** Empty where a reporting period asks for it, and no place of the plan. */
  section: string;
  text: string;
  planNumber: string | null;
  planTitle: string | null;
  /** Who made the plan live: what a run rests on. */
  activatedBy: string | null;
}

/** An official in office who can be written to as such. */
export interface Reachable {
  officialId: number;
  agencyId: number;
  contactId: number;
  name: string;
  locale: string;
  focal: boolean;
}

/** What one official has been told of one obligation. */
export interface Told {
  /** The highest rung told that counts to the present due day. */
  rung: number | null;
  /** First day of the month whose digest has come; and of one that did not. */
  month: string | null;
  missedMonth: string | null;
  /** The last day on which they were told of it at all. */
  lastOn: string | null;
}

/** Everything that decides who is told what; nothing else does. */
export interface State {
  announced: Announced;
  /** The day of the last run. */
  lastRun: string | null;
  ladders: ReadonlyMap<string, Ladder>;
  owing: readonly Owing[];
  officials: readonly Reachable[];
  told: Map<string, Told>;
  /** The day to which an official put an obligation off. */
  snoozed: ReadonlyMap<string, string>;
}

export const pairKey = (obligation: number, official: number): string => `${obligation}:${official}`;
const ladderKey = (plan: number, task: number): string => `${plan}:${task}`;

/** A task's own ladder, else its plan's, else the default. */
export function ladderOf(ladders: State['ladders'], planId: number, taskId: number | null): Ladder {
  return ladders.get(ladderKey(planId, taskId ?? 0)) ?? ladders.get(ladderKey(planId, 0)) ?? DEFAULT_LADDER;
}

/** Calendar days that surely hold so many working days, the longest Tết included. */
const spanOf = (workingDays: number): number => workingDays * 2 + 30;
const TEXT_CHARS = 400;

const OWING = `
select o.id, o.plan_id as "planId", o.task_id as "taskId", o.agency_id as "agencyId", a.name as agency, o.mode, o.kind, o.source, o.basis,
       o.due_on::text as "dueOn", o.written_on::text as "writtenOn", o.exclusive, o.official_id as "handedTo",
       coalesce(d.section, t.section, '') as section,
       left(coalesce(d.text, t.text_set, t.text, case when o.occurrence = 'next' then r.next_asks else r.asks end, ''), ${TEXT_CHARS}) as text,
       p.number as "planNumber", p.title as "planTitle", p.activated_by as "activatedBy"
  from obligation o
  join plan p on p.id = o.plan_id
  join agency a on a.id = o.agency_id
  left join plan_task t on t.id = o.task_id
  left join plan_duty d on d.id = o.duty_id
  left join reporting_period r on r.id = o.period_id
 where o.state = 'open' and (p.state = 'active' or o.period_id is not null) and (o.kind = 'ongoing' or (o.kind = 'dated' and o.due_on <= $1::date))
 order by o.id`;

/** Only with their consent as officials standing: who stopped and came back as a resident is told nothing of their agency. */
const OFFICIALS = `
select o.id as "officialId", o.agency_id as "agencyId", o.contact_id as "contactId", o.name, c.locale, o.role = 'focal' as focal
  from official o join contact c on c.id = o.contact_id
 where o.left_at is null
   and exists (select from address a where a.contact_id = c.id and a.state = 'active')
   and exists (select from consent s where s.contact_id = c.id and s.purpose = 'official' and s.withdrawn_at is null)
 order by o.id`;

/**
 * What was told, before a day. A rung counts as told from the moment it is planned, so that a crash tells nobody twice; it
 * counts no longer when its delivery surely reached nobody, or its run was over before it went out, so that it comes again. What
 * a person cancelled stays told.
 */
const TOLD = `
select r.obligation_id as obligation, r.official_id as official,
       max(r.rung) filter (where r.kind = 'dated' and r.counted_to = r.due_on and r.told) as rung,
       (max(r.counted_to) filter (where r.kind = 'ongoing' and r.told))::text as month,
       (max(r.counted_to) filter (where r.kind = 'ongoing' and not r.told))::text as "missedMonth",
       (max(r.on_day) filter (where r.told))::text as "lastOn"
  from (select n.*, o.due_on, case
                 when d.state is null then b.fanned_out_at is not null or b.until > now() or b.state = 'cancelled'
                 when d.state = 'waiting' then b.until > now()
                 when d.state = 'skipped' then d.reason = 'cancelled'
                 else d.state not in ('expired', 'failed') end as told
          from nudge_rung n
          join obligation o on o.id = n.obligation_id and o.state = 'open'
          join broadcast b on b.id = n.broadcast_id
          left join delivery d on d.month = n.month and d.broadcast_id = n.broadcast_id and d.contact_id = n.contact_id
         where n.on_day < $1::date) r
 group by r.obligation_id, r.official_id`;

const SNOOZED = `
select distinct on (e.obligation_id, e.official_id) e.obligation_id as obligation, e.official_id as official, e.on_day::text as until
  from obligation_event e join obligation o on o.id = e.obligation_id and o.state = 'open'
 where e.kind = 'snoozed' and e.official_id is not null
 order by e.obligation_id, e.official_id, e.id desc`;

/** As many statements for ten thousand obligations as for one. `until`: the last day that is to be planned. */
export async function readState(on: Sql, day: string, until: string): Promise<State> {
  const db = queryable(on);
  const announced = await readAnnounced(on);
  const last = await db.query<{ day: string | null }>(
    `select max(on_day)::text as day from nudge_run where on_day < $1::date`,
    [day],
  );
  const set = await db.query<{ planId: number; taskId: number; before: number[]; after: number[] }>(HELD_LADDERS);
  const farthest = Math.max(0, ...DEFAULT_LADDER.before, ...set.rows.flatMap(({ before }) => before));
  const owing = await db.query<Owing>(OWING, [addDays(until, spanOf(farthest))]);
  const officials = await db.query<Reachable>(OFFICIALS);
  const told = await db.query<Told & { obligation: number; official: number }>(TOLD, [day]);
  const snoozed = await db.query<{ obligation: number; official: number; until: string }>(SNOOZED);
  return {
    announced,
    lastRun: last.rows[0]?.day ?? null,
    ladders: new Map(
      set.rows.map(({ planId, taskId, before, after }) => [ladderKey(planId, taskId), { before, after }]),
    ),
    owing: owing.rows,
    officials: officials.rows,
    told: new Map(told.rows.map(({ obligation, official, ...what }) => [pairKey(obligation, official), what] as const)),
    snoozed: new Map(snoozed.rows.map((row) => [pairKey(row.obligation, row.official), row.until])),
  };
}
