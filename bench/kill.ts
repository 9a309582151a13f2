/**
 * kill -9 of the sender when half of the messages are out, and a restart: who was lost, who got it twice, how long
 * until messages flow again. `npx tsx bench/kill.ts [--people 10000] [--only loa,autoRetry,bullmq] [--write]`, on what
 * `npm run setup` has built; takes three minutes, most of it waiting for leases and stalled jobs.
 * Wanted of Loa: none lost, none repeated, the rest going on within 3 s.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock.js';
import { translator } from '../content/i18n.js';
import { broadcastStatus } from '../scheduler/broadcast/status.js';
import { startBroadcast } from '../scheduler/broadcast/verbs.js';
import { startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { IN_FLIGHT, TEXT } from './support/compete.js';
import { broadcastFor, fillPeople } from './support/people.js';
import { publish, table, whole } from './support/results.js';
import { openServer } from './support/servers.js';
import { startApi } from './support/startApi.js';
import { startContestant } from './support/startContestant.js';
import { startLoa } from './support/startLoa.js';
import { nowMs } from './support/time.js';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '10000' },
    only: { type: 'string', default: 'loa,autoRetry,bullmq' },
    write: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
/** So high that it does not matter. */
const RATE = 1_000_000;
/** A lease and the pass that settles it; a stalled job of BullMQ and its check; and room. */
const AT_MOST_MS = 150_000;

interface Killed {
  what: string;
  /** From the restart to the first message after it. */
  resumedSeconds: number;
  /** From the restart to the moment when nothing is left to do. */
  overSeconds: number;
  lost: number;
  repeated: number;
  /** Those of whom nobody knows, as the ledger says; a dash where there is no ledger. */
  unknown: string;
}

const api = await startApi();
const redis = await startRedis();
const server = await openServer();
const folder = mkdtempSync(join(tmpdir(), 'loa-kill-'));
const by = { clock: systemClock(), say: translator('en'), locale: 'en' };
try {
  const machine = await describeMachine(server.db.pool);
  console.log(machine);
  const kills = { loa: killLoa, autoRetry: killAutoRetry, bullmq: killBullmq };
  const results: Killed[] = [];
  for (const name of values.only.split(',')) {
    const kill = Object.entries(kills).find(([known]) => known === name)?.[1];
    if (!kill) throw new Error(`Nobody is called ${name}`);
    results.push(await kill());
  }
  publish('kill -9 at half', report(machine, results));
} finally {
  api.close();
  await server.close();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function killLoa(): Promise<Killed> {
  await fillPeople(server.db, people);
  const id = await broadcastFor(server.db, people, TEXT);
  await api.reset();
  const stores = { DATABASE_URL: server.url, REDIS_URL: redis.url, TELEGRAM_RATE: String(RATE) };
  const first = startLoa(api, folder, stores);
  const half = api.reached(people / 2);
  await startBroadcast(server.db, id, { name: 'an', ...by });
  await half;
  await first.kill('SIGKILL');
  const before = (await api.stats()).calls;
  const resumed = api.reached(before + 1);
  const second = startLoa(api, folder, stores);
  const restartedAt = nowMs();
  await resumed;
  const resumedAt = nowMs();
  try {
    for (;;) {
      const status = await broadcastStatus(server.db, id, { ...by, ratePerSecond: RATE });
      if (status.state === 'finished') {
        const { chats, repeated } = await api.stats();
        // Lost is whom the ledger calls sent and who got nothing, and whom it neither calls sent nor unknown.
        const lost = Math.max(0, status.sent - chats) + (people - status.sent - status.unknown);
        const unknown = whole(status.unknown);
        return { what: 'Loa', ...since(restartedAt, resumedAt), lost, repeated, unknown };
      }
      mustBeOver(restartedAt);
      await sleep(250);
    }
  } finally {
    await second.kill('SIGTERM');
  }
}

/** A loop remembers nothing: whoever starts it again starts it from the beginning. */
async function killAutoRetry(): Promise<Killed> {
  await killContestantAtHalf('autoRetry', {});
  const restartedAt = nowMs();
  const again = await startContestant('autoRetry', api);
  try {
    return await finish('grammY + auto-retry loop', restartedAt, () => again.sendOnly(people));
  } finally {
    await again.close();
  }
}

async function killBullmq(): Promise<Killed> {
  const stores = { REDIS_URL: redis.url };
  await killContestantAtHalf('bullmq', stores);
  const restartedAt = nowMs();
  const again = await startContestant('bullmq', api, stores);
  try {
    // It goes on until the queue is empty; jobs that the dead process held come back when they count as stalled.
    return await finish('BullMQ 6 + grammY, one job a person', restartedAt, () => again.sendOnly(0));
  } finally {
    await again.close();
  }
}

async function killContestantAtHalf(name: string, stores: Record<string, string>): Promise<void> {
  const one = await startContestant(name, api, stores);
  await one.prepare(people);
  await api.reset();
  const half = api.reached(people / 2);
  const ended = one.sendOnly(people).catch(() => undefined);
  await half;
  one.child.kill('SIGKILL');
  await ended;
  await one.close();
}

async function finish(what: string, restartedAt: number, send: () => Promise<unknown>): Promise<Killed> {
  const before = (await api.stats()).calls;
  const resumed = api.reached(before + 1).then(nowMs);
  await send();
  const resumedAt = await resumed;
  const { chats, repeated } = await api.stats();
  return { what, ...since(restartedAt, resumedAt), lost: people - chats, repeated, unknown: '-' };
}

function since(restartedAt: number, resumedAt: number): { resumedSeconds: number; overSeconds: number } {
  return { resumedSeconds: (resumedAt - restartedAt) / 1_000, overSeconds: (nowMs() - restartedAt) / 1_000 };
}

function mustBeOver(restartedAt: number): void {
  if (nowMs() - restartedAt > AT_MOST_MS) throw new Error('It does not come to an end');
}

function report(machine: string, results: readonly Killed[]): string {
  const rows = results.map((one) => [
    one.what,
    whole(one.lost),
    whole(one.repeated),
    one.unknown,
    `${one.resumedSeconds.toFixed(1)} s`,
    `${one.overSeconds.toFixed(1)} s`,
  ]);
  const head = ['what', 'lost', 'sent twice', 'unknown, by name', 'first message after', 'all over after'];
  return [
    `${machine}. ${whole(people)} messages, up to ${IN_FLIGHT} in flight, killed when half of them had arrived, restarted at once.`,
    `Command: \`npx tsx bench/kill.ts\`.\n\n${table(head, rows)}`,
  ].join('\n');
}
