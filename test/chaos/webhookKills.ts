import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { signWebhook } from 'zalo-api-ts';
import { createLog } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { startZaloSimulator, type ZaloSimulator } from '../../simulator/index.js';
import { nextUserId, zaloEnvironment } from '../support/zaloWorld.js';
import { ServiceProcess } from './processes.js';
import { type Chance, chanceOf, shuffle } from './schedule.js';

export interface WebhookKillOptions {
  seed: number;
  /** People who write, each one event. */
  events: number;
  kills: number;
  /** Data folder and logs. */
  folder: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  secret: string;
  /** The service's command line, after `node`. */
  program: readonly string[];
}

export interface WebhookKillFindings {
  /** What a promise was broken by; empty when all were kept. */
  complaints: string[];
  figures: Record<string, number>;
}

/** Brought at a time, as by a platform with many servers. */
const AT_ONCE = 24;
/** Of the events so many are brought once more, some while the first is still under way, some after a kill. */
const TWICE_SHARE = 0.25;
/** How soon an event that was not told 200 is brought again; Zalo takes half a minute. */
const AGAIN_MS = 150;
const ANSWERED_WITHIN_MS = 120_000;

interface Event {
  userId: string;
  body: Buffer;
  signature: string;
  told: boolean;
}

/**
 * Events of so many people are brought to a real service, out of order and some of them twice, while it is killed with -9
 * at moments that the seed picks; whatever was not told 200 is brought again, as Zalo does. Afterwards every event that
 * was told 200 must be stored once and answered in its chat: once, or twice where the process died in the middle of answering.
 */
export async function runWebhookKills(options: WebhookKillOptions): Promise<WebhookKillFindings> {
  const { seed, folder, databaseUrl, redisUrl, kills } = options;
  const chance = chanceOf(seed);
  const zalo = await startZaloSimulator({ receiptDelayMs: null, limits: {}, latencyMs: 20 });
  const port = await freePort();
  const service = new ServiceProcess({
    name: 'webhooks',
    args: [...options.program],
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      LOA_DATA: folder,
      LOA_PORT: String(port),
      LOA_SECRET: options.secret,
      LOA_LANG: 'en',
      LOG_LEVEL: 'warn',
      ...zaloEnvironment(zalo),
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
  });
  const open = () =>
    openDatabase({ databaseUrl, dataFolder: folder, role: 'command', log: createLog('silent', 'chaos') });
  try {
    const events = makeEvents(zalo, options.events);
    await service.start();
    const bringing = bringAll(shuffled(events, chance), port, chance);
    const underWay = new Set<string>();
    for (let kill = 1; kill <= kills; kill += 1) {
      const wanted = ((kill - 1 + chance.real()) / kills) * events.length * 0.8;
      while (events.filter(({ told }) => told).length < wanted) await sleep(5);
      await service.kill();
      await withDatabase(open, async (db) => {
        for (const chat of await letTimePass(db, redisUrl)) underWay.add(chat);
      });
      await service.start();
    }
    await bringing;
    const giveUpAt = Date.now() + ANSWERED_WITHIN_MS;
    const unanswered = () => events.filter(({ userId }) => zalo.deliveredTo(userId) === 0);
    while (unanswered().length > 0 && Date.now() < giveUpAt) await sleep(100);
    await service.stop();
    const stored = await withDatabase(open, storedPerChat);
    return judge(events, { stored, underWay, delivered: (userId) => zalo.deliveredTo(userId) });
  } finally {
    await service.kill();
    await zalo.close();
  }
}

function judge(
  events: readonly Event[],
  seen: { stored: ReadonlyMap<string, number>; underWay: ReadonlySet<string>; delivered: (userId: string) => number },
): WebhookKillFindings {
  const complaints: string[] = [];
  const complain = (what: string, found: readonly Event[]) => {
    if (found.length > 0) complaints.push(`${found.length} × ${what}, e.g. ${found[0]?.userId}`);
  };
  const times = ({ userId }: Event) => seen.delivered(userId);
  complain(
    'never told 200',
    events.filter(({ told }) => !told),
  );
  complain(
    'told 200, but not stored once',
    events.filter(({ userId }) => seen.stored.get(userId) !== 1),
  );
  complain(
    'told 200, but never answered in the chat',
    events.filter((event) => times(event) === 0),
  );
  complain(
    'answered twice, though nobody died while answering it',
    events.filter((event) => times(event) > 1 && !seen.underWay.has(event.userId)),
  );
  return {
    complaints,
    figures: {
      events: events.length,
      'being answered at a kill': seen.underWay.size,
      '  of these answered twice': events.filter((event) => times(event) > 1).length,
    },
  };
}

function makeEvents(zalo: ZaloSimulator, count: number): Event[] {
  return Array.from({ length: count }, () => {
    const userId = nextUserId();
    zalo.addUsers([{ id: userId, name: userId }]);
    const timestamp = String(Date.now());
    const event = { event_name: 'follow', oa_id: zalo.oaId, follower: { id: userId }, app_id: zalo.appId, timestamp };
    const body = Buffer.from(JSON.stringify(event));
    const signature = signWebhook(body, { appId: zalo.appId, timestamp, secretKey: zalo.oaSecretKey });
    return { userId, body, signature, told: false };
  });
}

/** Each event, some of them twice, in no order. */
function shuffled(events: readonly Event[], chance: Chance): Event[] {
  const twice = chance.some(events.length, Math.ceil(events.length * TWICE_SHARE)).flatMap((n) => events[n] ?? []);
  return shuffle([...events, ...twice], chance);
}

async function bringAll(list: readonly Event[], port: number, chance: Chance): Promise<void> {
  const pauses = list.map(() => chance.below(40));
  let next = 0;
  const lane = async () => {
    for (;;) {
      const [event, pauseMs] = [list[next], pauses[next]];
      next += 1;
      if (event === undefined) return;
      await sleep(pauseMs);
      // Once more also where it was told 200 before: the platform may not have heard it.
      while (!(await bring(event, port))) await sleep(AGAIN_MS);
      event.told = true;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** True when it was answered 200; false for anything else, or nothing. */
async function bring({ body, signature }: Event, port: number): Promise<boolean> {
  try {
    const headers = { 'x-zevent-signature': signature, 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${port}/webhooks/zalo`;
    return (await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status === 200;
  } catch {
    return false;
  }
}

/**
 * As if the minute had passed for which a dead process keeps what it was answering, and the queue had been lost with it.
 * Gives the chats that it was answering.
 */
async function letTimePass(db: Database, redisUrl: string | undefined): Promise<string[]> {
  const { rows } = await db.pool.query<{ chat: string }>(
    `select chat from inbound where done_at is null and lease_until is not null`,
  );
  await db.pool.query(
    `update inbound set lease_until = null, received_at = received_at - interval '1 minute' where done_at is null`,
  );
  await db.pool.query('delete from clock_pass');
  if (redisUrl === undefined) await db.pool.query('delete from bullmq.job');
  else {
    const redis = new Redis(redisUrl);
    await redis.flushdb();
    redis.disconnect();
  }
  return rows.map(({ chat }) => chat);
}

async function storedPerChat(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ chat: string; n: number }>(
    `select chat, count(*)::int as n from inbound where channel = 'zalo' group by chat`,
  );
  return new Map(rows.map(({ chat, n }) => [chat, n]));
}

async function withDatabase<T>(open: () => Promise<Database>, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await open();
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
