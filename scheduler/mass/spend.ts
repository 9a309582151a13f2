import type { Clock } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Database } from '../../prisma/database.js';
import { budgetFor, holdBudget } from './budget.js';
import type { MassBudget } from './channel.js';
import { MASS_END, MASS_LEASE_S } from './claim.js';
import { isAsApproved } from './hash.js';
import { type MassRow, readTarget } from './row.js';

/** Whether the call may be made that cannot be taken back. */
export type Spending =
  | { kind: 'go' }
  /** No room today, or in this month: it was promised for another day. */
  | { kind: 'full'; freeAgainAt: Date }
  | { kind: 'changed' }
  /** Cancelled, expired or somebody else's meanwhile. */
  | { kind: 'gone' };

/**
 * The intent to broadcast, committed before the call: from this commit on the article counts as handed over until
 * an answer says that it surely was not. It is taken once: only by whoever holds the lease, only out of `publishing`,
 * only before its end and only while the database is at home.
 */
const INTEND = `
update mass_post p
   set state = 'sending', budget_day = $3::date, reason = null, lease_until = now() + interval '${MASS_LEASE_S} seconds'
 where p.id = $1 and p.lease_token = $2 and p.state = 'publishing' and p.lease_until > now() and ${MASS_END} > now()
   and not exists (select from home where held_at is not null)`;

/** Spends the budget of the day on which it really goes. */
export async function spend(db: Database, row: MassRow, budget: MassBudget, clock: Clock): Promise<Spending> {
  const { id, sender } = row;
  return inTransaction(db, async (client) => {
    await holdBudget(client, sender);
    if (!(await isAsApproved(client, id))) return { kind: 'changed' };
    const day = vietnamDay(clock.now());
    const { freeAgainAt } = await budgetFor(client, {
      ...{ sender, target: readTarget(row.target), day, except: id, budget },
    });
    if (freeAgainAt !== null) return { kind: 'full', freeAgainAt };
    const { rowCount } = await client.query(INTEND, [id, row.leaseToken, day]);
    return rowCount === 1 ? { kind: 'go' } : { kind: 'gone' };
  });
}
