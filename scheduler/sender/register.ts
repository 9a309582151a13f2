import type { Database } from '../../prisma/database.js';
import type { Channel, Windows } from '../channel.js';

/** Makes sure the sender has its row, which says for everybody how long after a sign of life it may write. */
export async function registerSender(db: Database, sender: string, channel: string, windows?: Windows): Promise<void> {
  await db.pool.query(
    `insert into sender (id, channel, awareness_within_s, nudge_within_s) values ($1, $2, $3, $4)
     on conflict (id) do update set awareness_within_s = excluded.awareness_within_s, nudge_within_s = excluded.nudge_within_s`,
    [sender, channel, windows?.awarenessS ?? null, windows?.nudgeS ?? null],
  );
}

/** Preferred first: most people in Vietnam are on Zalo, and Telegram may be out of reach there. */
const PREFERENCE: readonly Channel['name'][] = ['zalo', 'telegram'];

/**
 * The channels that this installation sends over, by the senders that any of its processes has brought: not only by
 * those of this process, which may have no token. In the order in which they are preferred.
 */
export async function installedChannels(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ channel: string }>(
    `select channel from sender group by channel order by coalesce(array_position($1::text[], channel), 99), channel`,
    [PREFERENCE],
  );
  return rows.map((row) => row.channel);
}
