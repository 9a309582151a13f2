import type pg from 'pg';

/** How far ahead partitions stand ready: a service that cannot make one then has months to be noticed. */
const MONTHS_AHEAD = 3;

/** Makes the delivery partitions of this month and the next three. Safe to call at any time from any process. */
export async function ensurePartitions(db: Pick<pg.Pool, 'query'>): Promise<void> {
  await db.query(
    `select loa_delivery_partition((date_trunc('month', now()) + n * interval '1 month')::date)
       from generate_series(0, $1::int) as n`,
    [MONTHS_AHEAD],
  );
}
