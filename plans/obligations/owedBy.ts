import { queryable, type Sql } from '../../people/queryable.js';
import {
  type Bucket,
  bucketOf,
  OBLIGATION_COLUMNS,
  type Obligation,
  type ObligationState,
  overdueFrom,
} from './obligation.js';

/** An obligation as it is shown: with the words of the plan, whose it is and how it stands. */
export interface OwedItem extends Obligation {
  agency: string;
  agencyPlace: string;
  plan: { id: number; title: string | null; number: string | null };
  /** Number of the task in its plan (a duty's is its task's), and where it stands there. */
  task: number | null;
  section: string;
  /** What is to be done: a clerk's wording where there is one; of a duty the clause that orders the report; of a reporting period what it asks. */
  text: string;
  deliverable: string | null;
  /** To whom a duty's report goes. */
  to: string | null;
  /** As of `on`. */
  bucket: Bucket;
  /** First day it is overdue: after the written day. */
  overdueFrom: string | null;
  /** The colleague it was handed to. */
  official: string | null;
  /** The paper that its report names, as far as it is named. */
  paper: { number?: string; symbol?: string; date?: string } | null;
  /** What was said of the result, in the report that stands. */
  note: string | null;
  /** Why another day is asked for, until that is decided. */
  reason: string | null;
  /** What happened to it last. */
  last: { kind: string; at: Date } | null;
}

export interface OwedFilter {
  /** Of whose agency; or the agencies themselves. Neither: of all. */
  officialId?: number;
  agencyId?: number;
  planId?: number;
  ids?: readonly number[];
  /** All but what was dropped, where it is left out. */
  states?: readonly ObligationState[];
  /** The day to judge by, YYYY-MM-DD. */
  on: string;
}

/** An event `e` of the report that stands, and of none that was taken or sent back. */
const STANDS = `e.id > coalesce((select max(u.id) from obligation_event u where u.obligation_id = o.id and u.kind in ('undone', 'sent-back')), 0)`;

/** What is owed, the most urgent first, then what has no day; one statement. */
export async function owedBy(on: Sql, filter: OwedFilter): Promise<OwedItem[]> {
  const { rows } = await queryable(on).query<Omit<OwedItem, 'bucket' | 'overdueFrom'>>(
    `select ${OBLIGATION_COLUMNS}, a.name as agency, a.place as "agencyPlace", jsonb_build_object('id', p.id, 'title', p.title, 'number', p.number) as plan,
            t.no as task, coalesce(d.section, t.section, '') as section, coalesce(d.text, t.text_set, t.text, case when o.occurrence = 'next' then r.next_asks else r.asks end) as text, t.deliverable, coalesce(d.to_whom, s.name) as "to", f.name as official,
            case when o.state in ('reported', 'confirmed') then (select jsonb_strip_nulls(jsonb_build_object('number', e.data->'number', 'symbol', e.data->'symbol', 'date', e.data->'date')) from obligation_event e
              where e.obligation_id = o.id and e.kind in ('reported', 'amended') and e.data ? 'number' and ${STANDS} order by e.id desc limit 1) end as paper,
            case when o.state in ('reported', 'confirmed') then (select e.data->>'note' from obligation_event e
              where e.obligation_id = o.id and e.kind in ('reported', 'amended') and e.data ? 'note' and ${STANDS} order by e.id desc limit 1) end as note,
            case when o.asked_on is not null then (select e.data->>'reason' from obligation_event e
              where e.obligation_id = o.id and e.kind = 'extension-asked' order by e.id desc limit 1) end as reason,
            (select jsonb_build_object('kind', e.kind, 'at', e.at) from obligation_event e where e.obligation_id = o.id order by e.id desc limit 1) as last
       from obligation o join agency a on a.id = o.agency_id join plan p on p.id = o.plan_id
       left join plan_duty d on d.id = o.duty_id left join plan_task t on t.id = coalesce(o.task_id, d.task_id) left join official f on f.id = o.official_id
       left join reporting_period r on r.id = o.period_id left join agency s on s.id = r.standing_id and o.occurrence <> 'next'
      where ($1::int is null or o.agency_id = (select agency_id from official where id = $1 and left_at is null)) and ($2::int is null or o.agency_id = $2)
        and ($3::int is null or o.plan_id = $3) and ($4::int[] is null or o.id = any($4)) and o.state = any($5)
      order by o.due_on nulls last, a.name, t.no, o.id`,
    [
      filter.officialId ?? null,
      filter.agencyId ?? null,
      filter.planId ?? null,
      filter.ids ?? null,
      filter.states ?? ['open', 'reported', 'confirmed'],
    ],
  );
  return rows.map((row) => ({
    ...row,
    last: row.last === null ? null : { ...row.last, at: new Date(row.last.at) },
    bucket: bucketOf(row, filter.on),
    overdueFrom: overdueFrom(row),
  }));
}
