import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Database } from '../prisma/database.js';
import type { Channel } from '../scheduler/channel.js';

/** What one process consists of; a part that it does not run is null. */
export interface HealthSources {
  db: Database;
  redis: Redis | null;
  /** Null when it works, else why not. */
  scheduler: (() => string | null) | null;
  bot: (() => string | null) | null;
  /** What the scheduler of this process sends over. */
  channels: readonly Pick<Channel, 'name' | 'sender'>[];
}

export interface Health {
  ok: boolean;
  /** `ok`, or in a word why not. Nothing here says more than that: whoever may ask may be anybody. */
  parts: Record<string, string>;
}

/** A Redis that is there answers in far less. */
const REDIS_WITHIN_MS = 1_000;

/** Whether the parts of this process work. Never rejects. */
export async function readHealth({ db, redis, scheduler, bot, channels }: HealthSources): Promise<Health> {
  const parts: Record<string, string> = {};
  try {
    const { rows } = await db.pool.query<{ id: string; reason: string }>(
      `select id, coalesce(stopped_reason, 'stopped') as reason from sender where id = any ($1::text[]) and stopped_at is not null`,
      [channels.map(({ sender }) => sender)],
    );
    parts['database'] = 'ok';
    for (const { name, sender } of channels) parts[name] = rows.find(({ id }) => id === sender)?.reason ?? 'ok';
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
