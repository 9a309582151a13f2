import { queryable, type Sql } from '../../people/queryable.js';
import type { Broadcast } from '../../prisma/generated/client.js';

/** A broadcast, the one it stems from and every other that stems from that, by retry-missed: they all say the same. */
const FAMILY = `
with recursive above as (
  select id, parent_id from broadcast where id = $1
  union all select b.id, b.parent_id from broadcast b join above on b.id = above.parent_id
), family as (
  select id, state from broadcast where id = (select id from above where parent_id is null)
  union all select b.id, b.state from broadcast b join family on b.parent_id = family.id
)
select id, state from family order by id`;

/** The first is the one that all the others stem from. */
export async function readFamily(on: Sql, broadcastId: number): Promise<Pick<Broadcast, 'id' | 'state'>[]> {
  const { rows } = await queryable(on).query<Pick<Broadcast, 'id' | 'state'>>(FAMILY, [broadcastId]);
  return rows;
}
