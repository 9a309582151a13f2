import { queryable, type Sql } from '../../people/queryable.js';

/** One task or duty that is due on one day, with the bodies that have not reported. */
export interface LateTask {
  plan: { id: number; title: string | null; number: string | null };
  task: number | null;
  /** The reporting period that asks for it, or whose form it is reported by. */
  periodId: number | null;
  section: string;
  text: string;
  dueOn: string;
  overdue: boolean;
  /** `đề nghị`: these are asked, never called late. */
  mode: 'giao' | 'đề nghị';
  /** A day that a letter asks for and not the plan. */
  followUp: boolean;
  /** How many bodies owe it, those that have reported included. */
  bodies: number;
  missing: { obligationId: number; agencyId: number; name: string; place: string; kind: string; communal: boolean }[];
}

/**
 * "Còn 12 xã chưa báo cáo": who has not reported what is due between two days, task by task, the earliest first; what all have
 * reported is left out. `communal` tells bodies of communes from those of the province. As things stand now; one statement.
 */
export async function lateBodies(
  on: Sql,
  wanted: { on: string; from: string; to: string; planId?: number | null; place?: string | null },
): Promise<LateTask[]> {
  const { rows } = await queryable(on).query<LateTask>(LATE, [
    wanted.on,
    wanted.from,
    wanted.to,
    wanted.planId ?? null,
    wanted.place ?? null,
  ]);
  return rows;
}

const LATE = `
  select jsonb_build_object('id', p.id, 'title', p.title, 'number', p.number) as plan, t.no as task, r.id as "periodId", coalesce(d.section, t.section, '') as section,
         coalesce(d.text, t.text_set, t.text, case when o.occurrence = 'next' then r.next_asks else r.asks end) as text, o.due_on::text as "dueOn", o.mode, o.source = 'follow-up' as "followUp", count(*)::int as bodies,
         bool_or(o.state = 'open' and $1::date > o.due_on + (o.exclusive and o.written_on = o.due_on + 1)::int) as overdue,
         jsonb_agg(jsonb_build_object('obligationId', o.id, 'agencyId', a.id, 'name', a.name, 'place', a.place, 'kind', a.kind, 'communal', l.parent is not null)
           order by a.place, a.name) filter (where o.state = 'open') as missing
    from obligation o join plan p on p.id = o.plan_id join agency a on a.id = o.agency_id left join place l on l.code = a.place
    left join plan_duty d on d.id = o.duty_id left join plan_task t on t.id = coalesce(o.task_id, d.task_id)
    left join reporting_period r on r.id = o.period_id
   where o.state <> 'dropped' and o.due_on between $2 and $3 and ($4::int is null or o.plan_id = $4)
     and ($5::text is null or a.place = $5 or $5 = any(string_to_array(l.path, '/')))
   group by p.id, t.id, d.id, r.id, case when r.id is not null then o.occurrence end, case when o.occurrence = 'next' then r.next_asks else r.asks end, o.due_on, o.mode, o.source
  having count(*) filter (where o.state = 'open') > 0
   order by o.due_on, p.id, t.no, d.id, r.id`;
