import type { Database } from '../../prisma/database.js';

/** For so long what a person was told can be looked up; that they were told stands in the ledger and the rungs. */
const KEPT_DAYS = 90;

/** Forgets the digests of runs that ended long ago. Returns how many. */
export async function purgeDigests(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query(
    `delete from nudge_digest g using broadcast b
      where b.id = g.broadcast_id and b.finished_at < now() - $1 * interval '1 day'`,
    [KEPT_DAYS],
  );
  return rowCount ?? 0;
}
