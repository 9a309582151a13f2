import { appendAudit } from '../appendAudit.js';
import type { Staff } from '../getStaff.js';
import { hashCode, newCode } from '../officials/invite.js';
import type { Queryable } from '../queryable.js';

/**
 * Makes the one-time code with which a member of staff links a chat, and writes so into the audit chain; a code made for them before and not
 * used is void. Chats that are linked stay so: somebody may have one on each channel. Only the code's HMAC is kept. Inside a transaction.
 *
 * @param by.random as many random bytes as it is asked for
 */
export async function makeStaffLink(
  client: Queryable,
  secret: string,
  staff: Staff,
  by: { name: string; at: Date; expiresAt: Date; random: (bytes: number) => Uint8Array },
): Promise<string> {
  await client.query(
    'update staff_chat set revoked_at = $2 where staff_id = $1 and linked_at is null and revoked_at is null',
    [staff.id, by.at],
  );
  const code = newCode(by.random);
  await client.query(
    'insert into staff_chat (staff_id, code_hash, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [staff.id, hashCode(secret, code, 'staff'), by.name, by.at, by.expiresAt],
  );
  await appendAudit(client, {
    at: by.at,
    actor: by.name,
    action: 'staff.link',
    subject: `staff:${staff.id}`,
    detail: { expiresAt: by.expiresAt.toISOString() },
  });
  return code;
}
