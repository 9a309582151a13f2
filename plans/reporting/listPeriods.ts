import { queryable, type Sql } from '../../people/queryable.js';
import type { ReportState } from './period.js';

/** A period with how many of its bodies are how far. */
export interface ListedPeriod {
  id: string;
  name: string;
  form: string;
  plan: string;
  from: string;
  to: string;
  dueOn: string;
  counts: Record<ReportState, number>;
}

/** All periods, the newest first; one statement. */
export async function listPeriods(on: Sql): Promise<ListedPeriod[]> {
  const { rows } = await queryable(on).query<Omit<ListedPeriod, 'counts'> & Record<ReportState, number>>(
    `select r.id::text, r.name, f.key as form, r.plan_id::text as plan, r.from_day::text as "from", r.to_day::text as "to", r.due_on::text as "dueOn",
            count(*) filter (where o.state = 'open' and last.kind is distinct from 'sent-back')::int as none, count(*) filter (where o.state = 'reported')::int as sent,
            count(*) filter (where o.state = 'confirmed')::int as accepted, count(*) filter (where o.state = 'open' and last.kind = 'sent-back')::int as returned
       from reporting_period r join report_form f on f.id = r.form_id
       left join obligation o on o.period_id = r.id and o.occurrence <> 'next' and o.state <> 'dropped'
       left join lateral (select e.kind from obligation_event e where e.obligation_id = o.id and e.kind in ('reported', 'amended', 'undone', 'sent-back') order by e.id desc limit 1) last on true
      group by r.id, f.key order by r.to_day desc, r.id desc`,
  );
  return rows.map(({ none, sent, accepted, returned, ...row }) => ({
    ...row,
    counts: { none, sent, accepted, returned },
  }));
}
