import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { erase } from '../../people/erase.js';
import { markBlocked } from '../../people/markBlocked.js';
import { testLog } from '../../test/support/database.js';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { insertPeople, SECRET, startWorld, type World } from '../../test/support/world.js';
import { retryMissed } from '../broadcast/retryMissed.js';
import { cancelBroadcast } from '../broadcast/verbs.js';
import { fanOut } from './fanOut.js';
import { finishBroadcasts } from './finish.js';
import { repair } from './repair.js';

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(() => ledger.clear());

const by = () => ({ name: 'an', ...world.by });
const chat = (id: number | undefined) => ({ channel: 'telegram', externalId: String(id) });
const remove = (id: string, ...seqs: number[]) =>
  world.db.pool.query(`delete from delivery where broadcast_id = $1 and seq = any ($2::int[])`, [Number(id), seqs]);
/** Each row's number, and whom it is for. */
const rows = async (id: string) => (await world.ledger(id)).map(({ seq, externalId }) => `${seq} ${externalId}`);
const numbered = (chats: readonly number[]) => chats.map((one, i) => `${i + 1} ${one}`);

/** Leases so many as a sender does, and records that they arrived. */
async function sendSome(count: number): Promise<void> {
  await ledger.record(await ledger.takeSome(count), {});
}
/** Whom a sender would call now. */
async function called(): Promise<number[]> {
  const chats: number[] = [];
  for (let more = await ledger.take(); more && more.deliveries.length > 0; more = await ledger.take())
    chats.push(...more.deliveries.map(({ externalId }) => Number(externalId)));
  return chats;
}

describe('rows that are missing', () => {
  test('and were never called are made again under their numbers, for whom they were, and go out', async () => {
    const { id, chats } = await ledger.running(6);
    await sendSome(1);
    await remove(id, 3, 4, 6);
    await markBlocked(world.db, chat(chats[3]), 'blocked-by-user');
    expect(await repair(world.db)).toMatchObject({ recreated: 3 });
    expect(await repair(world.db)).toMatchObject({ recreated: 0 });
    expect(await rows(id)).toEqual(numbered(chats));
    expect(await ledger.states(id)).toEqual(['sent', 'waiting', 'waiting', 'skipped blocked', 'waiting', 'waiting']);
    expect(await called()).toEqual([chats[1], chats[2], chats[4], chats[5]]);
  });

  test.each(['leave', 'resend'] as const)(
    'though they had an outcome are not sent again: they are unknown (--on-unknown %s)',
    async (onUnknown) => {
      const { id, chats } = await ledger.running(5, { onUnknown });
      await sendSome(2);
      await remove(id, 1, 2);
      expect(await repair(world.db)).toMatchObject({ recreated: 2 });
      expect(await rows(id)).toEqual(numbered(chats));
      expect(await ledger.states(id)).toEqual([
        'unknown row-lost',
        'unknown row-lost',
        'waiting',
        'waiting',
        'waiting',
      ]);
      expect(await called()).toEqual(chats.slice(2));
    },
  );

  test('side by side with such that were called are unknown too: nobody knows which was whose', async () => {
    const { id, chats } = await ledger.running(6);
    await sendSome(2);
    await remove(id, 2, 3, 5);
    await repair(world.db);
    expect((await ledger.states(id)).slice(1, 5)).toEqual([
      'unknown row-lost',
      'unknown row-lost',
      'waiting',
      'waiting',
    ]);
    expect(await called()).toEqual(chats.slice(3));
  });

  test('all of them come back, and of those that were called nobody is called again', async () => {
    const { id, chats } = await ledger.running(4);
    await remove(id, 1, 2, 3, 4);
    expect(await repair(world.db)).toMatchObject({ recreated: 4 });
    expect(await rows(id)).toEqual(numbered(chats));
    await sendSome(4);
    await remove(id, 1, 2, 3, 4);
    expect(await repair(world.db)).toMatchObject({ recreated: 4 });
    expect(await called()).toEqual([]);
    expect(await world.status(id)).toMatchObject({ planned: 4, unknown: 4 });
  });

  test('made again once and sent, and then removed, are not sent a second time', async () => {
    const { id, chats } = await ledger.running(3);
    await remove(id, 2);
    await repair(world.db);
    await sendSome(3);
    await remove(id, 2);
    await repair(world.db);
    expect(await called()).toEqual([]);
    expect(await ledger.states(id)).toEqual(['sent', 'unknown row-lost', 'sent']);
    expect(await rows(id)).toEqual(numbered(chats));
  });

  test('of a broadcast that is leased from in two places are called again only where neither has been', async () => {
    const { id } = await ledger.running(2_001);
    const [one, other] = [await ledger.take({ count: 3, part: 0 }), await ledger.take({ count: 3, part: 1 })];
    for (const leased of [one, other]) if (leased) await ledger.record(leased, {});
    expect([one, other].map((leased) => leased?.deliveries[0]?.seq)).toEqual([1, 1_001]);
    await remove(id, 2, 600, 1_000, 1_002, 1_700);
    expect(await repair(world.db)).toMatchObject({ recreated: 5 });
    const states = await ledger.states(id);
    expect([2, 600, 1_000, 1_002, 1_700].map((seq) => states[seq - 1])).toEqual([
      ...['unknown row-lost', 'waiting', 'waiting', 'unknown row-lost', 'waiting'],
    ]);
    expect(await world.status(id)).toMatchObject({ planned: 2_001, sent: 4, unknown: 2, waiting: 1_995 });
  });

  test('of somebody who was erased are accounted for without a person', async () => {
    const { id, chats } = await ledger.running(3);
    await erase(world.db, SECRET, chat(chats[1]));
    await remove(id, 2);
    expect(await repair(world.db)).toMatchObject({ recreated: 1 });
    expect(await ledger.states(id)).toEqual(['waiting', 'skipped row-lost', 'waiting']);
    expect(await called()).toEqual([chats[0], chats[2]]);
    expect(await world.status(id)).toMatchObject({ planned: 3, skipped: 1 });
  });

  test('do not go to people who have joined since', async () => {
    const { audience, chats } = await world.people(3);
    const id = await world.send({ audience });
    await fanOut(world.db, Number(id), ['telegram'], testLog);
    await insertPeople(world.db, 2, { firstChat: 90_001, group: audience.slice('group:'.length) });
    await remove(id, 3);
    await repair(world.db);
    expect(await rows(id)).toEqual(numbered(chats));
    expect(await called()).toEqual(chats);
  });

  test('of a child broadcast come back too, and only for those whom its parent missed', async () => {
    const { id, chats } = await ledger.running(5);
    const leased = await ledger.takeSome(5);
    const half = (from: number, to: number) => ({ ...leased, deliveries: leased.deliveries.slice(from, to) });
    await ledger.record(half(0, 2), {});
    await ledger.record(half(2, 5), { state: 'failed', reason: 'chat-not-found' });
    await ledger.lookedThrough(id);
    await finishBroadcasts(world.db);
    const child = await retryMissed(world.db, id, { unknown: false }, by());
    await fanOut(world.db, Number(child.id), ['telegram'], testLog);
    await remove(child.id, 2);
    expect(await repair(world.db)).toMatchObject({ recreated: 1 });
    expect(await rows(child.id)).toEqual(numbered(chats.slice(2)));
    await sendSome(2);
    await remove(child.id, 1);
    await repair(world.db);
    expect(await ledger.states(child.id)).toEqual(['unknown row-lost', 'sent', 'waiting']);
  });

  test('keep a broadcast from being finished, or its cancellation from being over', async () => {
    const { id } = await ledger.running(2);
    await sendSome(2);
    await ledger.lookedThrough(id);
    await remove(id, 2);
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('running');
    await repair(world.db);
    await finishBroadcasts(world.db);
    expect(await world.status(id)).toMatchObject({ state: 'finished', planned: 2, sent: 1, unknown: 1 });

    const { id: other } = await ledger.running(3);
    await sendSome(1);
    await remove(other, 1, 3);
    await cancelBroadcast(world.db, other, by());
    await finishBroadcasts(world.db);
    expect((await world.status(other)).finishedAt).toBeNull();
    await repair(world.db);
    await finishBroadcasts(world.db);
    expect(await ledger.states(other)).toEqual(['unknown row-lost', 'skipped cancelled', 'skipped cancelled']);
    expect((await world.status(other)).finishedAt).not.toBeNull();
  });
});

describe('what waits with nobody to take it', () => {
  test.each([
    ['behind the cursor', 3],
    ['ahead of it', 0],
  ])('is freed: %s', async (_where, cursor) => {
    const { id, chats } = await ledger.running(3);
    await world.db.pool.query(`update broadcast_lane set cursor = $2, work_at = 'infinity' where broadcast_id = $1`, [
      Number(id),
      cursor,
    ]);
    expect(await called()).toEqual([]);
    expect(await repair(world.db)).toMatchObject({ stranded: 3 });
    expect(await called()).toEqual(chats);
  });
});

test('nothing is touched where nothing is wrong', async () => {
  const { id } = await ledger.running(3);
  await sendSome(2);
  const before = await world.ledger(id);
  expect(await repair(world.db)).toEqual({ stranded: 0, recreated: 0 });
  expect(await world.ledger(id)).toEqual(before);
});
