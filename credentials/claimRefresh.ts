import type { Sealer } from '../base/seal.js';
import type { Database } from '../prisma/database.js';
import { type Account, placeOf } from './credential.js';

/** The right to hand this refresh token to the platform, for as long as the lease lasts. */
export interface Claim {
  leaseToken: string;
  version: number;
  refreshToken: string;
  /** Of two pairs the one whose claim came later is the living one. By the database's clock; always after the present pair's. */
  claimedAt: Date;
  /** How often the token has now been handed over, this time included. */
  sends: number;
  accessLeftMs: number;
}

/** Longer than any call to the platform lasts. Whoever dies in between holds it for so long. */
export const LEASE_MS = 60_000;
/** A token whose answer was lost is handed over once more, and then never again. */
export const SENDS_MOST = 2;

/**
 * One process of all gets the refresh token, and only the version it has seen: whoever asks while another refreshes, or
 * after another has refreshed, gets nothing. It is committed, and the handing over counted, before the platform is
 * asked, so that a process that dies in between leaves its trace, and nothing is locked while the call lasts. A database
 * that woke up in another place claims nothing until somebody has adopted it: a copy must not take the tokens from the original.
 */
const CLAIM = `
update channel_credential
   set lease_token = $4::uuid, lease_until = now() + $5 * interval '1 ms', sends = sends + 1
 where channel = $1 and account = $2 and version = $3 and state = 'ok' and sends < $6
   and coalesce(lease_until, '-infinity') <= now() and coalesce(retry_at, '-infinity') <= now()
   and not exists (select from home where held_at is not null)
returning refresh_token, sends, greatest(date_trunc('milliseconds', now()), refresh_issued_at + interval '1 ms') as claimed_at,
          case when access_token is null then 0 else extract(epoch from access_expires_at - now()) * 1000 end::float8 as access_left_ms`;

/** Null when it is somebody else's turn. */
export async function claimRefresh(
  db: Database,
  sealer: Sealer,
  of: Account,
  version: number,
  leaseToken: string,
): Promise<Claim | null> {
  const { rows } = await db.pool.query<{
    refresh_token: Buffer;
    sends: number;
    claimed_at: Date;
    access_left_ms: number;
  }>(CLAIM, [of.channel, of.account, version, leaseToken, LEASE_MS, SENDS_MOST]);
  const row = rows[0];
  if (!row) return null;
  return {
    leaseToken,
    version,
    refreshToken: sealer.open(row.refresh_token, placeOf('refresh', of, version)),
    claimedAt: row.claimed_at,
    sends: row.sends,
    accessLeftMs: row.access_left_ms,
  };
}

/**
 * Ends a claim without a new pair. `sent` false: the platform surely never saw the token, so that it counts as not
 * handed over. Whoever else has claimed meanwhile is left alone.
 */
export async function endClaim(
  db: Database,
  of: Account,
  leaseToken: string,
  end: { sent: boolean; retryInMs: number },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update channel_credential
        set lease_token = null, lease_until = null, retry_at = now() + $4 * interval '1 ms',
            sends = greatest(0, sends - case when $5 then 0 else 1 end)
      where channel = $1 and account = $2 and lease_token = $3::uuid`,
    [of.channel, of.account, leaseToken, end.retryInMs, end.sent],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * The second try after a lost answer waits while the access token is good. Once the platform has refused that as well,
 * nothing is left to wait for.
 */
export async function hastenRetry(db: Database, of: Account, version: number): Promise<void> {
  await db.pool.query(
    `update channel_credential set retry_at = now() where channel = $1 and account = $2 and version = $3 and sends > 0`,
    [of.channel, of.account, version],
  );
}
