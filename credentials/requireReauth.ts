import type { Database } from '../prisma/database.js';
import type { Account } from './credential.js';

/**
 * From here on nobody uses or refreshes this pair: only a person's consent helps. Only for the version that was found
 * wanting, and not while somebody else is refreshing it: a pair that comes meanwhile is none of it. `leaseToken` is the
 * caller's own claim, null where it has none. True for the one caller that changed it.
 */
export async function requireReauth(
  db: Database,
  of: Account,
  version: number,
  reason: string,
  leaseToken: string | null,
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update channel_credential
        set state = 'reauth_required', state_reason = $4, state_at = now(), told_at = null, lease_token = null, lease_until = null, retry_at = null
      where channel = $1 and account = $2 and version = $3 and state = 'ok'
        and (lease_token = $5::uuid or coalesce(lease_until, '-infinity') <= now())`,
    [of.channel, of.account, version, reason, leaseToken],
  );
  return (rowCount ?? 0) > 0;
}

/** Whose it is to tell staff: exactly one caller gets true, once for each time that consent is lost. */
export async function claimTelling(db: Database, of: Account): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update channel_credential set told_at = now()
      where channel = $1 and account = $2 and state = 'reauth_required' and told_at is null`,
    [of.channel, of.account],
  );
  return (rowCount ?? 0) > 0;
}
