import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { FIRST_SERVED } from '../../prisma/firstServed.js';
import { openPool } from '../../prisma/openPool.js';
import type { WorkQueue } from '../queue/openQueue.js';
import { insertInbound, type NewUpdate, type StoredUpdate, tellQueue } from './store.js';

export interface Intake {
  /** Resolves once the update is committed; `known` where it had come before. Rejects where it could not be stored. */
  store(update: StoredUpdate): Promise<'new' | 'known'>;
  /** Whether so much has come in within the last moments that working out answers had better wait. */
  isRushed(): boolean;
  /** Resolves when the queue has been told of everything stored so far, or does not listen: the clock finds the rest. */
  close(): Promise<void>;
}

/** How long a stop waits for a queue that does not answer. */
const TELLING_MS = 2_000;
/** Updates in one statement at most. */
const BATCH = 500;
/** Wake-ups that the queue gets at a time: making them takes long enough to keep an acknowledgement waiting. */
const TOLD_AT_ONCE = 50;
/** Whoever waits for an acknowledgement comes again later; that is better than being told after it has given up. */
const CONNECT_TIMEOUT_MS = 2_000;

/** So many within half a second are a rush, and count as one for a second. */
const RUSH = 50;
const RUSH_WITHIN_MS = 500;
const RUSH_LASTS_MS = 1_000;

interface Waiting {
  update: StoredUpdate;
  resolve: (stored: 'new' | 'known') => void;
  reject: (error: unknown) => void;
}

/**
 * Takes updates in as fast as they come: those that arrive while a statement is under way go with the next one, so that
 * nobody waits for a timer and a rush costs a few statements a second. Who waits for `store` waits for the commit and for
 * nothing else: the connection is the intake's own, so that no answer being worked out stands before it. The queue is told
 * behind it, and where it cannot be told, the clock finds what is stored.
 */
export function createIntake({ db, queue, log }: { db: Database; queue: WorkQueue; log: Log }): Intake {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  const untold: NewUpdate[] = [];
  let telling: Promise<void> | null = null;
  const pool = openPool(
    {
      connectionString: db.url,
      max: 1,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: FIRST_SERVED,
    },
    log,
  );

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      await write(batch);
    }
    // In the same breath as the look that found nothing: whoever comes after it begins anew.
    writing = null;
  }

  async function write(batch: Waiting[]): Promise<void> {
    let rows: NewUpdate[];
    try {
      rows = await insertInbound(
        { pool },
        batch.map(({ update }) => update),
      );
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const fresh = new Set(rows.map((row) => `${row.channel} ${row.update_id}`));
    for (const { update, resolve } of batch) {
      // Of the same update twice in one batch only the first is new.
      resolve(fresh.delete(`${update.channel} ${update.updateId}`) ? 'new' : 'known');
    }
    // With nothing to tell the telling would be over before it is noted, and whoever comes later would wait for it for ever.
    if (rows.length === 0) return;
    untold.push(...rows);
    telling ??= tellAll();
  }

  /** What was stored while the queue was being told goes with the next telling: storing comes first. */
  async function tellAll(): Promise<void> {
    while (untold.length > 0) {
      const rows = untold.splice(0, TOLD_AT_ONCE);
      try {
        await tellQueue(queue, rows);
      } catch (error) {
        log.warn({ err: messageOf(error) }, 'the queue was not told of stored updates; the clock finds them');
      }
    }
    telling = null;
  }

  let countedFrom = Number.NEGATIVE_INFINITY;
  let counted = 0;
  let rushedUntil = Number.NEGATIVE_INFINITY;
  function count(): void {
    const now = performance.now();
    if (now - countedFrom > RUSH_WITHIN_MS) [countedFrom, counted] = [now, 0];
    counted += 1;
    if (counted >= RUSH) rushedUntil = now + RUSH_LASTS_MS;
  }

  return {
    isRushed: () => performance.now() < rushedUntil,
    store: (update) =>
      new Promise((resolve, reject) => {
        count();
        waiting.push({ update, resolve, reject });
        writing ??= writeAll();
      }),
    async close() {
      while (writing !== null) await writing;
      const giveUp = new AbortController();
      await Promise.race([telling, sleep(TELLING_MS, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
      giveUp.abort();
      await pool.end();
    },
  };
}
