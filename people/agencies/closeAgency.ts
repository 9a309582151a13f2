import { oneRow, type Queryable } from '../queryable.js';

/**
 * Notes that an agency exists no longer and which one took over. What is asked about it from now on means the successor; tasks
 * that were given to it go over as well, except where the successor has them already. Inside a transaction.
 */
export async function closeAgency(
  client: Queryable,
  id: number,
  successorId: number,
  at: Date,
): Promise<{ moved: number }> {
  await client.query('update agency set defunct_at = coalesce(defunct_at, $3), successor_id = $2 where id = $1', [
    id,
    successorId,
    at,
  ]);
  // Successors of successors: who pointed at the closed one points on.
  await client.query('update agency set successor_id = $2 where successor_id = $1', [id, successorId]);
  return oneRow(client, MOVE, [id, successorId]);
}

/** A task that names both keeps the one row of the successor. */
const MOVE = `
  with moved as (
    update task_agency b set agency_id = $2
     where agency_id = $1
       and not exists (select from task_agency o where o.task_id = b.task_id and o.role = b.role and o.ordinal = b.ordinal and o.agency_id = $2)
    returning 1
  ), doubled as (
    delete from task_agency b
     where agency_id = $1
       and exists (select from task_agency o where o.task_id = b.task_id and o.role = b.role and o.ordinal = b.ordinal and o.agency_id = $2)
  )
  select count(*)::int as moved from moved`;
