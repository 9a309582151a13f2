import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { startWorld, type World } from '../../test/support/world.js';
import { finishBroadcasts } from './finish.js';
import type { Lease } from './lease.js';
import { repair } from './repair.js';

const MANY = 2_001;

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(() => ledger.clear());

const seqsOf = (leased: Lease | null) => leased?.deliveries.map(({ seq }) => seq) ?? [];
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function recordAll(leases: (Lease | null)[]): Promise<void> {
  for (const leased of leases) if (leased && leased.deliveries.length > 0) await ledger.record(leased, {});
}

test('a broadcast to many is leased from in two places, and everybody is leased exactly once', async () => {
  const { id } = await ledger.running(MANY);
  const taken: number[] = [];
  for (;;) {
    const leases = await Promise.all([0, 1, 0, 1].map((part) => ledger.take({ count: 64, part })));
    const fresh = leases.flatMap(seqsOf);
    if (taken.length === 0) expect(Math.max(...fresh)).toBeGreaterThan(MANY / 2);
    if (fresh.length === 0) break;
    taken.push(...fresh);
    await recordAll(leases);
  }
  expect(taken.sort((a, b) => a - b)).toEqual(numbers(1, MANY));
  await ledger.lookedThrough(id);
  expect(await finishBroadcasts(world.db)).toEqual([Number(id)]);
});

test('what waits again is taken by one of the places only', async () => {
  const { id } = await ledger.running(MANY);
  const far = await ledger.take({ count: 3, part: 1 });
  expect(seqsOf(far)).toEqual(numbers(Math.floor(MANY / 2) + 1, Math.floor(MANY / 2) + 3));
  if (far) await ledger.record(far, { state: 'waiting', reason: 'throttled', retryInMs: 0, refund: true });
  const leases = await Promise.all([0, 1].map((part) => ledger.take({ count: 3, part })));
  expect(leases.flatMap(seqsOf).sort((a, b) => a - b)).toEqual(
    numbers(Math.floor(MANY / 2) + 1, Math.floor(MANY / 2) + 6),
  );
  expect((await world.status(id)).sending).toBe(6);
});

test('repair leaves alone what still waits in one place when the other is through', async () => {
  const { id } = await ledger.running(MANY);
  await world.db.pool.query(`update broadcast_lane set work_at = 'infinity' where broadcast_id = $1 and part = 1`, [
    Number(id),
  ]);
  expect(await repair(world.db)).toMatchObject({ stranded: 0 });
  await ledger.lookedThrough(id);
  expect(await repair(world.db)).toMatchObject({ stranded: MANY });
});

test('a broadcast to many gets no larger share than one to few', async () => {
  const many = await ledger.running(MANY);
  const few = await ledger.running(100);
  const turns: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const leased = await ledger.take({ count: 2, part: turn % 2 });
    turns.push(String(leased?.broadcastId));
  }
  expect(turns.filter((id) => id === few.id)).toHaveLength(6);
  expect(turns.filter((id) => id === many.id)).toHaveLength(6);
});
