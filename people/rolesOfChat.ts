import { oneRow, type Sql } from './queryable.js';

/**
 * Whether a chat is a member of staff's, and whether the person behind it is an official in office or relays: one question for all, since of
 * nearly everybody the answer is no each time. The same conditions as in `staffOfChat` and `readOfficials`, which say who it is.
 */
export function rolesOfChat(
  on: Sql,
  channel: string,
  externalId: string,
): Promise<{ isStaff: boolean; isOfficial: boolean; isRelayer: boolean }> {
  return oneRow(
    on,
    `select exists (select from staff_chat c join staff s on s.id = c.staff_id
                     where c.channel = $1 and c.external_id = $2 and c.linked_at is not null and c.unlinked_at is null
                       and s.disabled_at is null) as "isStaff",
            exists (select from address a join official o on o.contact_id = a.contact_id
                     where a.channel = $1 and a.external_id = $2 and o.left_at is null) as "isOfficial",
            exists (select from address a join relayer r on r.contact_id = a.contact_id
                     where a.channel = $1 and a.external_id = $2 and r.left_at is null) as "isRelayer"`,
    [channel, externalId],
  );
}
