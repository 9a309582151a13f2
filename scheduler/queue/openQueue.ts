import { createPostgresBackend, isPgPool, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { openPool } from '../../prisma/openPool.js';
import { createLine, type Line } from './line.js';

/** What the queue moves. A job is only a wake-up: it names what to look at in PostgreSQL, never whom to write to. */
export type Job =
  | { kind: 'turn'; sender: string; epoch: number; n: number }
  | { kind: 'fan-out'; broadcastId: number }
  /** `again`: makes it another job than the one that whoever died had. */
  | { kind: 'inbound'; channel: string; chat: string; update: string; again?: number }
  /** A channel looks after its tokens. */
  | { kind: 'upkeep'; sender: string }
  | { kind: 'chores' };

export interface WorkQueue {
  /**
   * Adds a job, to be done after `delayMs` if that is given. The same job added twice while the first still waits is
   * one job, but one that comes later is another than the one that asks for it. Every job is idempotent besides.
   */
  add(job: Job, delayMs?: number): Promise<void>;
  /**
   * Adds many at once. Updates to be answered go to no queue where this very process answers: it was told already, and
   * telling a queue of five hundred a second costs more than answering them. The database knows what is to be answered.
   */
  addAll(jobs: Job[]): Promise<void>;
  /** Starts working in one of the two queues; `handle` is called for up to `concurrency` jobs at a time. */
  work(what: QueueName, concurrency: number, handle: (job: Job) => Promise<void>): void;
  /** The recurring chores, once a day whatever the number of processes. */
  scheduleChores(): Promise<void>;
  /** Waits for running jobs, then lets go of the queue. */
  close(): Promise<void>;
}

/** People who wait for an answer have a queue of their own, worked by whichever process converses. */
export type QueueName = 'sending' | 'answering';
const QUEUE_OF = {
  turn: 'sending',
  'fan-out': 'sending',
  upkeep: 'sending',
  chores: 'sending',
  inbound: 'answering',
} as const;
/** Smaller goes first. */
const PRIORITY = { turn: 1, inbound: 1, 'fan-out': 2, upkeep: 2, chores: 10 } as const;
const ATTEMPTS = 3;
/** Should a notification be lost all the same, idle workers on the embedded database look this often. */
const EMBEDDED_POLL_SECONDS = 0.5;
const FAN_OUT_AGAIN_MS = 15_000;
const UPKEEP_AGAIN_MS = 30_000;
const CHORES_AT = '0 20 3 * * *';
/** Chats that wait inside the process; ten megabytes of names. */
const LINE_MOST = 100_000;
const AGAIN_AFTER_FAILURE_MS = 1_000;

/** A job's name in the queue, unique for what it does. BullMQ takes no colon and not digits alone. */
function jobId(job: Job, delayMs: number): string {
  // Whoever adds it is mostly the same job, still under way: that name is taken.
  return delayMs > 0 ? `${plainId(job)}-${Math.ceil(Date.now() + delayMs)}` : plainId(job);
}

function plainId(job: Job): string {
  switch (job.kind) {
    case 'turn':
      return `turn-${job.sender}-${job.epoch}-${job.n}`;
    case 'fan-out':
      // A worker that was killed keeps its job's name taken for a minute; a fan-out does not wait for that.
      return `fan-out-${job.broadcastId}-${Math.floor(Date.now() / FAN_OUT_AGAIN_MS)}`;
    case 'inbound':
      return `inbound-${job.channel}-${job.update}${job.again === undefined ? '' : `-${job.again}`}`;
    case 'upkeep':
      return `upkeep-${job.sender}-${Math.floor(Date.now() / UPKEEP_AGAIN_MS)}`;
    case 'chores':
      return 'chores-now';
  }
}

/** BullMQ on Redis where there is one, else on the same PostgreSQL. Either may be emptied at any time. */
export async function openQueue(database: Database, redis: Redis | null, log: Log): Promise<WorkQueue> {
  return redis ? overRedis(database, redis, log) : overPostgres(database, log);
}

function overRedis(database: Database, redis: Redis, log: Log): WorkQueue {
  const open = (name: QueueName): OneQueue => ({
    queue: new Queue(name, { connection: redis, prefix: 'loa' }),
    startWorker: (concurrency, handle) => new Worker(name, handle, { connection: redis, prefix: 'loa', concurrency }),
  });
  // Whoever opened the connection to Redis says when it is away.
  const isSaid = (error: Error) => database.isAway(error) || isConnectionRefused(error);
  return workQueue({ sending: open('sending'), answering: open('answering') }, { isSaid, isAlone: false, log });
}

async function overPostgres(database: Database, log: Log): Promise<WorkQueue> {
  // The embedded database cannot be told a search path per connection: its one session already has it.
  const pool = openPool(
    {
      connectionString: database.url,
      max: 6,
      application_name: 'loa queue',
      ...(database.kind === 'server' ? { options: '-c search_path=bullmq' } : {}),
    },
    log,
  );
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
  const openOne = (name: QueueName): OneQueue => ({
    queue: new backed.Queue(name, { connection }),
    startWorker: (concurrency, handle) =>
      new backed.Worker(name, handle, {
        connection,
        concurrency,
        ...(database.kind === 'embedded' ? { drainDelay: EMBEDDED_POLL_SECONDS } : {}),
      }),
  });
  const isSaid = (error: Error) => database.isAway(error);
  const isAlone = database.kind === 'embedded';
  const open = workQueue({ sending: openOne('sending'), answering: openOne('answering') }, { isSaid, isAlone, log });
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
  upsertJobScheduler(
    id: string,
    repeat: { pattern: string; tz: string },
    template: { name: string; data: Job; opts: object },
  ): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface WorkerLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { name: string } | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

interface OneQueue {
  queue: QueueLike;
  startWorker(concurrency: number, handle: (job: { data: Job }) => Promise<void>): WorkerLike;
}

interface QueueManner {
  /** Errors that somebody else has told of already. */
  isSaid: (error: Error) => boolean;
  /** No other process works: what waits here need not be shared. */
  isAlone: boolean;
  log: Log;
}

function workQueue(queues: Record<QueueName, OneQueue>, { isSaid, isAlone, log }: QueueManner): WorkQueue {
  const workers: WorkerLike[] = [];
  let line: Line<Job> | undefined;
  // The queue says the same error many times a second while its server is away; once a minute is enough to read.
  const warn = quietly((error: Error) =>
    log.warn({ err: error.message }, 'the queue is in trouble; the clock makes good what it loses'),
  );
  const complain = (error: Error) => {
    if (!isSaid(error)) warn(error);
  };
  for (const { queue } of Object.values(queues)) queue.on('error', complain);
  const options = (job: Job, delayMs = 0) => ({
    jobId: jobId(job, delayMs),
    ...(delayMs > 0 ? { delay: Math.ceil(delayMs) } : {}),
    priority: PRIORITY[job.kind],
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
    removeOnComplete: true,
    // A failed job that stayed would keep its name taken, and the clock could not add it again.
    removeOnFail: true,
  });
  const add = async (job: Job, delayMs?: number): Promise<void> => {
    await queues[QUEUE_OF[job.kind]].queue.add(job.kind, job, options(job, delayMs));
  };
  /** Whether this process does it itself, untold. What the clock found waiting too long is for whoever has time. */
  const isNear = (job: Job): boolean => job.kind === 'inbound' && (isAlone || job.again === undefined);
  const failed = (job: string | undefined, error: Error): void => {
    if (!isSaid(error)) log.error({ job, err: error.message }, 'a job failed; the clock repairs what it left');
  };
  const lineFor = (concurrency: number, handle: (job: Job) => Promise<void>): Line<Job> =>
    createLine({
      concurrency,
      most: LINE_MOST,
      // One chat's updates are answered together, in order.
      nameOf: (job) => (job.kind === 'inbound' ? `${job.channel} ${job.chat}` : plainId(job)),
      handle,
      onFailure: (job, error) => {
        failed(job.kind, asError(error));
        add(job, AGAIN_AFTER_FAILURE_MS).catch((untold: unknown) => complain(asError(untold)));
      },
    });
  return {
    add,
    addAll: async (jobs) => {
      const told = line === undefined ? jobs : jobs.filter((job) => !isNear(job));
      if (line !== undefined) for (const job of jobs) if (isNear(job)) line.add(job);
      for (const name of ['sending', 'answering'] as const) {
        const own = told.filter((job) => QUEUE_OF[job.kind] === name);
        if (own.length === 0) continue;
        await queues[name].queue.addBulk(own.map((job) => ({ name: job.kind, data: job, opts: options(job) })));
      }
    },
    work: (what, concurrency, handle) => {
      const own = what === 'answering' ? lineFor(concurrency, handle) : undefined;
      line ??= own;
      const worker = queues[what].startWorker(concurrency, ({ data }) => own?.run(data) ?? handle(data));
      workers.push(worker);
      worker.on('error', complain);
      worker.on('failed', (job, error) => failed(job?.name, error));
    },
    scheduleChores: async () => {
      await queues.sending.queue.upsertJobScheduler(
        'chores',
        { pattern: CHORES_AT, tz: 'Asia/Ho_Chi_Minh' },
        { name: 'chores', data: { kind: 'chores' }, opts: { removeOnComplete: true, removeOnFail: { count: 10 } } },
      );
    },
    close: async () => {
      await Promise.all([line?.close(), ...workers.map((worker) => worker.close())]);
      await Promise.all(Object.values(queues).map(({ queue }) => queue.close()));
    },
  };
}

function isConnectionRefused(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
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
