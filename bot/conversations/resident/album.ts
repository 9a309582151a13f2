import type { Incoming } from '../../incoming.js';
import type { Turn } from './decide.js';
import type { ResidentDeps } from './turn.js';

/** Pictures that come within so long of each other without words are one sending, where the channel does not say so (Zalo). */
const NEAR_SECONDS = 5;
const NEAR = 'near';

/**
 * Keeps which piece of an album came first; a piece is told by its update, so that the same one is known again after a
 * crash. What is older than an hour is forgotten.
 */
const FIRST_OF_ALBUM = `
  with old as (
    delete from album where at < $5::timestamptz - interval '1 hour' and not (channel = $1 and external_id = $2)
  )
  insert into album (channel, external_id, album, first_update, at) values ($1, $2, $3, $4, $5)
  on conflict (channel, external_id) do update
     set album = excluded.album, at = greatest(album.at, excluded.at),
         first_update = case when album.album = excluded.album
                              and ($3 <> '${NEAR}' or excluded.at <= album.at + interval '${NEAR_SECONDS} seconds')
                             then album.first_update else excluded.first_update end
  returning first_update`;

/** An album arrives as many updates: its words are answered, and of pieces without words the first alone. */
export async function album({ database }: ResidentDeps, incoming: Incoming): Promise<Turn | null> {
  const { channel, externalId, updateId, at } = incoming;
  const isPicture = incoming.kind === 'other' && incoming.file?.kind === 'photo';
  const name = incoming.album ?? (channel === 'zalo' && isPicture ? NEAR : null);
  if (name === null) return null;
  const { rows } = await database.pool.query<{ first_update: string }>(FIRST_OF_ALBUM, [
    channel,
    externalId,
    name,
    updateId,
    at,
  ]);
  return incoming.kind === 'other' && rows[0]?.first_update !== updateId ? { effects: [], replies: [] } : null;
}
