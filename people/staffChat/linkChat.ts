import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import type { Staff } from '../getStaff.js';
import { inTransaction } from '../inTransaction.js';
import { hashCode, normalizeCode } from '../officials/invite.js';
import { queryable, type Sql } from '../queryable.js';
import { openStaffAddress } from './staffAddress.js';
import { staffOfChat } from './staffOfChat.js';

/** Whom a code would link, while it is good; `spent` where it was staff's and is good no more; null where it never was. Looking spends nothing. */
export async function peekStaffLink(on: Sql, secret: string, code: string, at: Date): Promise<Staff | 'spent' | null> {
  if (normalizeCode(code) === null) return null;
  const { rows } = await queryable(on).query<Staff & { good: boolean }>(
    `select s.id, s.name, s.role, s.place, s.disabled_at as "disabledAt",
            c.linked_at is null and c.revoked_at is null and c.expires_at > $2 and s.disabled_at is null as good
       from staff_chat c join staff s on s.id = c.staff_id where c.code_hash = $1`,
    [hashCode(secret, code, 'staff'), at],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { good, ...staff } = row;
  return good ? staff : 'spent';
}

export interface Linking {
  channel: string;
  externalId: string;
  code: string;
  /** In which the chat is written to, where it is nobody's yet. */
  locale: string;
  at: Date;
}

/**
 * Links a chat: the code is spent, the chat is that member of staff's and nobody else's any more and is written to, and the audit chain says so, all in one
 * transaction. A code works once, and of two who press at the same moment one gets in. The same chat again is told the same. Null where
 * the code is not good.
 */
export async function linkStaffChat(
  db: Database,
  secret: string,
  { channel, externalId, code, locale, at }: Linking,
): Promise<Staff | null> {
  const hash = hashCode(secret, code, 'staff');
  const linked = await inTransaction(db, async (client) => {
    const { rows } = await client.query<{ id: number; staffId: number; place: string | null }>(SPEND, [hash, at]);
    const [spent] = rows;
    if (spent === undefined) return false;
    await client.query(
      `update staff_chat set unlinked_at = $3
        where channel = $1 and external_id = $2 and linked_at is not null and unlinked_at is null`,
      [channel, externalId, at],
    );
    await client.query('update staff_chat set channel = $2, external_id = $3, linked_at = $4 where id = $1', [
      spent.id,
      channel,
      externalId,
      at,
    ]);
    await openStaffAddress(client, secret, { channel, externalId, place: spent.place, locale });
    await appendAudit(client, {
      at,
      actor: 'system',
      action: 'staff.chat-linked',
      subject: `staff:${spent.staffId}`,
      detail: { channel },
    });
    return true;
  });
  if (linked) return staffOfChat(db, channel, externalId);
  const { rowCount } = await db.pool.query(
    'select from staff_chat where code_hash = $1 and channel = $2 and external_id = $3 and unlinked_at is null',
    [hash, channel, externalId],
  );
  return rowCount === 0 ? null : staffOfChat(db, channel, externalId);
}

/** The row of a good code, held until the transaction ends: whoever comes second finds it linked. */
const SPEND = `
  select c.id, c.staff_id as "staffId", s.place from staff_chat c join staff s on s.id = c.staff_id
   where c.code_hash = $1 and c.linked_at is null and c.revoked_at is null and c.expires_at > $2 and s.disabled_at is null for update of c`;
