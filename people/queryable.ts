import type pg from 'pg';
import type { Database } from '../prisma/database.js';

/** Whatever runs one SQL statement: a pool, or one client in the middle of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

/**
 * Where a verb of this room works. With a Database each statement commits by itself; with a client that has begun a
 * transaction it belongs to that transaction.
 */
export type Sql = Database | Queryable;

export function queryable(on: Sql): Queryable {
  return 'pool' in on ? on.pool : on;
}

/** The single row of a statement that always returns exactly one. */
export async function oneRow<Row extends pg.QueryResultRow>(on: Sql, text: string, values: unknown[]): Promise<Row> {
  const { rows } = await queryable(on).query<Row>(text, values);
  const [row] = rows;
  if (row === undefined || rows.length !== 1)
    throw new Error(`Expected one row and got ${rows.length}: ${text.trim().slice(0, 60)}`);
  return row;
}
