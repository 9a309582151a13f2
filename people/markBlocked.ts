import { queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/**
 * The person blocked the account, as the channel says: nothing more is sent there until the channel says otherwise.
 * Who opted out stays opted out: a block, and its end, says nothing about that. `reason` is the channel's code; `at`,
 * where the channel tells out of order, is when it happened: a sign of life that came later outweighs it.
 */
export async function markBlocked(on: Sql, chat: ChatAddress, reason: string, at: Date | null = null): Promise<void> {
  await queryable(on).query(
    `update address set state = 'blocked', state_reason = $3, state_at = now()
      where channel = $1 and external_id = $2 and state in ('active', 'gone') and ($4::timestamptz is null or coalesce(heard_at, '-infinity') <= $4)`,
    [chat.channel, chat.externalId, reason, at],
  );
}
