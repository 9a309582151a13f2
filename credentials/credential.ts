import type { Sealer } from '../base/seal.js';
import type { Database } from '../prisma/database.js';

/** Which account of which channel: `zalo` and the OA id. */
export interface Account {
  channel: string;
  account: string;
}

/** What the platform issued in one go. The refresh token works once. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** From when it was issued until the access token ends. */
  accessLifeMs: number;
}

/** A credential as the database has it now; every length is by the database's clock. */
export interface Credential {
  version: number;
  state: 'ok' | 'reauth_required';
  /** Why a person must consent again. */
  reason: string | null;
  stateAt: Date;
  accessToken: string | null;
  /** Until the access token ends; 0 or less where it has, or where there is none. */
  accessLeftMs: number;
  accessExpiresAt: Date | null;
  refreshIssuedAt: Date;
  refreshAgeMs: number;
  /** How often the refresh token was handed over without an answer that is known. */
  sends: number;
  /** For how long somebody is still refreshing; 0 when nobody is. */
  leasedMs: number;
  /** For how long no refresh is to be tried; 0 when one may be. */
  retryInMs: number;
  /** The database woke up in another place and nobody has adopted it: it refreshes nothing. */
  held: boolean;
}

/** Where a token is sealed for: nowhere else does it open. */
export function placeOf(what: 'access' | 'refresh', { channel, account }: Account, version: number): string {
  return [what, channel, account, version].join('\n');
}

interface Row {
  version: number;
  state: 'ok' | 'reauth_required';
  state_reason: string | null;
  state_at: Date;
  access_token: Buffer | null;
  access_expires_at: Date | null;
  access_left_ms: number;
  refresh_issued_at: Date;
  refresh_age_ms: number;
  sends: number;
  leased_ms: number;
  retry_in_ms: number;
  held: boolean;
}

const READ = `
select version, state, state_reason, state_at, access_token, access_expires_at, refresh_issued_at, sends,
       exists (select from home where held_at is not null) as held,
       case when access_token is null then 0 else extract(epoch from access_expires_at - now()) * 1000 end::float8 as access_left_ms,
       (extract(epoch from now() - refresh_issued_at) * 1000)::float8 as refresh_age_ms,
       greatest(0, coalesce(extract(epoch from lease_until - now()) * 1000, 0))::float8 as leased_ms,
       greatest(0, coalesce(extract(epoch from retry_at - now()) * 1000, 0))::float8 as retry_in_ms
  from channel_credential where channel = $1 and account = $2`;

/** The credential of an account, or null where it never had one. Throws where it does not open with this secret. */
export async function readCredential(db: Database, sealer: Sealer, of: Account): Promise<Credential | null> {
  const { rows } = await db.pool.query<Row>(READ, [of.channel, of.account]);
  const row = rows[0];
  if (!row) return null;
  return {
    version: row.version,
    state: row.state,
    reason: row.state_reason,
    stateAt: row.state_at,
    accessToken: row.access_token && sealer.open(row.access_token, placeOf('access', of, row.version)),
    accessLeftMs: row.access_left_ms,
    accessExpiresAt: row.access_expires_at,
    refreshIssuedAt: row.refresh_issued_at,
    refreshAgeMs: row.refresh_age_ms,
    sends: row.sends,
    leasedMs: row.leased_ms,
    retryInMs: row.retry_in_ms,
    held: row.held,
  };
}
