import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createTelegramChannel, type TelegramChannel } from '../../bot/channels/telegram/channel.js';
import { databaseUploads } from '../../bot/channels/telegram/uploads.js';
import { systemClock } from '../../base/clock.js';
import { translator } from '../../content/i18n.js';
import type { LocalisedMessage } from '../../content/message.js';
import { addStaff } from '../../people/addStaff.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { createBroadcast, type NewBroadcast } from '../../scheduler/broadcast/create.js';
import { broadcastStatus, type BroadcastStatus } from '../../scheduler/broadcast/status.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { type Pace } from '../../scheduler/pace/pace.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { redisPace } from '../../scheduler/pace/redisPace.js';
import { openQueue } from '../../scheduler/queue/openQueue.js';
import { startScheduler, type Scheduler } from '../../scheduler/service.js';
import { startTelegramSimulator, type TelegramSimulator, type TelegramSimulatorOptions } from '../../simulator/index.js';
import { backend, freshDatabase, testLog } from './database.js';

export const SECRET = 'a secret of the tests';
const PLACE = '14758';

/** A Loa with a simulated Telegram, on whichever backend this run is about: for tests of what happens to a broadcast. */
export interface World {
  db: Database;
  simulator: TelegramSimulator;
  channel: TelegramChannel;
  scheduler: Scheduler;
  pace: Pace;
  /** A text that everybody gets in Vietnamese. */
  create(wanted?: Partial<NewBroadcast>): Promise<string>;
  approve(id: string): Promise<void>;
  /** Creates, approves and starts. */
  send(wanted?: Partial<NewBroadcast>): Promise<string>;
  status(id: string): Promise<BroadcastStatus>;
  /** Resolves when the broadcast has come to that state; rejects after a while, saying where it stands. */
  reached(id: string, state: BroadcastStatus['state']): Promise<BroadcastStatus>;
  by: { clock: ReturnType<typeof systemClock>; say: ReturnType<typeof translator>; locale: string };
  /** Ends the scheduler and starts another on the same database, as after a restart. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: {
  people: number;
  ratePerSecond?: number;
  maxInFlight?: number;
  simulator?: TelegramSimulatorOptions;
  callTimeoutMs?: number;
  /** Leave the scheduler out until `restart`. */
  idle?: boolean;
}): Promise<World> {
  const db = await freshDatabase();
  await syncPlaces(db);
  await insertPeople(db, options.people);
  await addStaff(db, { name: 'an', role: 'author', place: null });
  await addStaff(db, { name: 'binh', role: 'approver', place: null });
  await addStaff(db, { name: 'chi', role: 'admin', place: null });
  const simulator = await startTelegramSimulator({
    people: Array.from({ length: options.people }, (_, i) => ({ id: 1001 + i, firstName: `Người ${i + 1}` })),
    log: testLog,
    ...options.simulator,
  });
  const redisUrl = backend === 'server' ? process.env['TEST_REDIS_URL'] : undefined;
  // A database number of its own is not enough: suites run side by side, so each world has its own key prefix.
  const redis = redisUrl === undefined ? null : new Redis(redisUrl, { maxRetriesPerRequest: null, db: freeRedisDatabase() });
  if (redis) await redis.flushdb();
  const pace = redis ? redisPace(redis) : postgresPace(db.pool);
  const clock = systemClock();
  const by = { clock, say: translator('en'), locale: 'en' };
  const ratePerSecond = options.ratePerSecond ?? 100_000;

  const open = async () => {
    const channel = createTelegramChannel({
      token: simulator.token,
      apiRoot: simulator.apiRoot,
      rate: ratePerSecond,
      maxInFlight: options.maxInFlight ?? 32,
      loadMedia: async (sha256) => (await db.prisma.media.findUnique({ where: { sha256 } }))?.bytes ?? null,
      uploads: (sender) => databaseUploads(db, sender),
      log: testLog,
      ...(options.callTimeoutMs === undefined ? {} : { callTimeoutMs: options.callTimeoutMs }),
    });
    const queue = await openQueue(db, redis, testLog);
    const scheduler = await startScheduler({ db, queue, channels: [channel], pace, clock, log: testLog, secret: SECRET, homeIdentity: 'test' });
    return { channel, scheduler };
  };
  let running = options.idle ? null : await open();
  const status = (id: string) => broadcastStatus(db, id, { clock, say: by.say, ratePerSecond });
  const closeRunning = async () => {
    await running?.scheduler.close();
    await running?.channel.close();
  };

  const world: World = {
    db,
    simulator,
    pace,
    by,
    get channel() {
      if (!running) throw new Error('The scheduler of this world is not running');
      return running.channel;
    },
    get scheduler() {
      if (!running) throw new Error('The scheduler of this world is not running');
      return running.scheduler;
    },
    create: async (wanted = {}) =>
      (
        await createBroadcast(
          db,
          {
            message: text('Không với ma túy'),
            media: new Map(),
            audience: 'all',
            at: null,
            until: null,
            onUnknown: 'leave',
            ifLate: 'send',
            anyHour: true,
            ...wanted,
          },
          { name: 'an', ...by },
        )
      ).id,
    approve: async (id) => {
      await approveBroadcast(db, id, { name: 'binh', ...by });
    },
    send: async (wanted) => {
      const id = await world.create(wanted);
      await world.approve(id);
      await startBroadcast(db, id, { name: 'an', ...by });
      return id;
    },
    status,
    reached: async (id, state) => {
      const giveUpAt = Date.now() + 25_000;
      for (;;) {
        const now = await status(id);
        if (now.state === state) return now;
        if (Date.now() > giveUpAt) throw new Error(`Broadcast ${id} did not become ${state}: ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    restart: async () => {
      await closeRunning();
      running = await open();
    },
    close: async () => {
      await closeRunning();
      redis?.disconnect();
      await simulator.close();
      await db.close();
    },
  };
  return world;
}

/** One part of plain text, Vietnamese. */
export function text(vietnamese: string): LocalisedMessage {
  return { vi: [{ body: { text: vietnamese, marks: [] }, media: null, buttons: [] }] };
}

/** People 1 to n with Telegram chats 1001 to 1000 + n, in one commune. */
export async function insertPeople(db: Database, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => String(1001 + i));
  await db.pool.query(
    `with c as (insert into contact (place) select $1 from generate_series(1, $2::int) returning id),
          n as (select id, row_number() over (order by id) as i from c)
     insert into address (contact_id, channel, external_id, key)
     select n.id, 'telegram', ($3::text[])[n.i], ($4::bytea[])[n.i] from n`,
    [PLACE, count, ids, ids.map((id) => suppressionKey(SECRET, 'telegram', id))],
  );
}

let next = Math.floor(Math.random() * 16);
/** Redis has 16 databases; suites that run at the same time take different ones. */
function freeRedisDatabase(): number {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0);
  next = (next + 1) % 4;
  return (worker * 4 + next) % 16;
}

/** A unique word, to find a message by. */
export const word = (): string => randomUUID().slice(0, 8);
