import type { Database } from '../../prisma/database.js';
import { stoppedSql } from '../stop/stopped.js';

/** One delivery as whoever leased it knows it. */
interface Held {
  month: string;
  broadcastId: number;
  seq: number;
  token: string;
}

/** Notes that a part has arrived, so that whoever goes on after a crash does not send it again. */
export async function recordPart(
  db: Database,
  { month, broadcastId, seq, token }: Held,
  part: { nextPart: number; messageIds: string[] },
): Promise<void> {
  await db.pool.query(
    `update delivery set next_part = $5, message_ids = coalesce(message_ids, '{}') || $6::text[]
      where month = $1::date and broadcast_id = $2 and seq = $3 and lease_token = $4::uuid`,
    [month, broadcastId, seq, token, part.nextPart, part.messageIds],
  );
}

/**
 * Whether the next part of a message may follow: what the lease looked at before the first part is looked at again, for
 * the pace can put seconds between two parts, and in these somebody may have paused, or the person have said stop.
 */
const MAY_FOLLOW = `
select from delivery d
  join broadcast b on b.month = d.month and b.id = d.broadcast_id
  join address a on a.id = d.address_id
 where d.month = $1::date and d.broadcast_id = $2 and d.seq = $3 and d.lease_token = $4::uuid and d.state = 'sending'
   and b.state = 'running' and (b.any_hour or $5) and b.until > now() + interval '1 second'
   and not exists (select from home where held_at is not null)
   and a.state = 'active' and not exists (select from suppression s where s.key = a.key)
   and not exists (select from contact c where c.id = d.contact_id and ${stoppedSql('c.place', 'b.kind', 'b.any_hour')})`;

export async function mayFollow(
  db: Database,
  { month, broadcastId, seq, token }: Held,
  windowOpen: boolean,
): Promise<boolean> {
  const { rowCount } = await db.pool.query(MAY_FOLLOW, [month, broadcastId, seq, token, windowOpen]);
  return (rowCount ?? 0) > 0;
}
