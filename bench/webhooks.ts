/**
 * How long Zalo waits for the answer to a webhook while 500 events a second come in, each stored before it is answered:
 * `npx tsx bench/webhooks.ts [--only bare,commit,loa,busy,embedded] [--rate 500] [--seconds 10] [--write]`, on what
 * `npm run setup` has built. The two bare servers are the limits, measured in the same run.
 * Wanted: 99 of 100 within 50 ms on PostgreSQL; Zalo itself allows 2 s.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../base/log.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { compiled } from './support/compiled.js';
import { fillPeople } from './support/people.js';
import { freePort, untilWell } from './support/process.js';
import { publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';
import { startApi, ZALO, zaloEnvironment } from './support/startApi.js';
import { startLoa } from './support/startLoa.js';
import { bringWebhooks, type LoadAnswer } from './support/startWebhookLoad.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'bare,commit,loa,busy,embedded' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    write: { type: 'boolean', default: false },
  },
});
const perSecond = Number(values.rate);
const seconds = Number(values.seconds);
const people = 4_000;
const WARM_UP_SECONDS = 2;

type Stores = 'server' | 'embedded';
/** `zaloRate`: replies a second that go out meanwhile, in the same process. */
const CONTESTANTS = {
  bare: { label: 'bare node:http, signature alone, nothing stored', commits: false },
  commit: { label: 'bare node:http, signature, one row committed for each', commits: true },
  loa: { label: 'Loa on PostgreSQL + Redis, 10 replies/s (default)', stores: 'server', zaloRate: 10 },
  busy: { label: 'Loa on PostgreSQL + Redis, replying as fast as it can', stores: 'server', zaloRate: 1_000 },
  embedded: { label: 'Loa on the embedded default, 10 replies/s', stores: 'embedded', zaloRate: 10 },
} as const;
type Name = keyof typeof CONTESTANTS;

interface Measured extends LoadAnswer {
  /** Rows that the database has after it was killed; null where nothing is stored. */
  stored: number | null;
}

const names = (Object.keys(CONTESTANTS) as Name[]).filter((name) => values.only.split(',').includes(name));
const log = createLog('warn', 'bench');
const api = await startApi();
const redis = await startRedis();
const server = await openServer();
try {
  const machine = await describeMachine(server.db.pool);
  console.log(machine);
  await fillPeople(server.db, people, 'zalo');
  const results: [Name, Measured][] = [];
  for (const name of names) {
    const measured = await measure(name);
    console.log(row(name, measured, null).join(' | '), JSON.stringify(measured.statuses));
    results.push([name, measured]);
  }
  publish('Webhooks', report(machine, results));
} finally {
  api.close();
  await server.close();
  await redis.stop();
}

function measure(name: Name): Promise<Measured> {
  const contestant = CONTESTANTS[name];
  return 'commits' in contestant ? measureBare(contestant.commits) : measureLoa(contestant.stores, contestant.zaloRate);
}

async function measureBare(commits: boolean): Promise<Measured> {
  const port = await freePort();
  const child = fork(compiled('contestants/bareWebhook'), {
    execArgv: [],
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(api),
      DATABASE_URL: server.url,
      LOA_PORT: String(port),
      ...(commits ? { BARE_COMMIT: '1' } : {}),
    },
  });
  await once(child, 'message');
  try {
    const brought = await bringTo(port);
    return { ...brought, stored: commits ? await countRows(server.db, 'bare_event') : null };
  } finally {
    await ended(child, () => child.disconnect());
  }
}

async function measureLoa(stores: Stores, zaloRate: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-webhooks-'));
  try {
    const port = await freePort();
    const own: Record<string, string> =
      stores === 'server' ? { DATABASE_URL: server.url, REDIS_URL: redis.url } : await prepareFolder(folder);
    if (stores === 'server') await server.db.pool.query('truncate inbound');
    const settings = { ZALO_RATE: String(zaloRate), LOA_PORT: String(port) };
    const loa = startLoa(api, folder, { ...zaloEnvironment(api), ...own, ...settings });
    let brought: LoadAnswer;
    try {
      await untilWell(port, loa.process);
      brought = await bringTo(port);
    } finally {
      // What it said 200 to must be there all the same.
      await loa.kill('SIGKILL');
    }
    if (stores === 'server') return { ...brought, stored: await countRows(server.db, 'inbound') };
    return { ...brought, stored: await inFolder(folder, (db) => countRows(db, 'inbound')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bringTo(port: number): Promise<LoadAnswer> {
  const url = `http://127.0.0.1:${port}/webhooks/zalo`;
  return bringWebhooks({
    ...ZALO,
    url,
    run: `run-${port}`,
    people,
    perSecond,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
  });
}

async function prepareFolder(folder: string): Promise<Record<string, never>> {
  await inFolder(folder, async (db) => {
    await syncPlaces(db);
    await fillPeople(db, people, 'zalo');
  });
  return {};
}

async function inFolder<T>(dataFolder: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, role: 'command', log });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function countRows(db: Database, name: 'inbound' | 'bare_event'): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(`select count(*)::int as n from ${name}`);
  return rows[0]?.n ?? 0;
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  const exit = once(child, 'exit');
  end();
  await exit;
}

function row(name: Name, { tookMs, statuses, seconds: took, stored }: Measured, limitMs: number | null): string[] {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const good = statuses['200'] ?? 0;
  return [
    CONTESTANTS[name].label,
    whole(good / took),
    `${at(0.5).toFixed(1)} ms`,
    `${at(0.99).toFixed(1)} ms`,
    `${at(1).toFixed(1)} ms`,
    limitMs === null ? '' : (at(0.99) / limitMs).toFixed(1),
    whole(tookMs.length - good),
    stored === null ? '-' : whole(stored),
  ];
}

function report(machine: string, results: readonly [Name, Measured][]): string {
  const limit = results.find(([name]) => name === 'commit')?.[1].tookMs.toSorted((a, b) => a - b);
  const limitMs = limit?.[Math.floor(limit.length * 0.99)] ?? null;
  const head = ['what', 'answered 200/s', 'median', '99 %', 'most', '99 % ÷ one row each', 'other answers', 'rows'];
  return [
    `${machine}. ${whole(perSecond)} signed events a second for ${seconds} s, come what may, from another process, of ${whole(people)} people, one in twenty`,
    'brought twice; from the moment each was due to its answer. Killed after the last answer; the rows are counted then (with those of the warm-up).',
    `Command: \`npx tsx bench/webhooks.ts\`.\n\n${table(
      head,
      results.map(([name, measured]) => row(name, measured, limitMs)),
    )}`,
  ].join('\n');
}
