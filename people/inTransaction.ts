import type { Database } from '../prisma/database.js';
import { rollback } from '../prisma/rollback.js';
import type { Queryable } from './queryable.js';

/** Runs a few statements as one transaction: all of them, or none. No call to anybody else belongs inside. */
export async function inTransaction<T>(db: Database, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
}
