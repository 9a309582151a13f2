import type { Sealer } from '../base/seal.js';
import type { Database } from '../prisma/database.js';
import { type Account, placeOf, type TokenPair } from './credential.js';

/**
 * Both tokens and everything that follows from them in one statement, or nothing. The version says that nobody else has
 * stored a pair since it was read, the time that this pair is the later one: an answer that comes late never replaces
 * one that was asked for after it.
 */
const STORE = `
with before as (select state from channel_credential where channel = $1 and account = $2 for update)
update channel_credential c
   set version = $3 + 1, access_token = $4, access_expires_at = $6::timestamptz + $7 * interval '1 ms', refresh_token = $5,
       refresh_issued_at = $6::timestamptz, sends = 0, lease_token = null, lease_until = null, retry_at = null,
       state = 'ok', state_reason = null, state_at = case when c.state = 'ok' then state_at else now() end, told_at = null
  from before
 where channel = $1 and account = $2 and version = $3 and refresh_issued_at < $6::timestamptz
returning before.state = 'reauth_required' as was_lost`;

const INSERT = `
insert into channel_credential (channel, account, access_token, access_expires_at, refresh_token, refresh_issued_at)
values ($1, $2, $3, $5::timestamptz + $6 * interval '1 ms', $4, $5::timestamptz) on conflict (channel, account) do nothing
returning false as was_lost`;

/**
 * Stores a pair that was claimed at that time (database clock). `stored` is false when a later one is there already, or
 * this very one: storing it again, as after a lost answer of the database, changes nothing. `wasLost`: until now a person would have had to consent again.
 */
export async function storePair(
  db: Database,
  sealer: Sealer,
  of: Account,
  pair: TokenPair,
  claimedAt: Date,
): Promise<{ stored: boolean; version: number; wasLost: boolean }> {
  const { channel, account } = of;
  const at = claimedAt.toISOString();
  for (;;) {
    const { rows } = await db.pool.query<{ version: number; refresh_issued_at: Date }>(
      `select version, refresh_issued_at from channel_credential where channel = $1 and account = $2`,
      [channel, account],
    );
    const row = rows[0];
    if (row && row.refresh_issued_at.getTime() >= claimedAt.getTime())
      return { stored: false, version: row.version, wasLost: false };
    const version = (row?.version ?? 0) + 1;
    const access = sealer.seal(pair.accessToken, placeOf('access', of, version));
    const refresh = sealer.seal(pair.refreshToken, placeOf('refresh', of, version));
    const values = [access, refresh, at, pair.accessLifeMs];
    const written = row
      ? await db.pool.query<{ was_lost: boolean }>(STORE, [channel, account, row.version, ...values])
      : await db.pool.query<{ was_lost: boolean }>(INSERT, [channel, account, ...values]);
    const [stored] = written.rows;
    if (stored) return { stored: true, version, wasLost: stored.was_lost };
    // Somebody else has stored one in between: seal for the version after theirs, if ours is still the later one.
  }
}

/** The time of a claim that needs no lease, a person's login: now by the database's clock, and after the present pair's. */
export async function claimTime(db: Database, of: Account): Promise<Date> {
  const { rows } = await db.pool.query<{ at: Date }>(
    `select greatest(date_trunc('milliseconds', clock_timestamp()), (
              select refresh_issued_at + interval '1 ms' from channel_credential where channel = $1 and account = $2)) as at`,
    [of.channel, of.account],
  );
  const row = rows[0];
  if (!row) throw new Error('A select without a table gave no row');
  return row.at;
}

/**
 * A refresh token that somebody typed or set, with no access token yet: the first use is a refresh. Where the account
 * has a credential already it is left alone, unless `replace` says that a person wants this one instead.
 */
export async function storeRefreshToken(
  db: Database,
  sealer: Sealer,
  of: Account,
  refreshToken: string,
  { replace }: { replace: boolean },
): Promise<boolean> {
  for (;;) {
    const { rows } = await db.pool.query<{ version: number }>(
      `select version from channel_credential where channel = $1 and account = $2`,
      [of.channel, of.account],
    );
    const version = rows[0]?.version;
    if (version !== undefined && !replace) return false;
    const sealed = sealer.seal(refreshToken, placeOf('refresh', of, (version ?? 0) + 1));
    const { rowCount } = await db.pool.query(version === undefined ? INSERT_ROOT : REPLACE_ROOT, [
      of.channel,
      of.account,
      sealed,
      ...(version === undefined ? [] : [version]),
    ]);
    if (rowCount === 1) return true;
  }
}

const INSERT_ROOT = `
insert into channel_credential (channel, account, refresh_token, refresh_issued_at) values ($1, $2, $3, date_trunc('milliseconds', now()))
on conflict (channel, account) do nothing`;

const REPLACE_ROOT = `
update channel_credential
   set version = $4 + 1, access_token = null, access_expires_at = null, refresh_token = $3, sends = 0,
       refresh_issued_at = greatest(date_trunc('milliseconds', now()), refresh_issued_at + interval '1 ms'),
       lease_token = null, lease_until = null, retry_at = null, state = 'ok', state_reason = null, state_at = now(), told_at = null
 where channel = $1 and account = $2 and version = $4`;
