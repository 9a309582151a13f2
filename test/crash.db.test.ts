import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CRASH_POINTS } from '../base/crash.js';
import { cancelBroadcast } from '../scheduler/broadcast/verbs.js';
import { accountedFor, tally } from './support/counts.js';
import { death, type KilledService, prepareService } from './support/killedService.js';
import type { World } from './support/world.js';

const PEOPLE = 24;
const KILLED_PEOPLE = 200;
/** Slow enough that a process dies with some called, some in flight and some waiting. */
const RATE = 200;

let killed: KilledService;

beforeAll(async () => {
  killed = await prepareService({ latencyMs: 30 });
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

const startService = (crashAt?: string): ChildProcess =>
  killed.start({ TELEGRAM_RATE: String(RATE), ...(crashAt === undefined ? {} : { LOA_CRASH_AT: crashAt }) });

/** A broadcast that has been started and that no service has seen yet. */
interface Waiting {
  id: string;
  chats: number[];
}

async function prepareIn(world: World, people: number): Promise<Waiting> {
  const { audience, chats } = await world.people(people);
  const id = await world.send({ audience });
  return { id, chats };
}

/** The next broadcast of the table, prepared while its predecessor's database was still open: opening takes its time. */
let next: Waiting | undefined;

async function prepared(people: number): Promise<Waiting> {
  if (next?.chats.length === people) return next;
  const world = await killed.worldOn({ idle: true });
  try {
    if (next) await cancelBroadcast(world.db, next.id, { name: 'an', ...world.by });
    return await prepareIn(world, people);
  } finally {
    await world.close();
  }
}

/** As if the minute had passed for which a dead process keeps its leases. */
async function letLeasesRunOut({ db }: World, id: string): Promise<void> {
  await db.pool.query(
    `update delivery set lease_until = now() - interval '1 second' where broadcast_id = $1 and state = 'sending'`,
    [Number(id)],
  );
}

/** Everybody is in the ledger; who is said to have got it has it once, who is said to be unknown at most once, nobody else. */
async function checkLedger(world: World, id: string, chats: number[], atMostUnknown: number): Promise<void> {
  const end = await world.reached(id, 'finished');
  expect(end).toMatchObject({ planned: chats.length, waiting: 0, sending: 0, failed: 0, skipped: 0, expired: 0 });
  expect(accountedFor(end)).toBe(end.planned);
  expect(end.sent + end.unknown).toBe(end.planned);
  expect(end.unknown).toBeLessThanOrEqual(atMostUnknown);
  const ledger = await world.ledger(id);
  expect(new Set(ledger.map(({ externalId }) => externalId)).size).toBe(chats.length);
  for (const { externalId, state, reason } of ledger) {
    const times = world.received([Number(externalId)])[0] ?? 0;
    if (state === 'sent') expect(times, `chat ${externalId}`).toBe(1);
    else expect([times <= 1, reason], `chat ${externalId}`).toEqual([true, 'lease-expired']);
  }
}

test.each(CRASH_POINTS)(
  'killed at the step "%s", it loses nobody and repeats nobody',
  async (step) => {
    const { id, chats } = await prepared(PEOPLE);
    expect(await death(startService(step))).toBe('SIGKILL');
    const world = await killed.worldOn({ idle: true });
    try {
      const atDeath = await world.status(id);
      expect(atDeath.state).toBe('running');
      expect(atDeath.planned).toBe(step === 'fan-out' ? 0 : PEOPLE);
      if (['slot', 'fan-out', 'commit'].includes(step)) expect(atDeath.sending).toBe(0);
      await letLeasesRunOut(world, id);
      await world.restart();
      await checkLedger(world, id, chats, atDeath.sending);
      await world.stop();
      next = await prepareIn(world, PEOPLE);
    } finally {
      await world.close();
    }
  },
  120_000,
);

test('kill -9 in the middle and a restart: nobody gets it twice, nobody is left out, and the rest goes on at once', async () => {
  const { id, chats } = await prepared(KILLED_PEOPLE);
  const reached = () => chats.filter((chat) => killed.simulators.received(chat) > 0).length;
  const first = startService();
  const died = death(first);
  while (reached() < 60) await sleep(20);
  first.kill('SIGKILL');
  expect(await died).toBe('SIGKILL');
  await sleep(300); // what it had sent arrives
  const atKill = reached();
  expect(atKill).toBeLessThan(KILLED_PEOPLE);

  const second = startService();
  while (reached() === atKill) await sleep(50);
  // Everybody but those who were in flight at the kill, whose leases still last: until nobody new has been reached for a while.
  for (let before = 0; reached() > before; await sleep(1_500)) before = reached();
  second.kill('SIGTERM');
  await death(second);

  const world = await killed.worldOn({ idle: true });
  try {
    const { sending } = await world.status(id);
    expect(sending).toBeLessThan(KILLED_PEOPLE - 60);
    await letLeasesRunOut(world, id);
    await world.restart();
    await checkLedger(world, id, chats, sending);
    expect(Math.max(...Object.keys(tally(world.received(chats))).map(Number))).toBe(1);
  } finally {
    await world.close();
  }
}, 120_000);
