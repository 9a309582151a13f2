import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Database } from '../prisma/database.js';

/** What one process consists of; a part that it does not run is null. */
export interface HealthSources {
  db: Database;
  redis: Redis | null;
  /** Null when it works, else why not. */
  scheduler: (() => string | null) | null;
  bot: (() => string | null) | null;
  /** The sender that the scheduler of this process sends for. */
  sender: string | null;
}

export interface Health {
  ok: boolean;
  /** `ok`, or in a word why not. Nothing here says more than that: whoever may ask may be anybody. */
  parts: Record<string, string>;
}

/** A Redis that is there answers in far less. */
const REDIS_WITHIN_MS = 1_000;

/** Whether the parts of this process work. Never rejects. */
export async function readHealth({ db, redis, scheduler, bot, sender }: HealthSources): Promise<Health> {
  const parts: Record<string, string> = {};
  try {
    const { rows } = await db.pool.query<{ reason: string | null }>(
      `select (select stopped_reason from sender where id = $1 and stopped_at is not null) as reason`,
      [sender],
    );
    parts['database'] = 'ok';
    if (sender !== null) parts['sender'] = rows[0]?.reason ?? 'ok';
  } catch {
    parts['database'] = 'away';
  }
  if (redis !== null) parts['redis'] = await redisState(redis);
  if (scheduler !== null) parts['scheduler'] = scheduler() ?? 'ok';
  if (bot !== null) parts['bot'] = bot() ?? 'ok';
  return { ok: Object.values(parts).every((part) => part === 'ok'), parts };
}

/** While it is away a question to it waits until it is back, so the connection is looked at first. */
async function redisState(redis: Redis): Promise<'ok' | 'away'> {
  if (redis.status !== 'ready') return 'away';
  const answer = redis.ping().then(
    () => 'ok' as const,
    () => 'away' as const,
  );
  return Promise.race([answer, sleep(REDIS_WITHIN_MS, 'away' as const, { ref: false })]);
}
