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

/**
 * The partition of a month (`YYYY-MM-DD`), as loa_delivery_partition names it. Hot statements name it themselves: through
 * the parent they would be planned over every month there is, and would sort what an index already holds in order.
 */
export function deliveryPartition(month: string): string {
  const named = /^(\d{4})-(\d{2})-/.exec(month);
  if (!named) throw new Error(`"${month}" is not a month`);
  return `delivery_${named[1]}_${named[2]}`;
}
