import type { Queryable } from '../../people/queryable.js';
import type { StoredBody } from './stored.js';

/** Puts agencies that a clerk chose in the place of those that one task names; what is printed stays on the task. In a transaction. */
export async function setBodies(
  client: Queryable,
  taskId: number,
  role: 'lead' | 'with',
  bodies: readonly Pick<StoredBody, 'ordinal' | 'printed' | 'bodyKey' | 'agencyId'>[],
): Promise<void> {
  await client.query('delete from task_agency where task_id = $1 and role = $2', [taskId, role]);
  await client.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id, by_clerk)
     select $1, $2, ordinal, printed, "bodyKey", "agencyId", true
       from jsonb_to_recordset($3::jsonb) as b(ordinal int, printed text, "bodyKey" text, "agencyId" int)`,
    [taskId, role, JSON.stringify(bodies)],
  );
}
