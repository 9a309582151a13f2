import { queryable, type Sql } from '../../people/queryable.js';
import type { Issuer } from '../../plans/reporting/officialPaper.js';
import { workingDaysBetween } from '../calendar/workingDays.js';
import { writtenDay } from './ladder.js';
import { readState } from './owing.js';
import { pastLadder } from './pastLadder.js';

/** One thing that one body is late with, past the last rung of its ladder. Days are YYYY-MM-DD in Vietnam. */
export interface Late {
  obligationId: number;
  agencyId: number;
  agency: string;
  /** Empty where a reporting period asks for it. */
  section: string;
  text: string;
  /** The last day that was in time. */
  dueOn: string;
  /** Working days since then; since the written day of "trước ngày". */
  lateDays: number;
  /** A day that a letter asks for and not the plan, and that letter. */
  followUp: boolean;
  basis: string | null;
  /** The last day on which they said how far they are; what they said is theirs. */
  progressOn: string | null;
  /** The day on which their report was sent back for what is missing. */
  sentBackOn: string | null;
  /** The later day they ask for, which nobody has decided on. */
  askedOn: string | null;
}

const DETAILS = `
select o.id as "obligationId", o.agency_id as "agencyId", a.name as agency,
       coalesce(d.text, t.text_set, t.text, case when o.occurrence = 'next' then r.next_asks else r.asks end, '') as text,
       o.source = 'follow-up' as "followUp", case when o.source = 'follow-up' then o.basis end as basis, o.asked_on::text as "askedOn",
       (select max(e.on_day)::text from obligation_event e where e.obligation_id = o.id and e.kind = 'progress') as "progressOn",
       case when last.kind = 'sent-back' then last.on_day end as "sentBackOn"
  from obligation o join agency a on a.id = o.agency_id left join place l on l.code = a.place
  left join plan_task t on t.id = o.task_id left join plan_duty d on d.id = o.duty_id left join reporting_period r on r.id = o.period_id
  left join lateral (select e.kind, e.on_day::text from obligation_event e where e.obligation_id = o.id
    and e.kind in ('reported', 'amended', 'undone', 'sent-back') order by e.id desc limit 1) last on true
 where o.id = any($1)
 order by l.parent is not null, a.place, a.name, a.id, o.due_on, o.id`;

/**
 * Who is late with what in one plan, past the last rung, as of a day and as things stand now: what has been reported since is never
 * listed. The province's own bodies come before the communes', by name. As many statements for ten thousand as for one.
 */
export async function readLate(on: Sql, planId: number, day: string): Promise<Late[]> {
  const state = await readState(on, day, day);
  const past = new Map(
    pastLadder(state, day).flatMap((one) => (one.planId === planId ? [[one.id, one] as const] : [])),
  );
  const { rows } = await queryable(on).query<Omit<Late, 'section' | 'dueOn' | 'lateDays'>>(DETAILS, [[...past.keys()]]);
  return rows.flatMap((row) => {
    const one = past.get(row.obligationId);
    if (one === undefined) return [];
    const { section, dueOn } = one;
    return [{ ...row, section, dueOn, lateDays: workingDaysBetween(writtenDay(one), day, state.announced) }];
  });
}

/** The standing agency of a plan: to whom its newest reporting period reports. Null: the plan has none. */
export async function standingAgencyOf(on: Sql, planId: number): Promise<NonNullable<Issuer> | null> {
  const { rows } = await queryable(on).query<NonNullable<Issuer>>(
    `select a.id, a.name, a.key, a.kind, a.place from reporting_period r join agency a on a.id = r.standing_id
      where r.plan_id = $1 order by r.id desc limit 1`,
    [planId],
  );
  return rows[0] ?? null;
}
