import { queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/**
 * The person did something that opens the channel's window. The clock only runs forwards, whatever the order in which
 * the platform tells, and never ahead of our own. Who has no address has no clock: nothing is kept of them.
 */
export async function markHeard(on: Sql, chat: ChatAddress, at: Date): Promise<void> {
  await queryable(on).query(
    `update address set heard_at = least($3::timestamptz, now())
      where channel = $1 and external_id = $2 and (heard_at is null or heard_at < least($3::timestamptz, now()))`,
    [chat.channel, chat.externalId, at],
  );
}
