import type { Database } from '../../prisma/database.js';

/** Makes sure the sender has its row. Changes nothing on one that is known. */
export async function registerSender(db: Database, sender: string, channel: string): Promise<void> {
  await db.pool.query(`insert into sender (id, channel) values ($1, $2) on conflict (id) do nothing`, [
    sender,
    channel,
  ]);
}

/**
 * The channels that this installation sends over, by the senders that any of its processes has brought: not only by
 * those of this process, which may have no token.
 */
export async function installedChannels(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ channel: string }>(`select distinct channel from sender order by channel`);
  return rows.map((row) => row.channel);
}
