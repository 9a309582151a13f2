import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { backend } from '../support/database.js';
import { insist } from './faults.js';
import { type Field, openField, prepareBroadcast, type Sending, testedProgram } from './field.js';
import { ERROR, type LogEntry, type ServiceProcess, WARN } from './processes.js';

const PEOPLE = 300;
const PATIENCE_MS = 60_000;

let folder: string;
let field: Field;
let service: ServiceProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-outages-'));
  field = await openField({ backend, folder, ratePerSecond: 60, skewsMs: [0], program: testedProgram });
  const [first] = field.services;
  if (!first) throw new Error('This field has no service');
  service = first;
}, 120_000);
afterAll(async () => {
  await field.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A broadcast of which a third has arrived. */
async function underWay(): Promise<Sending> {
  const before = await field.api.delivered();
  const sending = await prepareBroadcast(field.db, PEOPLE);
  await sending.start();
  await until(async () => (await field.api.delivered()) >= before + PEOPLE / 3);
  return sending;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(100)) {
    if (Date.now() > giveUpAt) throw new Error('That did not come about in a minute');
  }
}

/** How many deliveries are in each state. */
async function states({ broadcastId }: Sending): Promise<Record<string, number>> {
  const { rows } = await insist(
    () =>
      field.db.pool.query<{ state: string; n: number }>(
        `select state, count(*)::int as n from delivery where broadcast_id = $1 group by state`,
        [broadcastId],
      ),
    PATIENCE_MS,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

async function everybodyGetsItOnce(sending: Sending): Promise<void> {
  await until(async () => {
    const { sent = 0, ...others } = await states(sending);
    return sent === PEOPLE && Object.keys(others).length === 0;
  });
  const { perChat } = await field.api.counts();
  expect(sending.chats.filter((chat) => perChat[chat] !== 1)).toEqual([]);
}

/** What the service has said since: warnings and worse, and which of them say `words`. */
function saidSince(from: number, words: string): { grave: LogEntry[]; saying: LogEntry[] } {
  const entries = service.log().entries.filter((entry) => entry.time >= from);
  return {
    grave: entries.filter((entry) => entry.level >= WARN),
    saying: entries.filter((entry) => entry.msg.startsWith(words)),
  };
}

/** What /healthz says: its status, and of which parts it says that they do not work, and why. */
async function health(): Promise<{ status: number; ill: Record<string, string> }> {
  const answer = await fetch(service.healthz ?? '');
  const { parts } = z.object({ parts: z.record(z.string(), z.string()) }).parse(await answer.json());
  return {
    status: answer.status,
    ill: Object.fromEntries(Object.entries(parts).filter(([, state]) => state !== 'ok')),
  };
}
const healthy = async (): Promise<boolean> => (await health()).status === 200;
/** Resolves when /healthz says that this part does not work, for this reason. */
const isIll = (part: string, why: string) =>
  until(async () => {
    const { status, ill } = await health();
    return status === 503 && ill[part] === why;
  });

// The embedded database is part of the process: chaos.db.test.ts kills both.
const onServers = backend === 'server' ? test : () => undefined;

onServers(
  'the database is gone for a while: the service waits, says so once, and goes on',
  { timeout: 120_000 },
  async () => {
    const from = Date.now();
    const sending = await underWay();
    await field.postgres?.kill();
    await sleep(4_000);
    await isIll('database', 'away');
    await field.postgres?.restart();
    await everybodyGetsItOnce(sending);
    await until(healthy);
    expect(service.ownEnds).toEqual([]);
    const { grave, saying } = saidSince(from, 'the database is out of reach');
    expect(saying).toHaveLength(1);
    expect(grave).toEqual(saying);
    expect(saidSince(from, 'the database is back').saying).toHaveLength(1);
  },
);

onServers('Redis is gone for a while: sending goes on as soon as it is back', { timeout: 120_000 }, async () => {
  const from = Date.now();
  const sending = await underWay();
  await field.redis?.kill();
  await isIll('redis', 'away');
  expect((await health()).ill).toEqual({ redis: 'away' });
  await sleep(4_000);
  const before = await field.api.delivered();
  await field.redis?.restart();
  const backAt = Date.now();
  await until(async () => (await field.api.delivered()) > before);
  // It takes a second or two; a minute would be the leases running out.
  expect(Date.now() - backAt).toBeLessThan(20_000);
  await everybodyGetsItOnce(sending);
  await until(healthy);
  expect(service.ownEnds).toEqual([]);
  const { grave, saying } = saidSince(from, 'Redis is out of reach');
  expect(saying).toHaveLength(1);
  expect(grave).toEqual(saying);
});

onServers(
  'Redis does not answer for a while, on connections that stand: it is said, and sending goes on',
  {
    timeout: 120_000,
  },
  async () => {
    const sending = await underWay();
    const redis = new Redis(field.redis?.url ?? '');
    await redis.call('client', 'pause', '5000', 'ALL');
    redis.disconnect();
    await isIll('redis', 'away');
    await everybodyGetsItOnce(sending);
    await until(healthy);
    expect(service.ownEnds).toEqual([]);
  },
);

test('the token is revoked in the middle: sending stops, that is said once, nobody fails for it, and it goes on by itself', {
  timeout: 120_000,
}, async () => {
  const from = Date.now();
  const sending = await underWay();
  await field.api.control('POST', '/token', { revoked: true });
  await until(async () => (await field.db.prisma.sender.count({ where: { stoppedReason: 'token-refused' } })) === 1);
  await until(async () => ((await states(sending))['sending'] ?? 0) === 0);
  await isIll('telegram', 'token-refused');
  const calls = (await field.api.counts()).refused[401] ?? 0;
  await sleep(2_500);
  const { waiting = 0, sent = 0, ...others } = await states(sending);
  expect(others).toEqual({});
  expect([waiting > 0, waiting + sent]).toEqual([true, PEOPLE]);
  const { grave, saying } = saidSince(from, 'the sender is refused');
  expect(saying).toHaveLength(1);
  expect(grave.filter((entry) => entry.level >= ERROR)).toEqual(saying);
  // Only the questions for updates and whether it is accepted again go on, ever more rarely.
  expect(((await field.api.counts()).refused[401] ?? 0) - calls).toBeLessThanOrEqual(4);

  await field.api.control('POST', '/token', { revoked: false });
  await everybodyGetsItOnce(sending);
  await until(healthy);
  expect(service.ownEnds).toEqual([]);
  expect(saidSince(from, 'the sender is refused').saying).toHaveLength(1);
  expect(saidSince(from, 'the sender is accepted again').saying).toHaveLength(1);
});
