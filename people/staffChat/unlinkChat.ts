import { appendAudit } from '../appendAudit.js';
import type { Staff } from '../getStaff.js';
import type { Queryable } from '../queryable.js';
import type { ChatAddress } from '../suppressionKey.js';

/**
 * Ends a member of staff's links, that of one chat or all of them with the codes that were not used yet, and writes so into the audit chain.
 * Returns how many chats were linked; doing it again changes nothing. Inside a transaction.
 */
export async function unlinkStaffChat(
  client: Queryable,
  staff: Staff,
  chat: ChatAddress | null,
  by: { name: string; at: Date },
): Promise<number> {
  const { rowCount } = await client.query(
    `update staff_chat set unlinked_at = $4
      where staff_id = $1 and linked_at is not null and unlinked_at is null
        and ($2::text is null or (channel, external_id) = ($2, $3))`,
    [staff.id, chat?.channel ?? null, chat?.externalId ?? null, by.at],
  );
  const { rowCount: codes } =
    chat === null
      ? await client.query(
          'update staff_chat set revoked_at = $2 where staff_id = $1 and linked_at is null and revoked_at is null',
          [staff.id, by.at],
        )
      : { rowCount: 0 };
  const [chats, voided] = [rowCount ?? 0, codes ?? 0];
  if (chats + voided > 0)
    await appendAudit(client, {
      at: by.at,
      actor: by.name,
      action: 'staff.unlink',
      subject: `staff:${staff.id}`,
      detail: { chats, codes: voided },
    });
  return chats;
}
