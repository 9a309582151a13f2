import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erase } from '../../people/erase.js';
import { markBlocked } from '../../people/markBlocked.js';
import { markGone } from '../../people/markGone.js';
import { optOut } from '../../people/optOut.js';
import { testLog } from '../../test/support/database.js';
import { refusalOf } from '../../test/support/refusal.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { retryMissed } from '../broadcast/retryMissed.js';
import { cancelBroadcast, pauseBroadcast } from '../broadcast/verbs.js';
import { fanOut } from './fanOut.js';
import { finishBroadcasts } from './finish.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ idle: true });
});
afterAll(() => world.close());

const fan = (id: string, channels = ['telegram']) => fanOut(world.db, Number(id), channels, testLog);
const chat = (id: number | undefined) => ({ channel: 'telegram', externalId: String(id) });
const reasons = async (id: string) =>
  (await world.ledger(id)).map(({ state, reason }) => `${state} ${reason ?? ''}`.trim());

/** Settles rows by hand, as if they had been sent. */
async function settle(id: string, states: Record<number, [state: string, reason: string | null]>): Promise<void> {
  for (const [seq, [state, reason]] of Object.entries(states)) {
    await world.db.pool.query(`update delivery set state = $3, reason = $4 where broadcast_id = $1 and seq = $2`, [
      Number(id),
      Number(seq),
      state,
      reason,
    ]);
  }
  await world.db.pool.query(`update broadcast_lane set work_at = 'infinity' where broadcast_id = $1`, [Number(id)]);
  await finishBroadcasts(world.db);
  expect((await world.status(id)).state).toBe('finished');
}

describe('the fan-out', () => {
  test('has a row for everybody of the audience, and a reason for each it cannot reach', async () => {
    const { audience, chats } = await world.people(6);
    await markBlocked(world.db, chat(chats[1]), 'blocked-by-user');
    await markGone(world.db, chat(chats[2]), 'account-deleted');
    await optOut(world.db, SECRET, chat(chats[3]));
    await world.db.pool.query(`delete from address where external_id = $1`, [String(chats[4])]);
    const id = await world.send({ audience });
    expect(await fan(id)).toBe(6);
    expect(await reasons(id)).toEqual([
      'waiting',
      'skipped blocked',
      'skipped gone',
      'skipped opted-out',
      'skipped no-channel',
      'waiting',
    ]);
    expect(await world.status(id)).toMatchObject({ planned: 6, waiting: 2, skipped: 4 });
  });

  test('skips a suppressed address even where the address itself says that it is active', async () => {
    const { audience, chats } = await world.people(2);
    await optOut(world.db, SECRET, chat(chats[0]));
    await world.db.pool.query(`update address set state = 'active' where external_id = $1`, [String(chats[0])]);
    const id = await world.send({ audience });
    await fan(id);
    expect(await reasons(id)).toEqual(['skipped opted-out', 'waiting']);
  });

  test('leaves out who was erased before it: there is nobody any more', async () => {
    const { audience, chats } = await world.people(3);
    await erase(world.db, SECRET, chat(chats[1]));
    const id = await world.send({ audience });
    expect(await fan(id)).toBe(2);
  });

  test('done twice, or by two processes at once, has each person once', async () => {
    const { audience } = await world.people(50);
    const id = await world.send({ audience });
    const planned = await Promise.all([fan(id), fan(id), fan(id)]);
    expect(planned.filter((n) => n !== null)).toEqual([50]);
    expect(await fan(id)).toBeNull();
    expect(await world.status(id)).toMatchObject({ planned: 50, waiting: 50 });
  });

  test('of a broadcast that was cancelled first does nothing; of one that was paused first goes on', async () => {
    const { audience } = await world.people(2);
    const cancelled = await world.send({ audience });
    await cancelBroadcast(world.db, cancelled, { name: 'an', ...world.by });
    expect(await fan(cancelled)).toBeNull();
    expect(await world.status(cancelled)).toMatchObject({ state: 'cancelled', planned: 0 });
    const paused = await world.send({ audience });
    await pauseBroadcast(world.db, paused, { name: 'an', ...world.by });
    expect(await fan(paused)).toBe(2);
    expect(await world.status(paused)).toMatchObject({ state: 'paused', waiting: 2 });
  });

  test('of what has not started does nothing', async () => {
    const id = await world.create();
    await world.approve(id);
    expect(await fan(id)).toBeNull();
  });

  test('to nobody finishes with nobody left out', async () => {
    const id = await world.send({ audience: 'group:nobody-is-in-this' });
    expect(await fan(id)).toBe(0);
    await settle(id, {});
    expect(await world.status(id)).toMatchObject({ state: 'finished', planned: 0 });
  });
});

describe('retry-missed', () => {
  const retry = (id: string, unknown = false) => retryMissed(world.db, id, { unknown }, { name: 'an', ...world.by });
  const contacts = async (id: string) => (await world.ledger(id)).map((line) => Number(line.externalId));

  async function finishedBroadcast(): Promise<{ id: string; chats: number[] }> {
    const { audience, chats } = await world.people(7);
    const id = await world.send({ audience });
    await fan(id);
    await settle(id, {
      1: ['sent', null],
      2: ['failed', 'chat-not-found'],
      3: ['skipped', 'blocked'],
      4: ['skipped', 'opted-out'],
      5: ['unknown', 'timeout'],
      6: ['expired', 'useless-after'],
      7: ['skipped', 'erased'],
    });
    return { id, chats };
  }

  test('reaches those who failed or were skipped for a reason that can have passed, nobody else', async () => {
    const { id, chats } = await finishedBroadcast();
    const child = await retry(id);
    expect(await fan(child.id)).toBe(2);
    expect(await contacts(child.id)).toEqual([chats[1], chats[2]]);
    expect(await world.status(child.id)).toMatchObject({ state: 'running', parent: id, approvedBy: 'binh' });
  });

  test('reaches those of whom it is not known only when asked', async () => {
    const { id, chats } = await finishedBroadcast();
    const child = await retry(id, true);
    await fan(child.id);
    expect(await contacts(child.id)).toEqual([chats[1], chats[2], chats[4]]);
  });

  test('asked for twice, sends to nobody twice', async () => {
    const { id, chats } = await finishedBroadcast();
    const first = await retry(id);
    // While one is under way a second is refused, also after it was fanned out.
    expect(await refusalOf(retry(id))).toBe('wrong-state');
    await fan(first.id);
    expect(await refusalOf(retry(id))).toBe('nobody-missed');
    await settle(first.id, { 1: ['sent', null], 2: ['failed', 'x'] });
    const second = await retry(id);
    await fan(second.id);
    expect(await contacts(second.id)).toEqual([chats[2]]);
    await settle(second.id, { 1: ['unknown', 'timeout'] });
    expect(await refusalOf(retry(first.id))).toBe('nobody-missed');
    expect(await refusalOf(retry(id))).toBe('nobody-missed');
  });

  test('two people who ask at the same moment get one child', async () => {
    const { id } = await finishedBroadcast();
    const asked = await Promise.all([refusalOf(retry(id)), refusalOf(retry(id)), refusalOf(retry(id))]);
    expect(asked.sort()).toEqual(['not refused', 'wrong-state', 'wrong-state']);
  });

  test('inherits the approval, and only while that lasts', async () => {
    const { id } = await finishedBroadcast();
    await world.db.pool.query(`update broadcast set message = '{"vi": []}' where id = $1`, [Number(id)]);
    expect(await refusalOf(retry(id))).toBe('changed');
    const { id: late } = await finishedBroadcast();
    await world.db.pool.query(`update broadcast set until = now() where id = $1`, [Number(late)]);
    expect(await refusalOf(retry(late))).toBe('approval-ended');
  });

  test('after a cancellation reaches those who were cancelled', async () => {
    const { audience, chats } = await world.people(3);
    const id = await world.send({ audience });
    await fan(id);
    await world.db.pool.query(`update delivery set state = 'sent' where broadcast_id = $1 and seq = 1`, [Number(id)]);
    await cancelBroadcast(world.db, id, { name: 'an', ...world.by });
    const child = await retry(id);
    await fan(child.id);
    expect(await contacts(child.id)).toEqual([chats[1], chats[2]]);
  });
});
