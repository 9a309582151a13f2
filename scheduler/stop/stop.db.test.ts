import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../people/verifyAudit.js';
import { accountedFor } from '../../test/support/counts.js';
import { testLog } from '../../test/support/database.js';
import { type Leasing, leasing } from '../../test/support/leasing.js';
import { refusalOf } from '../../test/support/refusal.js';
import { startWorld, type World } from '../../test/support/world.js';
import { expireLate } from '../delivery/expire.js';
import { fanOut } from '../delivery/fanOut.js';
import { finishBroadcasts } from '../delivery/finish.js';
import { repair } from '../delivery/repair.js';
import { readParked } from './parked.js';
import { liftStop, setStop } from './setStop.js';
import { settleParked } from './settleParked.js';
import { readStops, stopOf } from './stopped.js';

const [WARD, PROVINCE, ELSEWHERE] = ['14758', '38', '12127'];

let world: World;
let on: Leasing;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  on = await leasing(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await on.clear();
  await world.db.pool.query(`truncate place_stop, broadcast, delivery, broadcast_lane, awareness_share`);
});

const binh = () => ({ name: 'binh', ...world.by });
const usual = { anyHour: false } as const;
const stop = (place = PROVINCE, nudges = true) => setStop(world.db, { place, reason: 'Quốc tang', nudges }, binh());

/** Leases and records as sent until there is nothing left to lease; how many were called. */
async function sendAll(): Promise<number> {
  let sent = 0;
  for (let looks = 0; looks < 30; looks += 1) {
    const leased = await on.take();
    if (leased === null) {
      await world.db.pool.query(
        `update broadcast_lane set work_at = now() where work_at < 'infinity' and work_at > now()`,
      );
      continue;
    }
    sent += leased.deliveries.length;
    if (leased.deliveries.length > 0) await on.record(leased, {});
  }
  return sent;
}

/** A broadcast to people of the ward, and some who live elsewhere. */
async function running(there: number, elsewhere = 0, wanted: Parameters<World['send']>[0] = {}) {
  const { audience, chats } = await world.people(there + elsewhere);
  await world.db.pool.query(
    `update contact set place = $2 where id in (select contact_id from address where external_id = any($1))`,
    [chats.slice(there).map(String), ELSEWHERE],
  );
  const id = await world.send({ audience, ...usual, ...wanted });
  await fanOut(world.db, Number(id), ['telegram'], testLog);
  return id;
}

describe('a stop', () => {
  test('lets nothing of awareness go to the place and all below it, and the rest of the broadcast goes on', async () => {
    const id = await running(5, 3);
    const first = await on.take({ count: 2 });
    if (first) await on.record(first, {});
    await stop();
    expect(await sendAll()).toBe(3);
    const status = await world.status(id);
    expect(status).toMatchObject({
      state: 'running',
      sent: 5,
      waiting: 3,
      placeStopped: 3,
      waitsFor: 'place-stop',
      forecast: null,
    });
    expect(accountedFor(status)).toBe(status.planned);
    await finishBroadcasts(world.db);
    expect((await world.status(id)).state).toBe('running');
  });

  test('holds for what starts while it lasts, and survives a repair of the ledger', async () => {
    await stop(WARD);
    const id = await running(4);
    expect(await sendAll()).toBe(0);
    await repair(world.db);
    expect(await sendAll()).toBe(0);
    expect(await world.status(id)).toMatchObject({ waiting: 4, placeStopped: 4 });
  });

  test('does not hold back what is urgent, and officials only unless it was chosen otherwise', async () => {
    await stop();
    await running(2, 0, { anyHour: true });
    expect(await sendAll()).toBe(2);
    await running(2, 0, { kind: 'nudge' });
    expect(await sendAll()).toBe(0);
    await world.db.pool.query('update place_stop set lifted_at = now()');
    await stop(WARD, false);
    await running(3, 0, { kind: 'nudge' });
    expect(await sendAll()).toBe(3);
  });

  test('is set by whoever may, within their place, once, with a reason', async () => {
    const set = (name: string, place: string, reason = 'Lũ') =>
      refusalOf(setStop(world.db, { place, reason, nudges: true }, { name, ...world.by }));
    expect(await set('an', WARD)).toBe('wrong-role');
    expect(await set('binh', WARD, '  ')).toBe('bad-reason');
    expect(await set('binh', WARD)).toBe('not refused');
    expect(await set('chi', WARD)).toBe('stopped-before');
    expect(await stopOf(world.db, WARD)).toMatchObject({ place: WARD, setBy: 'binh', reason: 'Lũ' });
    expect(await stopOf(world.db, PROVINCE)).toBeNull();
    expect(await stopOf(world.db, ELSEWHERE)).toBeNull();
  });
});

describe('lifting it', () => {
  test('resumes nothing: neither what was parked nor what nobody had come to yet', async () => {
    const id = await running(6);
    const { id: number } = await stop();
    // A first look parks some, the others still lie ahead of the cursor.
    await on.take({ count: 2 });
    await liftStop(world.db, number, binh());
    expect(await readStops(world.db)).toEqual([]);
    expect(await sendAll()).toBe(0);
    await repair(world.db);
    expect(await sendAll()).toBe(0);
    expect(await readParked(world.db, null)).toMatchObject([{ broadcast: Number(id), people: 6, stillStopped: 0 }]);
    // What is new goes out.
    await running(2);
    expect(await sendAll()).toBe(2);
  });

  test('then each is released or dropped by name, and everybody is accounted for', async () => {
    const [sent, dropped] = [await running(5, 1), await running(3)];
    const { id: number } = await stop();
    expect(await sendAll()).toBe(1);
    expect(await settleParked(world.db, 'release', { broadcasts: 'all', place: null }, binh())).toEqual([
      { broadcast: Number(sent), people: 0 },
      { broadcast: Number(dropped), people: 0 },
    ]);
    await liftStop(world.db, number, binh());
    expect(await refusalOf(settleParked(world.db, 'release', { broadcasts: [999], place: null }, binh()))).toBe(
      'not-parked',
    );
    await settleParked(world.db, 'drop', { broadcasts: [Number(dropped)], place: null }, binh());
    expect(await sendAll()).toBe(0);
    await settleParked(world.db, 'release', { broadcasts: [Number(sent)], place: null }, binh());
    expect(await sendAll()).toBe(5);
    await finishBroadcasts(world.db);
    expect(await world.status(sent)).toMatchObject({ state: 'finished', sent: 6 });
    expect(await world.status(dropped)).toMatchObject({ state: 'finished', skippedFor: { 'place-stopped': 3 } });
    expect(await verifyAudit(world.db)).toMatchObject({ ok: true });
    const { rows } = await world.db.pool.query<{ action: string }>(
      `select entry::jsonb ->> 'action' as action from audit_event where entry like '%"place.%' order by id desc limit 6`,
    );
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['place.release', 'place.drop', 'place.lift', 'place.stop']),
    );
  });

  test('what was released and lay ahead of the cursor is leased once', async () => {
    const id = await running(40);
    const { id: number } = await stop();
    await on.take({ count: 10 });
    await liftStop(world.db, number, binh());
    await settleParked(world.db, 'release', { broadcasts: 'all', place: null }, binh());
    expect(await sendAll()).toBe(40);
    expect(await world.status(id)).toMatchObject({ sent: 40, waiting: 0 });
  });

  test('what became useless meanwhile expires, and the ledger says why it waited', async () => {
    const id = await running(2);
    await stop();
    await sendAll();
    await world.db.pool.query(`update broadcast set until = now() where id = $1`, [Number(id)]);
    await expireLate(world.db);
    expect(await on.states(id)).toEqual(['expired place-stopped', 'expired place-stopped']);
  });

  test('whoever had their share of others meanwhile is not sent too much by a release', async () => {
    const { audience } = await world.people(2);
    const begin = async () => {
      const id = await world.send({ audience, ...usual });
      await fanOut(world.db, Number(id), ['telegram'], testLog);
      return id;
    };
    const missed = await begin();
    const { id: number } = await stop();
    await sendAll();
    await liftStop(world.db, number, binh());
    const next = await begin();
    expect(await world.status(next)).toMatchObject({ waiting: 2 });
    expect(await sendAll()).toBe(2);
    await settleParked(world.db, 'release', { broadcasts: 'all', place: null }, binh());
    expect(await world.status(missed)).toMatchObject({ waiting: 0, skippedFor: { capped: 2 } });
  });
});
