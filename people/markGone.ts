import { queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/** The chat does not exist any more (account deleted, group dissolved). Who opted out stays opted out. */
export async function markGone(on: Sql, chat: ChatAddress, reason: string): Promise<void> {
  await queryable(on).query(
    `update address set state = 'gone', state_reason = $3, state_at = now()
      where channel = $1 and external_id = $2 and state in ('active', 'blocked')`,
    [chat.channel, chat.externalId, reason],
  );
}
