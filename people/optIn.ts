import { queryable, type Sql } from './queryable.js';
import { type ChatAddress, suppressionKey } from './suppressionKey.js';

/**
 * The person asked to receive again: the suppression is lifted and the address active, in one statement. Only ever on
 * the word of the person in that chat, never of a list or of staff. Saying it again changes nothing.
 */
export async function optIn(on: Sql, secret: string, chat: ChatAddress): Promise<void> {
  await queryable(on).query(
    `with lifted as (
       delete from suppression where key = $3
     )
     update address set state = 'active', state_reason = null, state_at = now()
      where channel = $1 and external_id = $2 and state <> 'active'`,
    [chat.channel, chat.externalId, suppressionKey(secret, chat.channel, chat.externalId)],
  );
}
