import { queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/** The channel can reach the person again (unblocked, wrote to us). Who opted out stays opted out: that takes `optIn`. */
export async function markActive(on: Sql, chat: ChatAddress): Promise<void> {
  await queryable(on).query(
    `update address set state = 'active', state_reason = null, state_at = now()
      where channel = $1 and external_id = $2 and state in ('blocked', 'gone')`,
    [chat.channel, chat.externalId],
  );
}
