import type { Staff } from '../getStaff.js';
import { queryable, type Sql } from '../queryable.js';

/** The member of staff whose chat this is, or null. Who was disabled is nobody's staff from then on, without anybody having to unlink them. */
export async function staffOfChat(on: Sql, channel: string, externalId: string): Promise<Staff | null> {
  const { rows } = await queryable(on).query<Staff>(
    `select s.id, s.name, s.role, s.place, s.disabled_at as "disabledAt" from staff_chat c join staff s on s.id = c.staff_id
      where c.channel = $1 and c.external_id = $2 and c.linked_at is not null and c.unlinked_at is null and s.disabled_at is null`,
    [channel, externalId],
  );
  return rows[0] ?? null;
}
