import type { Database } from '../../prisma/database.js';
import type { WorkQueue } from '../queue/openQueue.js';

/** An update as its channel delivered it. */
export interface StoredUpdate {
  channel: string;
  /** Unique within the channel, also over several bots. */
  updateId: string;
  /** What must be answered in order. */
  chat: string;
  body: unknown;
}

/**
 * Stores updates before anybody acknowledges them, one statement; an update that came before is left alone. When this
 * resolves they will be answered, whatever happens to this process: the queue is only told so that it happens soon.
 */
export async function storeInbound(db: Database, queue: WorkQueue, updates: readonly StoredUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  await tellQueue(queue, await insertInbound(db, updates));
}

/** The statement alone, for whoever must acknowledge within a deadline and tells the queue afterwards. Gives what was new. */
export async function insertInbound(
  { pool }: Pick<Database, 'pool'>,
  updates: readonly StoredUpdate[],
): Promise<NewUpdate[]> {
  const { rows } = await pool.query<NewUpdate>(
    `insert into inbound (channel, update_id, chat, body)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
     on conflict (channel, update_id) do nothing
     returning channel, update_id, chat`,
    [
      updates.map((update) => update.channel),
      updates.map((update) => update.updateId),
      updates.map((update) => update.chat),
      updates.map((update) => JSON.stringify(update.body)),
    ],
  );
  return rows;
}

export interface NewUpdate {
  channel: string;
  update_id: string;
  chat: string;
}

/** Has stored updates answered now. What the queue does not hear of, the clock finds. */
export async function tellQueue(queue: WorkQueue, stored: readonly NewUpdate[]): Promise<void> {
  await queue.addAll(
    stored.map((row) => ({ kind: 'inbound', channel: row.channel, chat: row.chat, update: row.update_id })),
  );
}
