import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { suppressionKey } from '../../people/suppressionKey.js';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { cancelBroadcast, pauseBroadcast } from '../broadcast/verbs.js';
import { registerSender } from '../sender/register.js';
import { expireLate } from './expire.js';
import { finishBroadcasts } from './finish.js';

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(() => ledger.clear());

describe('an outcome', () => {
  test('is taken only from who holds the lease', async () => {
    const { id } = await ledger.running(1);
    const leased = await ledger.takeSome();
    expect(await ledger.record({ ...leased, token: randomUUID() }, { state: 'sent' })).toBe(0);
    expect(await ledger.states(id)).toEqual(['sending']);
    expect(await ledger.record(leased, { state: 'sent', messageIds: ['11', '12'] })).toBe(1);
    expect(await world.ledger(id)).toMatchObject([{ state: 'sent', messageIds: ['11', '12'], attempts: 1 }]);
  });

  test('that comes after the lease has run out still says what happened', async () => {
    const { id } = await ledger.running(1);
    const leased = await ledger.takeSome();
    expect(await ledger.loseLeases(id)).toBe(1);
    expect(await ledger.states(id)).toEqual(['unknown lease-expired']);
    expect(await ledger.record(leased, { state: 'sent' })).toBe(1);
    expect(await ledger.states(id)).toEqual(['sent']);
  });

  test('of a lease that has passed to somebody else counts for nothing', async () => {
    const { id } = await ledger.running(1, { onUnknown: 'resend' });
    const first = await ledger.takeSome();
    await ledger.loseLeases(id);
    expect(await ledger.states(id)).toEqual(['waiting lease-expired']);
    const second = await ledger.take();
    expect(second?.deliveries).toMatchObject([{ attempts: 2 }]);
    expect(await ledger.record(first, { state: 'failed', reason: 'x' })).toBe(0);
    expect(await ledger.states(id)).toEqual(['sending']);
  });

  test('"sent" is never taken back', async () => {
    const { id } = await ledger.running(1);
    const leased = await ledger.takeSome();
    await ledger.record(leased, { state: 'sent' });
    expect(await ledger.record(leased, { state: 'waiting' })).toBe(0);
    expect(await ledger.states(id)).toEqual(['sent']);
  });

  test('429 costs no attempt', async () => {
    const { id } = await ledger.running(1);
    for (let i = 0; i < 3; i++) {
      const leased = await ledger.take();
      expect(leased?.deliveries).toMatchObject([{ attempts: 1 }]);
      if (leased) await ledger.record(leased, { state: 'waiting', reason: 'throttled', refund: true });
    }
    expect(await world.ledger(id)).toMatchObject([{ attempts: 0, state: 'waiting' }]);
  });

  test('that need not wait passes to an address over which the person can be reached, and to no other', async () => {
    const { pool } = world.db;
    const { id, chats } = await ledger.running(6);
    await registerSender(world.db, 'zalo.9', 'zalo');
    await pool.query(`insert into broadcast_lane (broadcast_id, channel) values ($1, 'zalo')`, [Number(id)]);
    const beside = async (nth: number, state: string): Promise<void> => {
      const key = suppressionKey(SECRET, 'zalo', `90${nth}`);
      await pool.query(
        `insert into address (contact_id, channel, external_id, state, key)
         select contact_id, 'zalo', $2, $3::address_state, $4 from address where channel = 'telegram' and external_id = $1`,
        [String(chats[nth]), `90${nth}`, state, key],
      );
      if (nth === 2)
        await pool.query(`insert into suppression (key, channel, cause) values ($1, 'zalo', 'opt-out')`, [key]);
    };
    await beside(0, 'active');
    await beside(1, 'blocked');
    await beside(2, 'active');
    await beside(4, 'active');
    await beside(5, 'active');
    const leased = await ledger.takeSome();
    const waits = { state: 'waiting', reason: 'zalo-144', retryInMs: 60_000, refund: true } as const;
    const some = (...seqs: number[]) => ({
      ...leased,
      deliveries: leased.deliveries.filter(({ seq }) => seqs.includes(seq)),
    });
    await ledger.record(some(1, 2, 3, 4), { ...waits, mayPass: true });
    await ledger.record(some(5), { ...waits, mayPass: true, nextPart: 1 });
    await pool.query(`update sender set stopped_at = now(), stopped_reason = 'x' where id = 'zalo.9'`);
    await ledger.record(some(6), { ...waits, mayPass: true });
    const rows = await world.ledger(id);
    expect(rows.map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      'zalo waiting',
      ...Array<string>(5).fill('telegram waiting'),
    ]);
    const due = await pool.query<{ seq: number }>(
      'select seq from delivery where broadcast_id = $1 and retry_at <= now() order by seq',
      [Number(id)],
    );
    expect(due.rows).toEqual([{ seq: 1 }]);
    await pool.query(`delete from sender where id = 'zalo.9'`);
  });

  test('with words that PostgreSQL cannot keep is recorded all the same', async () => {
    const { id } = await ledger.running(1);
    const leased = await ledger.takeSome();
    await ledger.record(leased, { state: 'failed', reason: 'telegram-400: a\0b' });
    expect(await ledger.states(id)).toEqual(['failed telegram-400: ab']);
  });

  test('"try again" of a cancelled broadcast is skipped, and the broadcast has an end', async () => {
    const { id } = await ledger.running(3);
    const leased = await ledger.takeSome(2);
    await cancelBroadcast(world.db, id, { name: 'an', ...world.by });
    expect(await ledger.states(id)).toEqual(['sending', 'sending', 'skipped cancelled']);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'cancelled', finishedAt: null });
    await ledger.record(leased, { state: 'waiting', reason: 'throttled' });
    await finishBroadcasts(world.db);
    const status = await world.status(id);
    expect(status).toMatchObject({ state: 'cancelled', skipped: 3, waiting: 0, sending: 0 });
    expect(status.finishedAt).not.toBeNull();
  });

  test('"try again" of a broadcast that is through fails with its reason: nobody waits in what is finished', async () => {
    const { id } = await ledger.running(1);
    const leased = await ledger.takeSome();
    await ledger.loseLeases(id);
    await ledger.lookedThrough(id);
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('finished');
    await ledger.record(leased, { state: 'waiting', reason: 'connection-refused' });
    expect(await ledger.states(id)).toEqual(['failed connection-refused']);
  });
});

describe('the end', () => {
  test('a campaign is not finished while one delivery waits or is under way', async () => {
    const { id } = await ledger.running(2);
    const first = await ledger.takeSome(1);
    await ledger.record(first, {});
    await ledger.lookedThrough(id);
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('running');
    await world.db.pool.query(`update broadcast_lane set work_at = now() where broadcast_id = $1`, [Number(id)]);
    const second = await ledger.take();
    await ledger.lookedThrough(id);
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('running');
    if (second) await ledger.record(second, {});
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('finished');
  });

  test('past its "useless after" everyone who waited has expired, also while it is paused', async () => {
    const { id } = await ledger.running(3);
    const leased = await ledger.take({ count: 1 });
    if (leased) await ledger.record(leased, {});
    await pauseBroadcast(world.db, id, { name: 'an', ...world.by });
    await world.db.pool.query(`update broadcast set until = now() where id = $1`, [Number(id)]);
    expect(await expireLate(world.db)).toBe(2);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'finished', planned: 3, sent: 1, expired: 2 });
    expect(await ledger.states(id)).toEqual(['sent', 'expired useless-after', 'expired useless-after']);
  });

  test('calls of a process that died long ago settle also when the broadcast was cancelled meanwhile', async () => {
    const { id } = await ledger.running(2);
    await ledger.take();
    await cancelBroadcast(world.db, id, { name: 'an', ...world.by });
    await ledger.loseLeases(id);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'cancelled', unknown: 2, sending: 0 });
  });

  test('what is resent without ever an answer ends as unknown', async () => {
    const { id } = await ledger.running(1, { onUnknown: 'resend' });
    for (let i = 0; i < 5; i++) {
      expect((await ledger.take())?.deliveries).toHaveLength(1);
      await ledger.loseLeases(id);
    }
    expect(await ledger.states(id)).toEqual(['unknown lease-expired']);
  });
});

test('the counts are right on a machine west of Greenwich', async () => {
  const { id } = await ledger.running(2);
  const zone = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
  try {
    expect(await world.status(id)).toMatchObject({ planned: 2, waiting: 2 });
    expect(await world.ledger(id)).toHaveLength(2);
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});
