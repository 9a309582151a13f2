import { queryable, type Sql } from './queryable.js';
import { type ChatAddress, suppressionKey } from './suppressionKey.js';

/**
 * The person said stop. The suppression, which outlives erasure and re-import, and the state of the address are
 * written in one statement: there is no moment in which only one of them holds. A chat that is not known is suppressed
 * all the same. Saying it again changes nothing.
 */
export async function optOut(on: Sql, secret: string, chat: ChatAddress): Promise<void> {
  const { rowCount } = await queryable(on).query(
    `with suppressed as (
       insert into suppression (key, channel, cause) values ($3, $1, 'opt-out') on conflict (key) do nothing
     )
     update address
        set state = 'opted_out', state_reason = 'opt-out', state_at = case when state = 'opted_out' then state_at else now() end
      where channel = $1 and external_id = $2`,
    [chat.channel, chat.externalId, suppressionKey(secret, chat.channel, chat.externalId)],
  );
  if (rowCount !== 0) return;
  // An import that read the suppressions just before this statement may be writing this very address as active. Fan-out
  // and lease consult the suppression, so nothing would be sent; a second look, after the commit, mends the state.
  await queryable(on).query(
    `update address set state = 'opted_out', state_reason = 'opt-out', state_at = now()
      where channel = $1 and external_id = $2 and state <> 'opted_out'`,
    [chat.channel, chat.externalId],
  );
}
