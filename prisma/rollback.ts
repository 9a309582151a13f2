import type pg from 'pg';

/** Rolls back. Where the connection has broken the database has done so itself, and what broke it is the error to tell. */
export async function rollback(client: Pick<pg.PoolClient, 'query'>): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    // Nothing can be said on this connection any more; the pool lets it go.
  }
}
