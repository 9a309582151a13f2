import type { Database } from '../../prisma/database.js';

/** Makes sure the sender has its row. Changes nothing on one that is known. */
export async function registerSender(db: Database, sender: string, channel: string): Promise<void> {
  await db.pool.query(`insert into sender (id, channel) values ($1, $2) on conflict (id) do nothing`, [sender, channel]);
}
