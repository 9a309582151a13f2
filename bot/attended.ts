import type { Database } from '../prisma/database.js';
import type { ConversationChannel } from './conversation.js';
import type { IncomingFrame } from './incoming.js';

/**
 * Somebody of the agency answered by hand: from then on, for as long as the channel says, the program says nothing in
 * that chat but what cannot wait. An older word of theirs never shortens it, and a stay that is over leaves no row.
 */
export async function leaveToStaff(
  { pool }: Database,
  { attendedMs = 0 }: ConversationChannel,
  { channel, externalId, at }: IncomingFrame,
): Promise<void> {
  await pool.query('DELETE FROM attended_chat WHERE until < now()');
  await pool.query(
    `INSERT INTO attended_chat (channel, external_id, until) VALUES ($1, $2, least($3::timestamptz, now()) + $4 * interval '1 ms')
     ON CONFLICT (channel, external_id) DO UPDATE SET until = greatest(attended_chat.until, excluded.until)`,
    [channel, externalId, at, attendedMs],
  );
}

/** Whether a person is answering there now. Costs nothing on channels where nobody can. */
export async function isLeftToStaff(
  { pool }: Database,
  { attendedMs }: ConversationChannel,
  { channel, externalId }: IncomingFrame,
): Promise<boolean> {
  if (attendedMs === undefined) return false;
  const { rowCount } = await pool.query(
    'SELECT FROM attended_chat WHERE channel = $1 AND external_id = $2 AND until > now()',
    [channel, externalId],
  );
  return rowCount !== 0;
}
