import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optOut } from '../../people/optOut.js';
import { accountedFor, tally } from '../../test/support/counts.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { retryMissed } from './retryMissed.js';
import { cancelBroadcast, pauseBroadcast, resumeBroadcast } from './verbs.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ ratePerSecond: 300, simulator: { latencyMs: 5 } });
});
afterAll(() => world.close());

const by = () => ({ name: 'an', ...world.by });

/** When each message reached one of these chats. */
const arrivals = (chats: readonly number[]) =>
  world.simulator
    .calls('sendMessage')
    .filter((call) => chats.includes(call.chatId ?? 0) && call.delivered > 0)
    .map((call) => call.atMs);

describe.concurrent('a broadcast among others', () => {
  test('paused, it holds within a second, and resuming repeats nobody', async () => {
    const { audience, chats } = await world.people(160);
    const id = await world.send({ audience });
    await world.until(id, ({ sent }) => sent > 10);
    await pauseBroadcast(world.db, id, by());
    const pausedAt = Date.now();
    await sleep(1_600);
    const paused = await world.status(id);
    expect(paused).toMatchObject({ state: 'paused', sending: 0 });
    expect(paused.sent).toBeLessThan(160);
    expect(Math.max(...arrivals(chats))).toBeLessThan(pausedAt + 1_000);
    await resumeBroadcast(world.db, id, by());
    const end = await world.reached(id, 'finished');
    expect(end).toMatchObject({ planned: 160, sent: 160 });
    expect(tally(world.received(chats))).toEqual({ 1: 160 });
  });

  test('cancelled, it skips everybody who was not called, each with the reason', async () => {
    const { audience, chats } = await world.people(160);
    const id = await world.send({ audience });
    await world.until(id, ({ sent }) => sent > 10);
    await cancelBroadcast(world.db, id, by());
    const end = await world.until(id, ({ finishedAt }) => finishedAt !== null);
    expect(end).toMatchObject({ state: 'cancelled', planned: 160, waiting: 0, sending: 0, unknown: 0 });
    expect(end.sent + end.skipped).toBe(160);
    expect(end.skipped).toBeGreaterThan(0);
    const ledger = await world.ledger(id);
    expect(ledger.filter(({ state }) => state === 'skipped').every(({ reason }) => reason === 'cancelled')).toBe(true);
    await sleep(300);
    expect(tally(world.received(chats))).toEqual({ 1: end.sent, 0: end.skipped });
  });

  test('with a time, it goes out by itself when that has come', async () => {
    const { audience, chats } = await world.people(5);
    const at = new Date(Date.now() + 1_500);
    const id = await world.create({ audience, at });
    await world.approve(id);
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 5 });
    expect(Math.min(...arrivals(chats))).toBeGreaterThanOrEqual(at.getTime());
  });

  test('useless in the middle, it expires instead of going out, and everyone is accounted for', async () => {
    const { audience, chats } = await world.people(600);
    const id = await world.send({ audience, until: new Date(Date.now() + 3_500) });
    const end = await world.reached(id, 'finished');
    expect(accountedFor(end)).toBe(600);
    expect(end).toMatchObject({ planned: 600, waiting: 0, sending: 0, unknown: 0, failed: 0 });
    expect(end.expired).toBeGreaterThan(0);
    expect(tally(world.received(chats))).toEqual({ ...(end.sent > 0 ? { 1: end.sent } : {}), 0: end.expired });
    // Useless is useless for everybody: the last one did not arrive after the end.
    expect(Math.max(0, ...arrivals(chats))).toBeLessThanOrEqual(Date.parse(end.until ?? '') + 500);
  });

  test('retried, it reaches only the missed, and those of whom it is not known only if asked', async () => {
    const { audience, chats } = await world.people(12);
    const [refused = 0, cut = 0] = chats;
    const faults = [
      world.simulator.faults.add({ chats: [refused], fault: { kind: 'bad-request', why: 'chat-not-found' } }),
      world.simulator.faults.add({ chats: [cut], fault: { kind: 'cut', when: 'before' } }),
    ];
    const id = await world.send({ audience });
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 10, failed: 1, unknown: 1 });
    for (const fault of faults) world.simulator.faults.clear(fault);

    const child = await retryMissed(world.db, id, { unknown: false }, by());
    expect(await world.reached(child.id, 'finished')).toMatchObject({ planned: 1, sent: 1, parent: id });
    expect(world.received(chats)).toEqual([1, 0, ...Array<number>(10).fill(1)]);

    const asked = await retryMissed(world.db, id, { unknown: true }, by());
    expect(await world.reached(asked.id, 'finished')).toMatchObject({ planned: 1, sent: 1 });
    expect(tally(world.received(chats))).toEqual({ 1: 12 });
    // The first ledger stays as it was: what happened then is not rewritten.
    expect(await world.status(id)).toMatchObject({ sent: 10, failed: 1, unknown: 1 });
  });
});

test('who said stop between the fan-out and the lease is not sent to', async () => {
  const { audience, chats } = await world.people(6);
  await world.db.pool.query(`update sender set not_before = now() + interval '1 minute'`);
  const id = await world.send({ audience });
  await world.until(id, ({ planned }) => planned === 6);
  await optOut(world.db, SECRET, { channel: 'telegram', externalId: String(chats[2]) });
  await world.calm();
  expect(await world.reached(id, 'finished')).toMatchObject({ sent: 5, skipped: 1 });
  expect(world.received(chats)).toEqual([1, 1, 0, 1, 1, 1]);
  expect((await world.ledger(id))[2]).toMatchObject({ state: 'skipped', reason: 'opted-out' });
});

describe('quiet hours merge, they do not drop', () => {
  test('at ten in the evening nothing goes out, at seven in the morning everything does', async () => {
    world.clock.set('2026-06-10T22:00:00+07:00');
    const { audience, chats } = await world.people(10);
    const id = await world.send({ audience, anyHour: false });
    await world.until(id, ({ planned }) => planned === 10);
    await sleep(1_500);
    expect(tally(world.received(chats))).toEqual({ 0: 10 });
    const night = await world.status(id);
    expect(night).toMatchObject({ state: 'running', waiting: 10 });
    expect(night.forecast?.slice(0, 16)).toBe('2026-06-11T00:00'); // 07:00 in Vietnam
    world.clock.set('2026-06-11T07:00:00+07:00');
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 10 });
    expect(tally(world.received(chats))).toEqual({ 1: 10 });
  });

  test('an emergency goes at any hour', async () => {
    world.clock.set('2026-06-10T03:00:00+07:00');
    const { audience, chats } = await world.people(3);
    const id = await world.send({ audience, anyHour: true });
    expect(await world.reached(id, 'finished')).toMatchObject({ sent: 3 });
    expect(world.received(chats)).toEqual([1, 1, 1]);
  });
});
