import { Redis } from 'ioredis';
import { createTelegramChannel, type TelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { type Translate, translator } from '../../content/i18n.js';
import type { LocalisedMessage } from '../../content/message.js';
import { addStaff } from '../../people/addStaff.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { createBroadcast, type NewBroadcast } from '../../scheduler/broadcast/create.js';
import { type LedgerLine, readLedger } from '../../scheduler/broadcast/ledger.js';
import { type BroadcastStatus, broadcastStatus } from '../../scheduler/broadcast/status.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import type { HandleUpdate } from '../../scheduler/inbound/drainChat.js';
import { startAnswering } from '../../scheduler/inbound/startAnswering.js';
import type { Pace } from '../../scheduler/pace/pace.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { redisPace } from '../../scheduler/pace/redisPace.js';
import { openQueue, type WorkQueue } from '../../scheduler/queue/openQueue.js';
import { startScheduler } from '../../scheduler/service.js';
import type { TelegramSimulator, TelegramSimulatorOptions } from '../../simulator/index.js';
import { backend, freshDatabase, testLog } from './database.js';
import { Simulators } from './simulators.js';
import { type TestClock, testClock } from './testClock.js';

export const SECRET = 'a secret of the tests';
const PLACE = '14758';

/** One scheduler of a world: a process of its own in all but name. */
export interface Process {
  channel: TelegramChannel;
  queue: WorkQueue;
  close(): Promise<void>;
}

/** A Loa with a simulated Telegram, on whichever backend this run is about: for tests of what happens to a broadcast. */
export interface World {
  db: Database;
  simulator: TelegramSimulator;
  simulators: Simulators;
  pace: Pace;
  clock: TestClock;
  /** Staff: `an` writes, `binh` approves, `chi` is admin. */
  by: { clock: TestClock; say: Translate; locale: string };
  /** New people with phones, whom no other test of this world writes to, and the rule that means them. */
  people(count: number): Promise<{ audience: string; chats: number[] }>;
  /** A text that everybody gets in Vietnamese, at any hour. */
  create(wanted?: Partial<NewBroadcast>): Promise<string>;
  approve(id: string): Promise<void>;
  /** Creates, approves and starts. */
  send(wanted?: Partial<NewBroadcast>): Promise<string>;
  status(id: string): Promise<BroadcastStatus>;
  ledger(id: string): Promise<LedgerLine[]>;
  /** Resolves when the broadcast is as wanted; rejects after a while, saying where it stands. */
  until(id: string, wanted: (status: BroadcastStatus) => boolean): Promise<BroadcastStatus>;
  /** Resolves when the broadcast has come to that state. */
  reached(id: string, state: BroadcastStatus['state']): Promise<BroadcastStatus>;
  /** Messages that reached each of these chats. */
  received(chats: readonly number[]): number[];
  /** Forgets what the platform did to the sender, and every fault: for the next test in the same world. */
  calm(): Promise<void>;
  /** Everything in the queue is gone, as after FLUSHALL or a DELETE in its tables. */
  loseQueue(): Promise<void>;
  /** The running scheduler's queue. */
  queue: WorkQueue;
  /** Ends the scheduler. */
  stop(): Promise<void>;
  /** Ends the scheduler and starts another on the same database, as after a restart. */
  restart(options?: { homeIdentity?: string }): Promise<void>;
  /** Starts one more scheduler beside it; the world closes it. */
  join(): Promise<Process>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** People 1 to n with chats 1001 to 1000 + n. */
  people?: number;
  ratePerSecond?: number;
  maxInFlight?: number;
  simulator?: TelegramSimulatorOptions;
  callTimeoutMs?: number;
  leaseMs?: number;
  handleUpdate?: HandleUpdate;
  /** Leave the scheduler out until `restart`. */
  idle?: boolean;
  /** Queue and pace on the same PostgreSQL, as on the embedded default. */
  withoutRedis?: boolean;
  /** A database that has everything in it, and what belongs to it, instead of a fresh one; only the database is closed. */
  on?: { db: Database; simulators: Simulators; homeIdentity: string; redisUrl: string | undefined };
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { people = 0, ratePerSecond = 100_000 } = options;
  const db = options.on?.db ?? (await freshDatabase());
  if (!options.on) await populate(db, people);
  const simulators = options.on?.simulators ?? (await Simulators.start(options.simulator ?? {}));
  simulators.addPeople(Array.from({ length: people }, (_, i) => 1001 + i));
  const redisUrl = options.on ? options.on.redisUrl : options.withoutRedis ? undefined : freeRedisUrl();
  const redis = redisUrl === undefined ? null : new Redis(redisUrl, { maxRetriesPerRequest: null });
  if (redis && !options.on) await redis.flushdb();
  const pace = redis ? redisPace(redis) : postgresPace(db.pool);
  const clock = testClock();
  const by = { clock, say: translator('en'), locale: 'en' };

  const open = async (homeIdentity = options.on?.homeIdentity ?? 'test'): Promise<Process> => {
    const channel = createTelegramChannel({
      token: simulators.current.token,
      apiRoot: simulators.current.apiRoot,
      rate: ratePerSecond,
      maxInFlight: options.maxInFlight ?? 32,
      loadMedia: async (sha256) => (await db.prisma.media.findUnique({ where: { sha256 } }))?.bytes ?? null,
      uploads: (sender) => databaseUploads(db, sender),
      log: testLog,
      ...(options.callTimeoutMs === undefined ? {} : { callTimeoutMs: options.callTimeoutMs }),
    });
    const queue = await openQueue(db, redis, testLog);
    const scheduler = await startScheduler({
      db,
      queue,
      channels: [channel],
      pace,
      clock,
      log: testLog,
      secret: SECRET,
      homeIdentity,
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    });
    if (options.handleUpdate) startAnswering({ db, queue, log: testLog }, options.handleUpdate);
    let closed: Promise<void> | undefined;
    const close = async () => {
      await scheduler.close();
      await channel.close();
    };
    return { channel, queue, close: () => (closed ??= close()) };
  };
  let running = options.idle ? null : await open();
  const joined: Process[] = [];

  const world: World = {
    db,
    simulators,
    get simulator() {
      return simulators.current;
    },
    pace,
    clock,
    by,
    get queue() {
      if (!running) throw new Error('The scheduler of this world is not running');
      return running.queue;
    },
    people: async (count) => {
      groups += 1;
      const group = `g${groups}`;
      const chats = Array.from({ length: count }, () => nextChat++);
      simulators.addPeople(chats);
      await insertPeople(db, count, { firstChat: chats[0] ?? 0, group });
      return { audience: `group:${group}`, chats };
    },
    create: async (wanted = {}) =>
      (await createBroadcast(db, { ...ANY_BROADCAST, ...wanted }, { name: 'an', ...by })).id,
    approve: async (id) => {
      await approveBroadcast(db, id, { name: 'binh', ...by });
    },
    send: async (wanted) => {
      const id = await world.create(wanted);
      await world.approve(id);
      await startBroadcast(db, id, { name: 'an', ...by });
      return id;
    },
    status: (id) => broadcastStatus(db, id, { clock, say: by.say, ratePerSecond }),
    ledger: async (id) => {
      const lines: LedgerLine[] = [];
      const broadcast = await db.prisma.broadcast.findUniqueOrThrow({ where: { id: Number(id) } });
      for await (const line of readLedger(db, broadcast)) lines.push(line);
      return lines;
    },
    until: async (id, wanted) => {
      const giveUpAt = Date.now() + 25_000;
      for (;;) {
        const now = await world.status(id);
        if (wanted(now)) return now;
        if (Date.now() > giveUpAt) throw new Error(`Broadcast ${id} did not get there: ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
    },
    reached: (id, state) => world.until(id, (status) => status.state === state),
    received: (chats) => chats.map((chat) => simulators.received(chat)),
    calm: async () => {
      simulators.current.faults.clear();
      simulators.current.restoreToken();
      clock.set(null);
      await db.pool.query(
        `update sender set not_before = null, stopped_at = null, stopped_reason = null, tripped_at = null, probe_at = null, probes = 0`,
      );
    },
    loseQueue: async () => {
      if (redis) await redis.flushdb();
      else await db.pool.query(`delete from bullmq.job`);
    },
    stop: async () => {
      await running?.close();
      running = null;
    },
    restart: async ({ homeIdentity } = {}) => {
      await world.stop();
      running = await open(homeIdentity);
    },
    join: async () => {
      const process = await open();
      joined.push(process);
      return process;
    },
    close: async () => {
      await Promise.all(joined.map((process) => process.close()));
      await world.stop();
      redis?.disconnect();
      if (!options.on) await simulators.close();
      await db.close();
    },
  };
  return world;
}

/** Counted over all worlds of this process: several may follow each other on one database. */
let groups = 0;
let nextChat = 100_001;

/** One part of plain text, Vietnamese. */
export function text(vietnamese: string): LocalisedMessage {
  return { vi: [{ body: { text: vietnamese, marks: [] }, media: null, buttons: [] }] };
}

const ANY_BROADCAST: NewBroadcast = {
  message: text('Không với ma túy'),
  media: new Map(),
  audience: 'all',
  at: null,
  until: null,
  onUnknown: 'leave',
  ifLate: 'send',
  anyHour: true,
};

/** People with Telegram chats numbered on from 1001, in one commune. */
export async function insertPeople(
  db: Database,
  count: number,
  { firstChat = 1001, group }: { firstChat?: number; group?: string } = {},
): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => String(firstChat + i));
  await db.pool.query(
    `with c as (insert into contact (place, groups) select $1, $5 from generate_series(1, $2::int) returning id),
          n as (select id, row_number() over (order by id) as i from c)
     insert into address (contact_id, channel, external_id, key)
     select n.id, 'telegram', ($3::text[])[n.i], ($4::bytea[])[n.i] from n`,
    [PLACE, count, ids, ids.map((id) => suppressionKey(SECRET, 'telegram', id)), group === undefined ? [] : [group]],
  );
}

/** Places, people 1 to n with chats 1001 to 1000 + n, and staff: `an` writes, `binh` approves, `chi` is admin. */
export async function populate(db: Database, people: number): Promise<void> {
  await syncPlaces(db);
  await insertPeople(db, people);
  await addStaff(db, { name: 'an', role: 'author', place: null });
  await addStaff(db, { name: 'binh', role: 'approver', place: null });
  await addStaff(db, { name: 'chi', role: 'admin', place: null });
}

let next = Math.floor(Math.random() * 4);
/** Suites run side by side, so each takes another of the 16 databases of Redis. Undefined where the run has no Redis. */
export function freeRedisUrl(): string | undefined {
  const url = backend === 'server' ? process.env['TEST_REDIS_URL'] : undefined;
  if (url === undefined) return undefined;
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0);
  next = (next + 1) % 4;
  return `${url}/${(worker * 4 + next) % 16}`;
}
