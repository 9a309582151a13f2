import { createPostgresBackend, isPgPool, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';

/** What the queue moves. A job is only a wake-up: it names what to look at in PostgreSQL, never whom to write to. */
export type Job =
  | { kind: 'turn'; sender: string; epoch: number; n: number }
  | { kind: 'fan-out'; broadcastId: number }
  | { kind: 'inbound'; channel: string; chat: string; update: string }
  | { kind: 'chores' };

export interface WorkQueue {
  /** Adds a job. The same job added twice while the first still waits is one job. Every job is idempotent besides. */
  add(job: Job): Promise<void>;
  /** Adds many at once. */
  addAll(jobs: Job[]): Promise<void>;
  /** Starts working; `handle` is called for up to `concurrency` jobs at a time. */
  work(concurrency: number, handle: (job: Job) => Promise<void>): void;
  /** The recurring chores, once a day whatever the number of processes. */
  scheduleChores(): Promise<void>;
  /** Waits for running jobs, then lets go of the queue. */
  close(): Promise<void>;
}

const QUEUE_NAME = 'loa';
/** Smaller goes first. Turns are woken by the second; an inbound update is a person waiting. */
const PRIORITY = { turn: 1, inbound: 2, 'fan-out': 3, chores: 10 } as const;
const ATTEMPTS = 3;
/** Should a notification be lost all the same, idle workers on the embedded database look this often. */
const EMBEDDED_POLL_SECONDS = 0.5;
const FAN_OUT_AGAIN_MS = 15_000;
const CHORES_AT = '0 20 3 * * *';

/** A job's name in the queue, unique for what it does. BullMQ takes no colon and not digits alone. */
function jobId(job: Job): string {
  switch (job.kind) {
    case 'turn':
      return `turn-${job.sender}-${job.epoch}-${job.n}`;
    case 'fan-out':
      // A worker that was killed keeps its job's name taken for a minute; a fan-out does not wait for that.
      return `fan-out-${job.broadcastId}-${Math.floor(Date.now() / FAN_OUT_AGAIN_MS)}`;
    case 'inbound':
      return `inbound-${job.channel}-${job.update}`;
    case 'chores':
      return 'chores-now';
  }
}

/** BullMQ on Redis where there is one, else on the same PostgreSQL. Either may be emptied at any time. */
export async function openQueue(database: Database, redis: Redis | null, log: Log): Promise<WorkQueue> {
  return redis ? overRedis(redis, log) : overPostgres(database, log);
}

function overRedis(redis: Redis, log: Log): WorkQueue {
  const queue = new Queue(QUEUE_NAME, { connection: redis, prefix: 'loa' });
  return workQueue(queue, (concurrency, handle) => new Worker(QUEUE_NAME, handle, { connection: redis, prefix: 'loa', concurrency }), log);
}

async function overPostgres(database: Database, log: Log): Promise<WorkQueue> {
  // The embedded database cannot be told a search path per connection: its one session already has it.
  const pool = new pg.Pool({
    connectionString: database.url,
    max: 6,
    keepAlive: true,
    application_name: 'loa queue',
    ...(database.kind === 'server' ? { options: '-c search_path=bullmq' } : {}),
  });
  pool.on('error', (error) => log.warn({ err: error.message }, 'an idle queue connection dropped'));
  if (database.kind === 'embedded') passNotificationsOn(pool);
  const client = await pool.connect();
  try {
    await runMigrations(client, 'bullmq');
  } finally {
    client.release();
  }
  const connection: unknown = pool;
  if (!isPgPool(connection)) throw new Error('This pg is not the one that BullMQ expects');
  const backed = withBackend(createPostgresBackend);
  const queue = new backed.Queue(QUEUE_NAME, { connection });
  const open = workQueue(
    queue,
    (concurrency, handle) =>
      new backed.Worker(QUEUE_NAME, handle, {
        connection,
        concurrency,
        ...(database.kind === 'embedded' ? { drainDelay: EMBEDDED_POLL_SECONDS } : {}),
      }),
    log,
  );
  return {
    ...open,
    close: async () => {
      await open.close();
      await pool.end();
    },
  };
}

/**
 * The embedded database is one session for all its clients, and hands a notification to whichever client is talking
 * just then, mostly the one that caused it. The others of the pool, among them the one that listens, get it from here.
 */
function passNotificationsOn(pool: pg.Pool): void {
  const clients = new Set<pg.PoolClient>();
  let passing = false;
  pool.on('connect', (client) => {
    clients.add(client);
    client.on('notification', (message) => {
      if (passing) return;
      passing = true;
      for (const other of clients) if (other !== client) other.emit('notification', message);
      passing = false;
    });
  });
  pool.on('remove', (client) => clients.delete(client));
}

/** The little of BullMQ's Queue and Worker that Loa uses, the same over both backends. */
interface QueueLike {
  add(name: string, data: Job, options: object): Promise<unknown>;
  addBulk(jobs: { name: string; data: Job; opts: object }[]): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { pattern: string; tz: string }, template: { name: string; data: Job; opts: object }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface WorkerLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { name: string } | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

function workQueue(
  queue: QueueLike,
  startWorker: (concurrency: number, handle: (job: { data: Job }) => Promise<void>) => WorkerLike,
  log: Log,
): WorkQueue {
  let worker: WorkerLike | undefined;
  // The queue says the same error many times a second while its server is away; once a minute is enough to read.
  const complain = quietly((error: Error) => log.warn({ err: error.message }, 'the queue is out of reach; it will be tried again'));
  queue.on('error', complain);
  const options = (job: Job) => ({
    jobId: jobId(job),
    priority: PRIORITY[job.kind],
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
    removeOnComplete: true,
    // A failed job that stayed would keep its name taken, and the clock could not add it again.
    removeOnFail: true,
  });
  return {
    add: async (job) => {
      await queue.add(job.kind, job, options(job));
    },
    addAll: async (jobs) => {
      if (jobs.length > 0) await queue.addBulk(jobs.map((job) => ({ name: job.kind, data: job, opts: options(job) })));
    },
    work: (concurrency, handle) => {
      worker = startWorker(concurrency, (job) => handle(job.data));
      worker.on('error', complain);
      worker.on('failed', (job, error) => log.error({ job: job?.name, err: error.message }, 'a job failed; the clock repairs what it left'));
    },
    scheduleChores: async () => {
      await queue.upsertJobScheduler(
        'chores',
        { pattern: CHORES_AT, tz: 'Asia/Ho_Chi_Minh' },
        { name: 'chores', data: { kind: 'chores' }, opts: { removeOnComplete: true, removeOnFail: { count: 10 } } },
      );
    },
    close: async () => {
      await worker?.close();
      await queue.close();
    },
  };
}

const COMPLAIN_EVERY_MS = 60_000;

function quietly(complain: (error: Error) => void): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (Date.now() - last < COMPLAIN_EVERY_MS) return;
    last = Date.now();
    complain(error);
  };
}
