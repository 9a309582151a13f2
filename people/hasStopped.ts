import { queryable, type Sql } from './queryable.js';
import { type ChatAddress, suppressionKey } from './suppressionKey.js';

/** Whether nobody may write to that chat unasked: its person stopped or was erased, known to us otherwise or not. */
export async function hasStopped(on: Sql, secret: string, chat: ChatAddress): Promise<boolean> {
  const { rowCount } = await queryable(on).query('select from suppression where key = $1', [
    suppressionKey(secret, chat.channel, chat.externalId),
  ]);
  return (rowCount ?? 0) > 0;
}
