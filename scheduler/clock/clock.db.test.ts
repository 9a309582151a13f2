import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testLog } from '../../test/support/database.js';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { refusalOf } from '../../test/support/refusal.js';
import { startWorld, type World } from '../../test/support/world.js';
import { cancelBroadcast, pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';
import { expireLate } from '../delivery/expire.js';
import { fanOut } from '../delivery/fanOut.js';
import { finishBroadcasts } from '../delivery/finish.js';
import { adoptHome, heartbeat } from './home.js';
import { oldestOverdueMs } from './overdue.js';
import { claimPass } from './pass.js';
import { startDue } from './startDue.js';

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await ledger.clear();
  await adoptHome(world.db, 'here');
});

const by = () => ({ name: 'an', ...world.by });
const due = () => startDue(world.db, testLog);

/** An approved broadcast whose time was so many seconds ago: as if nobody had been there to start it. */
async function dueSince(secondsAgo: number, wanted: Parameters<World['create']>[0] = {}) {
  const { audience } = await world.people(2);
  const at = new Date(Date.now() - secondsAgo * 1000);
  // Creating does not refuse a time that has passed, only an end.
  const id = await world.create({ audience, ...wanted, at });
  await world.approve(id);
  return id;
}

const fan = (id: string) => fanOut(world.db, Number(id), ['telegram'], testLog);

describe('a broadcast with a time', () => {
  test('starts when its time has come, once, whoever looks', async () => {
    const id = await dueSince(1);
    const started = await Promise.all([due(), due(), due()]);
    expect(started.reduce((sum, n) => sum + n, 0)).toBe(1);
    const status = await world.status(id);
    expect(status.state).toBe('running');
    // Without an end of its own it is useless 72 hours after its time.
    expect(Date.parse(status.until ?? '') - Date.parse(status.at ?? '')).toBe(72 * 3_600_000);
  });

  test('does not start before its time, nor paused or cancelled', async () => {
    const later = await dueSince(-3_600);
    const paused = await dueSince(1);
    await pauseBroadcast(world.db, paused, by());
    const cancelled = await dueSince(1);
    await cancelBroadcast(world.db, cancelled, by());
    expect(await due()).toBe(0);
    expect((await world.status(later)).state).toBe('approved');
    // Resumed before it ever ran, it waits for its time again, which has come.
    await resumeBroadcast(world.db, paused, by());
    expect((await world.status(paused)).state).toBe('approved');
    expect(await due()).toBe(1);
  });
});

describe('a service that slept through the evening', () => {
  test('sends what says that late is better than never', async () => {
    const id = await dueSince(600, { ifLate: 'send' });
    await due();
    await fan(id);
    expect(await world.status(id)).toMatchObject({ state: 'running', waiting: 2 });
    expect((await ledger.take())?.deliveries).toHaveLength(2);
  });

  test('expires what says so, with everyone in its ledger', async () => {
    const id = await dueSince(600, { ifLate: 'expire' });
    await due();
    await fan(id);
    expect(await ledger.take()).toBeNull();
    await expireLate(world.db);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'finished', planned: 2, expired: 2, sent: 0 });
  });

  test('asks a person where it says so, and goes when they say go', async () => {
    const id = await dueSince(600, { ifLate: 'ask' });
    await due();
    expect(await world.status(id)).toMatchObject({ state: 'held', heldReason: 'late', startedAt: null });
    expect(await due()).toBe(0);
    await resumeBroadcast(world.db, id, by());
    await fan(id);
    expect(await world.status(id)).toMatchObject({ state: 'running', waiting: 2 });
  });

  test('does not take a minute for late', async () => {
    const id = await dueSince(20, { ifLate: 'ask' });
    await due();
    expect((await world.status(id)).state).toBe('running');
  });

  test('expires what has become useless meanwhile, whatever it says of being late', async () => {
    const id = await dueSince(600, { ifLate: 'send', until: new Date(Date.now() + 1_500) });
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    await due();
    await fan(id);
    expect(await ledger.take()).toBeNull();
    await expireLate(world.db);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'finished', expired: 2 });
  });
});

describe('a database that wakes up somewhere else', () => {
  test('sends to nobody, nudges neither, until an admin says that this is the home now', async () => {
    const { id } = await ledger.running(2);
    await ledger.running(2, { kind: 'nudge' });
    expect(await heartbeat(world.db, 'elsewhere')).toMatchObject({ moved: true });
    expect(await ledger.take()).toBeNull();
    expect(await world.status(id)).toMatchObject({ state: 'held', heldReason: 'moved' });
    // Looking again does not make it right.
    await heartbeat(world.db, 'elsewhere');
    expect(await ledger.take()).toBeNull();
    await adoptHome(world.db, 'elsewhere');
    expect(await heartbeat(world.db, 'elsewhere')).toMatchObject({ moved: false });
    expect(await ledger.take()).not.toBeNull();
    expect((await world.status(id)).state).toBe('running');
  });

  test('back where it was it is still held: it may have been sent from there', async () => {
    await ledger.running(1);
    await heartbeat(world.db, 'elsewhere');
    await heartbeat(world.db, 'here');
    expect(await ledger.take()).toBeNull();
  });
});

describe('a restored backup does not send yesterday’s campaign again', () => {
  const sleepFor = (minutes: number) =>
    world.db.pool.query(`update home set heartbeat_at = now() - $1 * interval '1 minute'`, [minutes]);

  test('a gap holds what was under way and what fell due, and nothing else', async () => {
    const { id: running } = await ledger.running(2);
    const fellDue = await dueSince(60);
    const ahead = await dueSince(-3_600);
    const nudge = await ledger.running(1, { kind: 'nudge' });
    await sleepFor(16);
    expect(await heartbeat(world.db, 'here')).toEqual({ moved: false, heldForGap: 2 });
    expect(await world.status(running)).toMatchObject({ state: 'held', heldReason: 'gap' });
    expect(await world.status(fellDue)).toMatchObject({ state: 'held', heldReason: 'gap' });
    expect((await world.status(ahead)).state).toBe('approved');
    expect((await world.status(nudge.id)).state).toBe('running');
    expect(await due()).toBe(0);
    expect((await ledger.take())?.deliveries).toHaveLength(1); // the nudge
  });

  test('only adopting lifts it, to what each was before', async () => {
    const { id: running } = await ledger.running(2);
    const fellDue = await dueSince(60);
    await sleepFor(24 * 60);
    await heartbeat(world.db, 'here');
    expect(await refusalOf(resumeBroadcast(world.db, running, by()))).toBe('needs-adopt');
    expect(await adoptHome(world.db, 'here')).toBe(2);
    expect((await world.status(running)).state).toBe('running');
    expect((await world.status(fellDue)).state).toBe('approved');
  });

  test('what was held for another reason stays held when the home is adopted', async () => {
    const id = await dueSince(600, { ifLate: 'ask' });
    await due();
    await adoptHome(world.db, 'here');
    expect(await world.status(id)).toMatchObject({ state: 'held', heldReason: 'late' });
  });

  test('a short absence holds nothing', async () => {
    const { id } = await ledger.running(1);
    await sleepFor(14);
    expect(await heartbeat(world.db, 'here')).toEqual({ moved: false, heldForGap: 0 });
    expect((await world.status(id)).state).toBe('running');
  });
});

test('of several processes one makes each pass', async () => {
  const claimed = await Promise.all(Array.from({ length: 8 }, () => claimPass(world.db, 'a pass', 60_000)));
  expect(claimed.filter(Boolean)).toHaveLength(1);
  expect(await claimPass(world.db, 'another', 60_000)).toBe(true);
});

describe('the figure that matters', () => {
  const clock = (vietnam: string) => ({ now: () => new Date(`2026-06-10T${vietnam}+07:00`) });
  const waitsFor = (id: string, minutes: number) =>
    world.db.pool.query(
      `update broadcast_lane set turn_at = now() - interval '9 hours', work_at = now() - $2 * interval '1 minute' where broadcast_id = $1`,
      [Number(id), minutes],
    );
  const overdueMinutes = async (vietnam: string) => (await oldestOverdueMs(world.db, clock(vietnam))) / 60_000;

  test('is the age of what should have gone out', async () => {
    expect(await overdueMinutes('12:00')).toBe(0);
    const { id } = await ledger.running(1, { anyHour: false });
    await waitsFor(id, 5);
    expect(await overdueMinutes('12:00')).toBeCloseTo(5, 0);
  });

  test('raises no alarm in the night, nor in the morning for the night', async () => {
    const { id } = await ledger.running(1, { anyHour: false });
    await waitsFor(id, 8 * 60);
    expect(await overdueMinutes('03:00')).toBe(0);
    expect(await overdueMinutes('07:02')).toBeCloseTo(2, 0);
  });

  test('counts the night for what may go out in it', async () => {
    const { id } = await ledger.running(1, { anyHour: true });
    await waitsFor(id, 60);
    expect(await overdueMinutes('03:00')).toBeCloseTo(60, 0);
  });
});
