import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { erase } from '../../people/erase.js';
import { markBlocked } from '../../people/markBlocked.js';
import { optOut } from '../../people/optOut.js';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';
import { keepSilent, stopSender, tripSender } from '../sender/health.js';
import type { Lease } from './lease.js';

let world: World;
let ledger: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  ledger = await leasing(world);
});
afterAll(() => world.close());
beforeEach(() => ledger.clear());

const chatsOf = (leased: Lease | null) => leased?.deliveries.map((delivery) => Number(delivery.externalId)) ?? [];
const chat = (id: number | undefined) => ({ channel: 'telegram', externalId: String(id) });

describe('a lease', () => {
  test('gives each delivery to one only, however many ask at once', async () => {
    const { chats } = await ledger.running(40);
    const leased = await Promise.all(Array.from({ length: 12 }, () => ledger.take({ count: 5 })));
    const taken = leased.flatMap(chatsOf);
    expect(new Set(taken).size).toBe(taken.length);
    for (let more = await ledger.take(); more && more.deliveries.length > 0; more = await ledger.take())
      taken.push(...chatsOf(more));
    expect(taken.sort((a, b) => a - b)).toEqual(chats);
  });

  test('gives nothing of a broadcast that is paused, and goes on where it stopped', async () => {
    const { id, chats } = await ledger.running(4);
    expect(chatsOf(await ledger.take({ count: 2 }))).toEqual(chats.slice(0, 2));
    await pauseBroadcast(world.db, id, { name: 'an', ...world.by });
    expect(await ledger.take()).toBeNull();
    await resumeBroadcast(world.db, id, { name: 'an', ...world.by });
    expect(chatsOf(await ledger.take())).toEqual(chats.slice(2));
  });

  test('gives nothing at night, unless the broadcast may go at any hour', async () => {
    await ledger.running(1, { anyHour: false });
    expect(await ledger.take({ windowOpen: false })).toBeNull();
    const { chats } = await ledger.running(1, { anyHour: true });
    expect(chatsOf(await ledger.take({ windowOpen: false }))).toEqual(chats);
  });

  test('gives nothing of what has become useless', async () => {
    const { id } = await ledger.running(2);
    await world.db.pool.query(`update broadcast set until = now() where id = $1`, [Number(id)]);
    expect(await ledger.take()).toBeNull();
  });

  test('gives nothing to a sender that is stopped, silent or tripped; one message to try a tripped one with', async () => {
    await ledger.running(3);
    await stopSender(world.db, ledger.sender, 'token-refused');
    expect(await ledger.take()).toBeNull();
    await world.calm();
    await keepSilent(world.db, ledger.sender, 60_000);
    expect(await ledger.take()).toBeNull();
    await world.calm();
    await tripSender(world.db, ledger.sender);
    expect(await ledger.take()).toBeNull();
    expect(chatsOf(await ledger.take({ count: 1, probing: true }))).toHaveLength(1);
  });

  test('skips who stopped, blocked or was erased after the fan-out, each with the reason', async () => {
    const { id, chats } = await ledger.running(5);
    await optOut(world.db, SECRET, chat(chats[0]));
    await markBlocked(world.db, chat(chats[1]), 'blocked-by-user');
    await erase(world.db, SECRET, chat(chats[2]));
    // A re-import has brought the address back; the suppression stands all the same.
    await optOut(world.db, SECRET, chat(chats[3]));
    await world.db.pool.query(`update address set state = 'active' where external_id = $1`, [String(chats[3])]);
    expect(chatsOf(await ledger.take())).toEqual([chats[4]]);
    expect(await ledger.states(id)).toEqual([
      'skipped opted-out',
      'skipped blocked',
      'skipped erased',
      'skipped opted-out',
      'sending',
    ]);
  });

  test('leaves alone a chat that asked for silence, and comes back to it', async () => {
    const { id, chats } = await ledger.running(2);
    await world.db.pool.query(`update address set not_before = now() + interval '700 ms' where external_id = $1`, [
      String(chats[0]),
    ]);
    expect(chatsOf(await ledger.take())).toEqual([chats[1]]);
    expect((await world.ledger(id))[0]).toMatchObject({ state: 'waiting', attempts: 0 });
    let came: number[] = [];
    for (const giveUpAt = Date.now() + 10_000; came.length === 0 && Date.now() < giveUpAt; )
      came = chatsOf(await ledger.take());
    expect(came).toEqual([chats[0]]);
  });

  test('goes round: of two agencies’ broadcasts neither waits for the other to be through', async () => {
    const one = await ledger.running(6);
    const other = await ledger.running(6);
    const order: string[] = [];
    for (let i = 0; i < 4; i++) order.push(String((await ledger.take({ count: 2 }))?.broadcastId));
    expect(order).toEqual([one.id, other.id, one.id, other.id]);
  });

  test('takes nudges before awareness', async () => {
    await ledger.running(2);
    const nudge = await ledger.running(2, { kind: 'nudge' });
    expect(chatsOf(await ledger.take())).toEqual(nudge.chats);
  });
});
