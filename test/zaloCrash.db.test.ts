import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signWebhook } from 'zalo-api-ts';
import { projectRoot } from '../base/root.js';
import { openDatabase } from '../prisma/open.js';
import { startZaloSimulator, type ZaloSimulator } from '../simulator/index.js';
import { backend, freshDatabase, makeDataFolder, testLog } from './support/database.js';
import { freeRedisUrl, SECRET } from './support/world.js';
import { nextUserId, zaloEnvironment } from './support/zaloWorld.js';

const PEOPLE = 120;
/** So many are told 200 before the process is killed; the others are on their way just then. */
const KILL_AFTER = 40;

let folder: string;
let zalo: ZaloSimulator;
let port: number;
let redisUrl: string | undefined;
let databaseUrl: string | undefined;
let removeDatabase: () => Promise<void> = async () => undefined;
let service: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-zalo-crash-'));
  zalo = await startZaloSimulator({ receiptDelayMs: null, limits: {} });
  port = await freePort();
  redisUrl = freeRedisUrl();
  if (backend === 'server') {
    const db = await freshDatabase();
    databaseUrl = db.url;
    removeDatabase = () => db.close();
  } else await makeDataFolder(folder);
});
afterAll(async () => {
  service?.kill('SIGKILL');
  await zalo.close();
  await removeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** `loa start` as a process of its own; resolves when it is well. */
async function startService(): Promise<void> {
  service = fork(join(projectRoot, 'test', 'support', 'serviceProcess.ts'), {
    cwd: folder,
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      LOA_DATA: folder,
      LOA_PORT: String(port),
      LOA_SECRET: SECRET,
      LOG_LEVEL: 'fatal',
      ...zaloEnvironment(zalo),
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
  });
  for (;;) {
    const isWell = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isWell) return;
    if (service.exitCode !== null) throw new Error('The service ended');
    await sleep(100);
  }
}

/** As if the minute had passed for which a dead process keeps what it was answering, and the queue had been lost with it. */
async function letTimePass(): Promise<void> {
  const db = await openDatabase({ databaseUrl, dataFolder: folder, role: 'service', log: testLog });
  try {
    await db.pool.query(`update inbound set lease_until = null, received_at = received_at - interval '1 minute'`);
    await db.pool.query('delete from clock_pass');
    if (redisUrl === undefined) await db.pool.query('delete from bullmq.job');
    else await emptyRedis(redisUrl);
  } finally {
    await db.close();
  }
}

async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}

/** True when it was answered 200; false for anything else, or nothing. */
async function follow(userId: string): Promise<boolean> {
  const timestamp = String(Date.now());
  const event = { event_name: 'follow', oa_id: zalo.oaId, follower: { id: userId }, app_id: zalo.appId, timestamp };
  const body = Buffer.from(JSON.stringify(event));
  const mac = signWebhook(body, { appId: zalo.appId, timestamp, secretKey: zalo.oaSecretKey });
  try {
    const headers = { 'x-zevent-signature': mac, 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/zalo`, { method: 'POST', headers, body });
    return answer.status === 200;
  } catch {
    return false;
  }
}

test('a process that is killed once it has said 200 has lost nothing: everybody is answered after the restart', async () => {
  await startService();
  const users = Array.from({ length: PEOPLE }, () => nextUserId());
  zalo.addUsers(users.map((id) => ({ id, name: id })));
  const told: string[] = [];
  const dead = new Promise((resolve) => service?.once('exit', resolve));
  await Promise.all(
    users.map(async (id) => {
      if (!(await follow(id))) return;
      told.push(id);
      if (told.length === KILL_AFTER) service?.kill('SIGKILL');
    }),
  );
  expect(told.length).toBeGreaterThanOrEqual(KILL_AFTER);
  const unanswered = () => told.filter((id) => zalo.deliveredTo(id) === 0);
  expect(unanswered().length).toBeGreaterThan(0);

  await dead;
  await letTimePass();
  await startService();
  const giveUpAt = Date.now() + 90_000;
  while (unanswered().length > 0 && Date.now() < giveUpAt) await sleep(200);
  expect(unanswered()).toEqual([]);
}, 180_000);
