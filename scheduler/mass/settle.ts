import type { Database } from '../../prisma/database.js';
import { MASS_END } from './claim.js';
import type { MassRow } from './row.js';

/**
 * A lease of the one call that may not be made twice ran out: its process is gone or has no answer. Whether it was done
 * is not known, so it is said, and never made again. A late answer to the same lease still overrules this.
 */
const STRANDED = `
update mass_post set state = 'unknown', reason = 'no-answer', finished_at = now()
 where state = 'sending' and lease_until <= now() returning id`;

/** What became useless before it was handed over is not, and takes nothing from the budget. */
const EXPIRED = `
update mass_post p
   set state = 'expired', budget_day = null, finished_at = now(), next_at = now(), tries = 0
 where p.state in ('approved', 'creating', 'ready', 'publishing') and (p.lease_until is null or p.lease_until <= now())
   and ${MASS_END} <= now() returning p.id`;

/** The platform takes half an hour to look at it, and then tells nobody how it ended: nothing more is to be learned. */
const FINISHED = `
update mass_post set state = 'finished', finished_at = now()
 where state = 'sent' and sent_at <= now() - interval '1 hour' returning id`;

/** What time alone decides. */
export async function settleByTime(
  db: Database,
): Promise<{ stranded: number[]; expired: number[]; finished: number[] }> {
  const ids = async (sql: string): Promise<number[]> =>
    (await db.pool.query<{ id: number }>(sql)).rows.map(({ id }) => id);
  return { stranded: await ids(STRANDED), expired: await ids(EXPIRED), finished: await ids(FINISHED) };
}

type Value = string | number | Date | null;

/**
 * Writes down what came of a step, if the lease is still that of whoever writes and nobody has ended the article
 * meanwhile. `set` may use $4 and on. False: it was not written.
 */
export async function record(
  db: Database,
  { id, leaseToken }: MassRow,
  from: readonly string[],
  set: string,
  values: readonly Value[] = [],
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update mass_post set lease_until = null, ${set} where id = $1 and lease_token = $2 and state = any($3::mass_state[])`,
    [id, leaseToken, from, ...values],
  );
  return rowCount === 1;
}
