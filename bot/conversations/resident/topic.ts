import type { Incoming } from '../../incoming.js';
import type { ResidentDeps } from './turn.js';

/**
 * Whether a bare typed word in this chat is for somebody else than a topic that asks by buttons: a form is open there that asks for
 * typed words, or somebody of the agency is answering by hand.
 */
export async function isBusyElsewhere(
  { database }: Pick<ResidentDeps, 'database'>,
  { channel, externalId, at }: Incoming,
): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `select from chat_form where channel = $1 and external_id = $2 and step is not null and expires_at > $3
      union all select from attended_chat where channel = $1 and external_id = $2 and until > now()`,
    [channel, externalId, at],
  );
  return rowCount !== 0;
}
