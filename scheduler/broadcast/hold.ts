import type { Database } from '../../prisma/database.js';

/**
 * Holds a broadcast until a person says otherwise, remembering what it was. From the commit on nothing more of it is
 * leased. True when this call held it.
 */
export async function holdBroadcast(db: Database, id: number, reason: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update broadcast set held_from = state, state = 'held', held_reason = $2 where id = $1 and state in ('approved', 'running')`,
    [id, reason],
  );
  return (rowCount ?? 0) > 0;
}
