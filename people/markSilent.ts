import { queryable, type Sql } from './queryable.js';
import type { ChatAddress } from './suppressionKey.js';

/**
 * The channel says that the person has not been heard of for too long to be written to: our own clock was wrong, and is
 * forgotten until they do something again. The address itself stays as it is.
 */
export async function markSilent(on: Sql, chat: ChatAddress): Promise<void> {
  await queryable(on).query(`update address set heard_at = null where channel = $1 and external_id = $2`, [
    chat.channel,
    chat.externalId,
  ]);
}
