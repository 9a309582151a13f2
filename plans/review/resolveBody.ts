import type { Queryable } from '../../people/queryable.js';

/**
 * Says which agencies a body of a plan means, wherever the plan names it and no clerk has set the task apart: one row for each agency
 * and task; none leaves the printed words alone. Inside a transaction only: between the two statements the rows are gone.
 */
export async function resolveBody(
  client: Queryable,
  planId: number,
  bodyKey: string,
  agencyIds: readonly number[],
): Promise<void> {
  const { rows } = await client.query<{ taskId: number; role: string; ordinal: number; printed: string }>(
    `with gone as (
       delete from task_agency b using plan_task t
        where t.id = b.task_id and t.plan_id = $1 and b.body_key = $2 and not b.by_clerk
       returning b.task_id, b.role, b.ordinal, b.printed
     )
     select distinct task_id as "taskId", role, ordinal, printed from gone`,
    [planId, bodyKey],
  );
  await client.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id)
     select g.task_id, g.role, g.ordinal, g.printed, $5, a.id
       from unnest($1::int[], $2::text[], $3::int[], $4::text[]) as g(task_id, role, ordinal, printed)
            left join (select distinct unnest($6::int[]) as id) a on true`,
    [
      rows.map((row) => row.taskId),
      rows.map((row) => row.role),
      rows.map((row) => row.ordinal),
      rows.map((row) => row.printed),
      bodyKey,
      agencyIds,
    ],
  );
}
