import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '../base/clock.js';
import { crashPoint } from '../base/crash.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Sealer } from '../base/seal.js';
import type { Database } from '../prisma/database.js';
import { type Claim, claimRefresh, endClaim, LEASE_MS, SENDS_MOST } from './claimRefresh.js';
import type { Account, TokenPair } from './credential.js';
import type { Journal, JournalEntry } from './journal.js';
import { requireReauth } from './requireReauth.js';
import { storePair } from './storePair.js';

/**
 * What the platform said to a refresh token.
 * - `refused`: it is worth nothing (any more); asking again cannot help.
 * - `unsent`: it surely was not looked at (no connection, asked to come later): asking again costs nothing.
 * - `lost`: it was sent, and no answer came that can be read: it may have been spent.
 */
export type RefreshAnswer =
  | { kind: 'issued'; pair: TokenPair }
  | { kind: 'refused'; reason: string }
  | { kind: 'unsent'; reason: string; waitMs: number }
  | { kind: 'lost'; reason: string };

export interface RefreshDeps {
  db: Database;
  sealer: Sealer;
  journal: Journal;
  of: Account;
  /** Asks the platform, once, in less than LEASE_MS; throws nothing for what it says or fails to say. */
  exchange: (refreshToken: string) => Promise<RefreshAnswer>;
  log: Log;
  /** Claims whose statement got no answer from the database, and when that was (performance.now). */
  lostClaims: Map<string, number>;
  /** Issued, and neither committed nor, for want of room, in the journal. */
  unkept: JournalEntry[];
  restored: () => Promise<void>;
  /** How long what the platform has said waits for a database that is away. */
  persistMs: number;
}

const PERSIST_EVERY_MS = 200;
/** The second try waits for the trouble to pass, as long as the present access token allows. */
const LOST_WAIT_LEAST_MS = 2 * SECOND_MS;
const LOST_WAIT_MOST_MS = 20 * MINUTE_MS;

/**
 * One refresh of that version, if it is this process's turn: first what the journal still holds, then a committed claim,
 * one call with nothing locked, the answer on the disk, the answer committed. Only then may the new pair be used. A
 * refresh token goes out at most twice, and the second time only because the first answer was lost. `hurry`: nobody can work until it is through.
 */
export async function refresh(deps: RefreshDeps, version: number, hurry: boolean): Promise<void> {
  if (await takeOverJournal(deps)) return;
  const { db, journal, of, log } = deps;
  const claim = await claimSafely(deps, version);
  if (!claim) return;
  crashPoint('token-claim');
  const answer = await deps.exchange(claim.refreshToken);
  crashPoint('token-answer');
  switch (answer.kind) {
    case 'issued': {
      const entry: JournalEntry = {
        ...of,
        leaseToken: claim.leaseToken,
        pair: answer.pair,
        claimedAt: claim.claimedAt,
      };
      if (!keepSafely(journal, entry, log)) deps.unkept.push(entry);
      crashPoint('token');
      const { version: now } = await persist(deps, () => commit(deps, entry));
      log.info({ ...of, version: now }, 'the access token was renewed');
      return;
    }
    case 'refused':
      return reauth(deps, claim, claim.sends > 1 ? `refused-after-lost-answer: ${answer.reason}` : answer.reason);
    case 'unsent':
      log.warn({ ...of, reason: answer.reason }, 'the access token could not be renewed yet; nothing was sent');
      await persist(deps, () => endClaim(db, of, claim.leaseToken, { sent: false, retryInMs: answer.waitMs }));
      return;
    case 'lost': {
      if (claim.sends >= SENDS_MOST) return reauth(deps, claim, `answer-lost: ${answer.reason}`);
      const retryInMs = Math.min(LOST_WAIT_MOST_MS, Math.max(LOST_WAIT_LEAST_MS, hurry ? 0 : claim.accessLeftMs / 4));
      log.warn(
        { ...of, reason: answer.reason, retryInMs: Math.round(retryInMs) },
        'the answer to a refresh was lost; it is tried once more',
      );
      await persist(deps, () => endClaim(db, of, claim.leaseToken, { sent: true, retryInMs }));
    }
  }
}

/** Commits what a process left in the journal, itself or one that died. True when that made a difference. */
export async function takeOverJournal(deps: RefreshDeps): Promise<boolean> {
  let tookOver = false;
  for (const entry of [...deps.journal.entries(deps.of), ...deps.unkept]) {
    const { stored, version } = await commit(deps, entry);
    if (!stored) continue;
    tookOver = true;
    deps.log.warn(
      { ...deps.of, version },
      'tokens that were issued but never committed are taken over from the journal',
    );
  }
  return tookOver;
}

async function commit(
  { db, sealer, journal, of, unkept, restored }: RefreshDeps,
  entry: JournalEntry,
): Promise<{ stored: boolean; version: number }> {
  const { wasLost, ...result } = await storePair(db, sealer, of, entry.pair, entry.claimedAt);
  crashPoint('token-commit');
  journal.drop(entry);
  if (unkept.includes(entry)) unkept.splice(unkept.indexOf(entry), 1);
  if (result.stored && wasLost) await restored();
  return result;
}

async function reauth(deps: RefreshDeps, claim: Claim, reason: string): Promise<void> {
  const { db, of, log } = deps;
  if (await persist(deps, () => requireReauth(db, of, claim.version, reason, claim.leaseToken)))
    log.error({ ...of, reason }, 'the refresh token is spent or refused: a person must consent again');
}

/** Claims; a claim whose statement got no answer may have been committed all the same, and is remembered. */
async function claimSafely({ db, sealer, of, lostClaims }: RefreshDeps, version: number): Promise<Claim | null> {
  const leaseToken = randomUUID();
  try {
    return await claimRefresh(db, sealer, of, version, leaseToken);
  } catch (error) {
    lostClaims.set(leaseToken, performance.now());
    throw error;
  }
}

/**
 * Gives back what was claimed by a statement whose answer was lost: nobody has used it, so it must not count as handed
 * over. A statement that was on its way when its connection broke may be committed later than it is looked for, so it is
 * looked for until its lease would be over.
 */
export async function giveBackLostClaims({ db, of, lostClaims }: RefreshDeps): Promise<void> {
  for (const [leaseToken, at] of [...lostClaims]) {
    const found = await endClaim(db, of, leaseToken, { sent: false, retryInMs: 0 });
    if (found || performance.now() - at > LEASE_MS) lostClaims.delete(leaseToken);
  }
}

/** A disk that takes nothing must not cost the pair: the database is still there to take it. */
function keepSafely(journal: Journal, entry: JournalEntry, log: Log): boolean {
  try {
    journal.keep(entry);
    return true;
  } catch (error) {
    log.error({ err: messageOf(error) }, 'the journal of credentials cannot be written');
    return false;
  }
}

/** Writes what only this process knows. A database that is away is waited for; each of these may be said twice. */
async function persist<T>({ db, persistMs }: RefreshDeps, write: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + persistMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!db.isAway(error) || performance.now() > giveUpAt) throw error;
      await sleep(PERSIST_EVERY_MS);
    }
  }
}
