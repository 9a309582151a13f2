import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountedFor, tally } from '../test/support/counts.js';
import { startWorld, type World } from '../test/support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ ratePerSecond: 250, maxInFlight: 16, callTimeoutMs: 3_000, simulator: { latencyMs: 5 } });
});
afterAll(() => world.close());

test('a campaign reaches everyone once, and everyone is accounted for', async () => {
  const { audience, chats } = await world.people(500);
  const id = await world.send({ audience });
  const status = await world.reached(id, 'finished');
  expect(status).toMatchObject({ planned: 500, sent: 500, waiting: 0, sending: 0, unknown: 0 });
  expect(accountedFor(status)).toBe(status.planned);
  expect(tally(world.received(chats))).toEqual({ 1: 500 });
});

test('with the queue emptied in the middle, again and again, it goes on within seconds and nobody gets it twice', async () => {
  const { audience, chats } = await world.people(500);
  const id = await world.send({ audience });
  await world.loseQueue(); // the fan-out's job among it, perhaps
  for (const share of [50, 150, 300]) {
    await world.until(id, ({ sent }) => sent >= share);
    await world.loseQueue();
  }
  const lostAt = Date.now();
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 500, unknown: 0, failed: 0 });
  expect(Date.now() - lostAt).toBeLessThan(20_000);
  expect(tally(world.received(chats))).toEqual({ 1: 500 });
});

test('two processes share the work and nobody gets it twice', async () => {
  const other = await world.join();
  const { audience, chats } = await world.people(400);
  const id = await world.send({ audience });
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 400, unknown: 0, failed: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 400 });
  // One of them goes in the middle of the next, in good order: its calls end and are recorded.
  const next = await world.send({ audience });
  await world.until(next, ({ sent }) => sent >= 60);
  await other.close();
  expect(await world.reached(next, 'finished')).toMatchObject({ sent: 400, unknown: 0, failed: 0 });
  expect(tally(world.received(chats))).toEqual({ 2: 400 });
});

test('a restart in good order leaves nothing unknown', async () => {
  const { audience, chats } = await world.people(300);
  const id = await world.send({ audience });
  for (const share of [40, 120]) {
    await world.until(id, ({ sent }) => sent >= share);
    await world.restart();
  }
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 300, unknown: 0 });
  expect(tally(world.received(chats))).toEqual({ 1: 300 });
});

test('calls whose lease was lost are unknown, and what really became of them overrules that', async () => {
  const { audience, chats } = await world.people(12);
  world.simulator.faults.add({ chats, fault: { kind: 'slow', ms: 2_000 } });
  const id = await world.send({ audience });
  await world.until(id, ({ sending }) => sending === 12);
  await world.db.pool.query(
    `update delivery set lease_until = now() - interval '1 second' where broadcast_id = $1 and seq <= 6`,
    [Number(id)],
  );
  await world.db.pool.query(`update clock_pass set ran_at = now() - interval '1 minute' where name = 'leases'`);
  await world.until(id, ({ unknown }) => unknown === 6);
  const end = await world.until(id, ({ sent }) => sent === 12);
  expect(end).toMatchObject({ unknown: 0, sending: 0 });
  await sleep(200);
  expect(tally(world.received(chats))).toEqual({ 1: 12 });
  await world.calm();
});

test('a nudge does not wait for a broadcast to thousands', async () => {
  const many = await world.people(900);
  const few = await world.people(3);
  const bulk = await world.send({ audience: many.audience });
  await world.until(bulk, ({ sent }) => sent > 30);
  const nudge = await world.send({ audience: few.audience, kind: 'nudge' });
  const wanted = Date.now();
  await world.until(nudge, ({ sent }) => sent === 3);
  // A second for the clock to see it, and the rest at once.
  expect(Date.now() - wanted).toBeLessThan(5_000);
  expect((await world.status(bulk)).waiting).toBeGreaterThan(0);
  await world.reached(bulk, 'finished');
});

test('without Redis, queue and pace stand on the same PostgreSQL, and the promises are the same', async () => {
  const small = await startWorld({ ratePerSecond: 250, withoutRedis: true });
  try {
    await small.join();
    const { audience, chats } = await small.people(200);
    const id = await small.send({ audience });
    await small.until(id, ({ sent }) => sent >= 50);
    await small.loseQueue();
    expect(await small.reached(id, 'finished')).toMatchObject({ sent: 200, unknown: 0, failed: 0 });
    expect(tally(small.received(chats))).toEqual({ 1: 200 });
  } finally {
    await small.close();
  }
});
