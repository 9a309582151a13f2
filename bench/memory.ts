/**
 * What a sender needs: its memory while a million deliveries wait, and the time from `loa start` to the first message.
 * `npx tsx bench/memory.ts [--people 1000000] [--seconds 20] [--write]`, on what `npm run setup` has built.
 * Wanted: under 200 MB; under 2 s.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock.js';
import { createLog } from '../base/log.js';
import { translator } from '../content/i18n.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { startBroadcast } from '../scheduler/broadcast/verbs.js';
import { startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { TEXT } from './support/compete.js';
import { broadcastFor, fillPeople } from './support/people.js';
import { median, publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';
import { type Api, startApi } from './support/startApi.js';
import { startLoa } from './support/startLoa.js';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '20' },
    write: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
const STARTS = 5;
const FEW = 1_000;

const api = await startApi();
const redis = await startRedis();
const server = await openServer();
const folder = mkdtempSync(join(tmpdir(), 'loa-memory-'));
try {
  const machine = await describeMachine(server.db.pool);
  console.log(machine);
  const stores = { DATABASE_URL: server.url, REDIS_URL: redis.url };
  await running(server.db, FEW);
  const onServers = await startTimes(stores);
  const embedded = await embeddedStartTimes();
  await server.db.pool.query(`update broadcast set state = 'cancelled' where state = 'running'`);
  await running(server.db, people);
  const rss = await sendingRss(stores);
  const head = ['what', 'median', 'from–to'];
  const seconds = (times: number[]) => [`${median(times).toFixed(2)} s`, range(times.map((time) => time.toFixed(2)))];
  const rows = [
    ['`loa start` to the first message, PostgreSQL + Redis', ...seconds(onServers)],
    ['`loa start` to the first message, embedded default', ...seconds(embedded)],
    [
      `resident memory, ${whole(people)} waiting, at 1,000/s`,
      `${whole(median(rss))} MiB`,
      range(rss.map((value) => whole(value))),
    ],
  ];
  publish('A sender', `${machine}.\nCommand: \`npx tsx bench/memory.ts\`.\n\n${table(head, rows)}`);
} finally {
  api.close();
  await server.close();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** People, and a broadcast to all of them that has been started and is not fanned out yet. */
async function running(db: Database, count: number): Promise<void> {
  await fillPeople(db, count);
  const id = await broadcastFor(db, count, TEXT);
  await startBroadcast(db, id, { name: 'an', clock: systemClock(), say: translator('en'), locale: 'en' });
}

/** The service starts and finds work to do; killed as soon as the first message is there. */
async function startTimes(stores: Record<string, string>, dataFolder = folder): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < STARTS; n += 1) times.push(await startToFirstMessage(api, stores, dataFolder));
  return times;
}

async function startToFirstMessage(on: Api, stores: Record<string, string>, dataFolder: string): Promise<number> {
  await on.reset();
  const first = on.reached(1);
  const loa = startLoa(on, dataFolder, { ...stores, TELEGRAM_RATE: '30' });
  await first;
  await loa.kill('SIGTERM');
  return ((await on.stats()).firstAt - loa.at) / 1_000;
}

async function embeddedStartTimes(): Promise<number[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'loa-memory-embedded-'));
  try {
    const log = createLog('warn', 'bench');
    const db = await openDatabase({ databaseUrl: undefined, dataFolder, role: 'command', log });
    try {
      await syncPlaces(db);
      await running(db, FEW);
    } finally {
      await db.close();
    }
    return await startTimes({}, dataFolder);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Samples from the first message on. */
async function sendingRss(stores: Record<string, string>): Promise<number[]> {
  await api.reset();
  const first = api.reached(1);
  const loa = startLoa(api, folder, { ...stores, TELEGRAM_RATE: '1000' });
  try {
    await first;
    const samples: number[] = [];
    for (let second = 0; second < Number(values.seconds); second += 1) {
      await sleep(1_000);
      samples.push(loa.rssMib());
    }
    return samples;
  } finally {
    await loa.kill('SIGTERM');
  }
}

function range(sorted: readonly string[]): string {
  const byNumber = [...sorted].sort((a, b) => Number(a.replaceAll(',', '')) - Number(b.replaceAll(',', '')));
  return `${byNumber[0] ?? ''}–${byNumber.at(-1) ?? ''}`;
}
