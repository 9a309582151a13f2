import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { startWorld, type World } from '../../test/support/world.js';
import { expireLeases } from './expire.js';

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(() => ledger.clear());

const lane = (id: string) => world.db.prisma.broadcastLane.findFirstOrThrow({ where: { broadcastId: Number(id) } });

describe('the pass over leases', () => {
  test('reads only what was leased since the last one, and what is still open', async () => {
    const { id } = await ledger.running(10);
    await ledger.record(await ledger.takeSome(3), {});
    const open = await ledger.takeSome(2);
    await ledger.record(await ledger.takeSome(2), {});
    expect(await expireLeases(world.db)).toBe(0);
    expect(await lane(id)).toMatchObject({ cursor: 7, settledTo: 3 });
    await ledger.record(open, {});
    await expireLeases(world.db);
    expect(await lane(id)).toMatchObject({ cursor: 7, settledTo: 7 });
  });

  test('finds what a process that died had, however far others have gone on meanwhile', async () => {
    const { id } = await ledger.running(8);
    await ledger.takeSome(2); // by who dies
    for (let i = 0; i < 3; i++) {
      await ledger.record(await ledger.takeSome(2), {});
      expect(await expireLeases(world.db)).toBe(0);
    }
    expect(await ledger.loseLeases(id)).toBe(2);
    expect((await ledger.states(id)).slice(0, 3)).toEqual(['unknown lease-expired', 'unknown lease-expired', 'sent']);
    await expireLeases(world.db);
    expect(await lane(id)).toMatchObject({ cursor: 8, settledTo: 8 });
  });

  test('looks at both places from which a large broadcast is leased', async () => {
    const { id } = await ledger.running(2_001);
    for (const part of [0, 1]) await ledger.take({ count: 2, part });
    const settled = await ledger.take({ count: 2, part: 1 });
    if (settled) await ledger.record(settled, {});
    expect(await expireLeases(world.db)).toBe(0);
    expect(await ledger.loseLeases(id)).toBe(4);
    await expireLeases(world.db);
    const lanes = await world.db.prisma.broadcastLane.findMany({
      where: { broadcastId: Number(id) },
      orderBy: { part: 'asc' },
    });
    expect(lanes).toMatchObject([
      { cursor: 2, settledTo: 2 },
      { cursor: 1_004, settledTo: 1_004 },
    ]);
  });

  test('finds what was leased again, long after the lane has passed it', async () => {
    const { id } = await ledger.running(5);
    const first = await ledger.takeSome(5);
    const later = { ...first, deliveries: first.deliveries.slice(1, 3) };
    await ledger.record({ ...first, deliveries: [...first.deliveries.slice(0, 1), ...first.deliveries.slice(3)] }, {});
    await ledger.record(later, { state: 'waiting', reason: 'throttled', refund: true });
    await expireLeases(world.db);
    expect(await lane(id)).toMatchObject({ cursor: 5, settledTo: 5 });
    expect((await ledger.takeSome(2)).deliveries.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await expireLeases(world.db)).toBe(0);
    expect(await ledger.loseLeases(id)).toBe(2);
    expect(await ledger.states(id)).toEqual(['sent', 'unknown lease-expired', 'unknown lease-expired', 'sent', 'sent']);
  });
});

test('a lane of which everything is under way, some of it again, has nothing to do', async () => {
  const { id } = await ledger.running(1, { onUnknown: 'resend' });
  await ledger.takeSome(1);
  await ledger.loseLeases(id);
  await ledger.takeSome(1);
  await world.db.pool.query(`update broadcast_lane set drained = true where broadcast_id = $1`, [Number(id)]);
  expect((await ledger.take())?.deliveries ?? []).toEqual([]);
  const { rows } = await world.db.pool.query(
    `select from broadcast_lane where broadcast_id = $1 and work_at = 'infinity'`,
    [Number(id)],
  );
  expect(rows).toHaveLength(1);
});
