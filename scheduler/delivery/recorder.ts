import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint } from '../../base/crash.js';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { type RecordedOutcome, recordOutcomes } from './record.js';

/** Outcomes written together: at the latest so long after the first, or when so many have come. */
const FLUSH_AFTER_MS = 15;
const FLUSH_AT = 64;
const RETRY_MS = 500;

/**
 * Gathers outcomes and writes them in batches, in the background of the calls. An outcome is knowledge that exists
 * nowhere else, so it is kept and tried again until the database takes it; `drain` waits for that.
 */
export interface Recorder {
  push(month: string, broadcastId: number, outcome: RecordedOutcome): void;
  /** Resolves when everything pushed so far is in the database. */
  drain(): Promise<void>;
}

interface Batch {
  month: string;
  broadcastId: number;
  outcomes: RecordedOutcome[];
}

export function createRecorder(db: Database, log: Log): Recorder {
  const open = new Map<number, Batch>();
  const writing = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (batch: Batch) => {
    open.delete(batch.broadcastId);
    const done = write(db, batch, log).finally(() => writing.delete(done));
    writing.add(done);
  };
  const flushAll = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const batch of [...open.values()]) flush(batch);
  };
  return {
    push(month, broadcastId, outcome) {
      let batch = open.get(broadcastId);
      if (!batch) {
        batch = { month, broadcastId, outcomes: [] };
        open.set(broadcastId, batch);
      }
      batch.outcomes.push(outcome);
      if (batch.outcomes.length >= FLUSH_AT) flush(batch);
      else timer ??= setTimeout(flushAll, FLUSH_AFTER_MS);
    },
    async drain() {
      while (open.size > 0 || writing.size > 0) {
        flushAll();
        await Promise.all(writing);
      }
    },
  };
}

async function write(db: Database, batch: Batch, log: Log): Promise<void> {
  crashPoint('answer');
  for (let told = false; ; ) {
    try {
      const recorded = await recordOutcomes(db, batch.month, batch.broadcastId, batch.outcomes);
      if (recorded < batch.outcomes.length) {
        log.warn(
          { broadcast: batch.broadcastId, late: batch.outcomes.length - recorded },
          'outcomes came after their lease had passed to somebody else',
        );
      }
      crashPoint('record');
      if (told) log.info('outcomes are being recorded again');
      return;
    } catch (error) {
      if (!db.isAway(error) && !told) {
        log.error({ err: messageOf(error) }, 'outcomes cannot be recorded; they are kept and tried again');
        told = true;
      }
      await sleep(RETRY_MS);
    }
  }
}
