import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../base/clock.js';
import { LoaError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Database } from '../prisma/database.js';
import { hastenRetry, SENDS_MOST } from './claimRefresh.js';
import { type Account, type Credential, readCredential } from './credential.js';
import { openJournal } from './journal.js';
import { giveBackLostClaims, type RefreshAnswer, type RefreshDeps, refresh, takeOverJournal } from './refresh.js';
import { claimTelling, requireReauth } from './requireReauth.js';
import { credentialSealer } from './seal.js';

export interface AccessToken {
  token: string;
  version: number;
}

/**
 * The living access token of one account, refreshed when it must be, by one process of all. What cannot be had throws
 * LoaError: `credential-missing` and `credential-reauth` need a person (`again: 'no'`), `credential-away` says when to come again.
 */
export interface LiveCredential {
  current(): Promise<AccessToken>;
  /** The platform refused that version: a newer one, if need be by a refresh. */
  renewed(version: number): Promise<AccessToken>;
  /** A version that was refused right after a refresh: nothing but consent helps. False when it is not that version's turn any more. */
  giveUp(version: number, reason: string): Promise<boolean>;
  /** The recurring chore: refreshes what ends within two hours, and has staff told. Throws like `current` does. */
  upkeep(): Promise<void>;
  /** Waits for a refresh that is under way: its answer must not be lost. */
  close(): Promise<void>;
}

export interface CredentialOptions {
  db: Database;
  /** LOA_SECRET. */
  secret: string;
  /** Where the emergency journal is. */
  dataFolder: string;
  of: Account;
  exchange: (refreshToken: string) => Promise<RefreshAnswer>;
  /** Called in one process of all, once for each time that consent is lost. */
  tellStaff: (reason: string) => Promise<void>;
  /** What seemed lost has come back without a person: a late answer, or the journal of a process that had died. */
  restored: () => Promise<void>;
  log: Log;
  /** How long a caller waits for a token at most (5 s); a send must end within its own time. */
  waitMs?: number;
  /** How long an answer of the platform waits for a database that is away (10 s); after that it waits in the journal. */
  persistMs?: number;
}

/** Less than this left, and a call under way could outlive its token. */
const USABLE_MS = MINUTE_MS;
/** The chore refreshes so early that an outage of an hour costs nothing. */
const EARLY_MS = 2 * HOUR_MS;
/** A token is looked up again after this: another process may have renewed it. */
const CACHE_MS = SECOND_MS;
const WAIT_MS = 5 * SECOND_MS;
const PERSIST_MS = 10 * SECOND_MS;
/** Until a person has adopted the database; whoever waits looks again after this. */
const HELD_MS = 10 * SECOND_MS;
/** While another process refreshes: soon at first, for most answers are quick, then seldom. */
const LOOK_FIRST_MS = 5;
const LOOK_MOST_MS = 200;

export function openCredential(options: CredentialOptions): LiveCredential {
  const { db, of, log, waitMs = WAIT_MS } = options;
  const sealer = credentialSealer(options.secret);
  const journal = openJournal(options.dataFolder, sealer, log);
  const deps: RefreshDeps = {
    db,
    sealer,
    journal,
    of,
    exchange: options.exchange,
    log,
    restored: options.restored,
    lostClaims: new Map(),
    unkept: [],
    persistMs: options.persistMs ?? PERSIST_MS,
  };
  let cached: (AccessToken & { until: number }) | null = null;
  const asking = new Map<string, Promise<AccessToken>>();
  let flight: Promise<void> | null = null;
  /** Nobody of this process has looked into the journal yet, or a commit failed. */
  let journalDue = true;

  /** One refresh at a time in this process, whoever asks. It goes on when those who wait for it give up. */
  function refreshing(version: number, hurry: boolean): Promise<void> {
    flight ??= refresh(deps, version, hurry)
      .catch((error: unknown) => {
        journalDue = true;
        throw error;
      })
      .finally(() => {
        flight = null;
      });
    return flight;
  }

  async function look(): Promise<Credential> {
    if (journalDue) {
      await takeOverJournal(deps);
      journalDue = false;
    }
    if (deps.lostClaims.size > 0) await giveBackLostClaims(deps);
    const row = await readCredential(db, sealer, of);
    if (row === null) throw missing(of);
    return row;
  }

  async function lost(reason: string): Promise<never> {
    cached = null;
    if (await claimTelling(db, of)) await options.tellStaff(reason);
    throw reauthRequired(of, reason);
  }

  /** Callers who want the same share one answer, and one wait for it. */
  function obtain(after: number, hurry = true): Promise<AccessToken> {
    const same = `${after} ${hurry}`;
    const already = asking.get(same);
    if (already) return already;
    const asked = seek(after, hurry)
      .catch((error: unknown) => {
        throw db.isAway(error) ? away(of, SECOND_MS) : error;
      })
      .finally(() => asking.delete(same));
    asking.set(same, asked);
    return asked;
  }

  /** A token newer than `after` that can still be used, refreshed if need be; `hurry` unless the present one does meanwhile. */
  async function seek(after: number, hurry: boolean): Promise<AccessToken> {
    const giveUpAt = performance.now() + waitMs;
    let lookInMs = LOOK_FIRST_MS;
    for (;;) {
      const row = await look();
      if (row.state === 'reauth_required') return lost(row.reason ?? '');
      if (row.accessToken !== null && !endsWithin(row, USABLE_MS) && row.version > after) {
        cached = { token: row.accessToken, version: row.version, until: performance.now() + CACHE_MS };
        return cached;
      }
      const leftMs = giveUpAt - performance.now();
      if (leftMs <= 0) throw away(of, SECOND_MS);
      if (row.held) throw away(of, HELD_MS);
      if (row.leasedMs > 0) {
        await (flight ? Promise.race([flight, sleep(leftMs)]) : sleep(Math.min(lookInMs, leftMs)));
        lookInMs = Math.min(LOOK_MOST_MS, lookInMs * 2);
      } else if (row.sends >= SENDS_MOST) await requireReauth(db, of, row.version, 'answer-lost', null);
      else if (row.retryInMs > leftMs && hurry && row.version === after && row.sends > 0)
        await hastenRetry(db, of, row.version);
      else if (row.retryInMs > leftMs) throw away(of, row.retryInMs);
      else if (row.retryInMs > 0) await sleep(row.retryInMs);
      else await Promise.race([refreshing(row.version, hurry), sleep(leftMs)]);
    }
  }

  return {
    async current() {
      if (cached && cached.until > performance.now()) return cached;
      return obtain(0);
    },
    async renewed(version) {
      if (cached && cached.version <= version) cached = null;
      return cached ?? obtain(version);
    },
    async giveUp(version, reason) {
      const given = await requireReauth(db, of, version, reason, null);
      if (given) log.error({ ...of, reason }, 'a fresh access token is refused: a person must consent again');
      if (given && (await claimTelling(db, of))) await options.tellStaff(reason);
      return given;
    },
    async upkeep() {
      const { version, ...row } = await look();
      if (row.state === 'ok' && endsWithin(row, EARLY_MS)) await obtain(version, endsWithin(row, USABLE_MS));
      else await obtain(0);
    },
    async close() {
      await flight?.catch(() => undefined); // whoever waited for it has been told
    },
  };
}

/**
 * Whether so little is left. One that lives for less than twice that, as no platform says it does, counts by half its
 * life: a fresh one is always good, so that refreshing never goes round in a circle.
 */
function endsWithin(row: Pick<Credential, 'accessLeftMs' | 'refreshAgeMs'>, marginMs: number): boolean {
  return row.accessLeftMs <= Math.min(marginMs, Math.max(0, row.refreshAgeMs));
}

function missing(of: Account): LoaError {
  return new LoaError(
    'credential-missing',
    `There is no consent for ${of.channel} ${of.account} yet. Run: loa ${of.channel} login`,
  );
}

function reauthRequired(of: Account, reason: string): LoaError {
  return new LoaError(
    'credential-reauth',
    `A person must consent again for ${of.channel} ${of.account} (${reason}). Run: loa ${of.channel} login`,
    { again: 'no' },
    { values: { reason } },
  );
}

function away(of: Account, waitMs: number): LoaError {
  return new LoaError('credential-away', `The access token of ${of.channel} ${of.account} is being renewed`, {
    again: 'after',
    waitMs: Math.ceil(waitMs),
  });
}
