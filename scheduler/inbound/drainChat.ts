import { HOUR_MS, SECOND_MS } from '../../base/clock.js';
import { LoaError, messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { Job, WorkQueue } from '../queue/openQueue.js';
import type { Claimed, createClaims } from './claims.js';
import type { StoredUpdate } from './store.js';

/** An update that fails so often is given up, so that the person's next one is answered. */
const ATTEMPTS_MAX = 3;
/** Waiting for the platform costs no attempt, but an answer a day later helps nobody. */
const GIVE_UP_AFTER_MS = 24 * HOUR_MS;
const BACK_OFF_BASE_MS = SECOND_MS;
/** The job that takes an update up again comes a little after it may be taken up. */
const MARGIN_MS = 200;
/** Longer than a statement takes. */
const LOOK_AGAIN_MS = 1_000;

export type InboundJob = Extract<Job, { kind: 'inbound' }>;
export type HandleUpdate = (update: StoredUpdate) => Promise<void>;

const IS_HELD = `select from inbound where channel = $1 and chat = $2 and done_at is null limit 1`;

interface Draining {
  db: Database;
  queue: WorkQueue;
  log: Log;
  claim: ReturnType<typeof createClaims>;
}

/**
 * Answers everything that waits in a chat. Two calls at once share the work; the second finds nothing to take. An
 * update that could not be answered keeps its place, and the chat waits until it is taken up again: after a back-off
 * where it failed, or when the error says so where the platform asked for patience, which costs no attempt.
 */
export async function drainChat(
  { db, queue, log, claim }: Draining,
  job: InboundJob,
  handle: HandleUpdate,
): Promise<void> {
  const { channel, chat } = job;
  const first = await claim({ channel, chat, over: null });
  if (first === null) return lookAgain();
  for (
    let claimed: Claimed | null = first;
    claimed !== null;
    claimed = await claim({ channel, chat, over: claimed.id })
  ) {
    const waitMs = await attempt(claimed);
    if (waitMs === null) continue;
    await queue.add({ kind: 'inbound', channel, chat, update: claimed.update_id }, waitMs + MARGIN_MS);
    return;
  }

  /** Somebody else holds the chat, and may have looked for its next update just before that was stored. */
  async function lookAgain(): Promise<void> {
    if (job.again !== undefined) return;
    const { rowCount } = await db.pool.query(IS_HELD, [channel, chat]);
    if (rowCount !== 0) await queue.add({ ...job, again: 1 }, LOOK_AGAIN_MS);
  }

  /** Null when the update is over, answered or given up; else how long the chat waits now. */
  async function attempt({ id, update_id: updateId, body, attempts, age_ms: ageMs }: Claimed): Promise<number | null> {
    const about = { update: updateId, attempts };
    if (attempts > ATTEMPTS_MAX) {
      log.error(about, 'an update ended its processes and is given up');
      return null;
    }
    try {
      await handle({ channel, updateId, chat, body });
      return null;
    } catch (error) {
      const patience = error instanceof LoaError && error.retry.again === 'after' ? error.retry.waitMs : null;
      if (patience === null ? attempts >= ATTEMPTS_MAX : ageMs + patience > GIVE_UP_AFTER_MS) {
        log.error({ ...about, err: messageOf(error) }, 'an update could not be answered and is given up');
        return null;
      }
      const waitMs = patience ?? BACK_OFF_BASE_MS * 2 ** (attempts - 1);
      log.warn({ ...about, waitMs, err: messageOf(error) }, 'an update could not be answered yet');
      await db.pool.query(
        `update inbound set lease_until = now() + $2 * interval '1 ms', attempts = attempts - $3 where id = $1`,
        [id, waitMs, patience === null ? 0 : 1],
      );
      return waitMs;
    }
  }
}

/** Chats with updates that nobody works on: the queue lost them, or their process died. */
export async function strandedChats(db: Database): Promise<{ channel: string; chat: string; update: string }[]> {
  const { rows } = await db.pool.query<{ channel: string; chat: string; update: string }>(
    `select channel, chat, min(update_id) as update from inbound
      where done_at is null and received_at < now() - interval '5 seconds'
      group by channel, chat having not bool_or(coalesce(lease_until > now(), false)) limit 1000`,
  );
  return rows;
}

/** Forgets updates that were answered days ago: no platform delivers them again after that. */
export async function purgeInbound(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query(`delete from inbound where done_at < now() - interval '3 days'`);
  return rowCount ?? 0;
}
