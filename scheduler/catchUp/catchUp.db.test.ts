import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../base/clock.js';
import { accountedFor } from '../../test/support/counts.js';
import { testLog } from '../../test/support/database.js';
import { startWorld, type World } from '../../test/support/world.js';
import { cancelBroadcast, pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';
import { heartbeat } from '../clock/home.js';
import { startDue } from '../clock/startDue.js';
import { expireLate } from '../delivery/expire.js';
import { fanOut } from '../delivery/fanOut.js';
import { finishBroadcasts } from '../delivery/finish.js';
import { repair } from '../delivery/repair.js';
import { addNewcomers } from './addNewcomers.js';

const DAY_MS = 24 * HOUR_MS;
let world: World;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  await heartbeat(world.db, 'test');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.stop();
  await world.db.pool.query(`truncate broadcast, delivery, broadcast_lane, awareness_share, consent`);
});

const by = () => ({ name: 'an', ...world.by });
const query = (text: string, values: unknown[] = []) => world.db.pool.query(text, values);
const look = () => addNewcomers(world.db, ['telegram'], testLog);

/** The people of a rule agree to receive awareness, so long ago. */
async function agree(audience: string, agoMs: number): Promise<void> {
  await query(
    `insert into consent (contact_id, purpose, wording, how, given_at)
     select id, 'awareness', 'Tôi đồng ý', 'button', $2 from contact where $1 = any(groups)`,
    [audience.replace('group:', ''), new Date(Date.now() - agoMs)],
  );
}

/** A catch-up of a campaign whose first message went out yesterday. */
async function catchUp(audience = 'all', wanted: Parameters<World['create']>[0] = {}): Promise<string> {
  const at = new Date(Date.now() - DAY_MS);
  const until = new Date(Date.now() + 10 * DAY_MS);
  return world.create({ audience, at, until, ifLate: 'send', anyHour: false, catchUp: true, ...wanted });
}

/** Approved, started by the clock and fanned out. */
async function under(audience = 'all', wanted: Parameters<World['create']>[0] = {}): Promise<string> {
  const id = await catchUp(audience, wanted);
  await world.approve(id);
  await startDue(world.db, testLog);
  await fanOut(world.db, Number(id), ['telegram'], testLog);
  return id;
}

const planned = async (id: string) => (await world.status(id)).planned;

describe('whoever joins while a campaign runs', () => {
  test('gets its catch-up once, and who was there before its first message none', async () => {
    const before = await world.people(3);
    await agree(before.audience, 2 * DAY_MS);
    const id = await under(`${before.audience} or group:nobody-yet`);
    expect(await look()).toBe(0);
    const status = await world.status(id);
    expect(status).toMatchObject({ state: 'running', planned: 0 });
    const newcomers = await world.people(2);
    await query(`update contact set groups = array_append(groups, 'nobody-yet') where $1 = any(groups)`, [
      newcomers.audience.replace('group:', ''),
    ]);
    await agree(newcomers.audience, MINUTE_MS);
    expect(await look()).toBe(2);
    expect(await look()).toBe(0);
    expect(await planned(id)).toBe(2);
    expect((await world.ledger(id)).map(({ externalId }) => Number(externalId)).sort()).toEqual(newcomers.chats);
  });

  test('who is not of its people gets none, nor who agreed to something else only', async () => {
    const [own, others, officials] = [await world.people(1), await world.people(2), await world.people(1)];
    const id = await under(`${own.audience} or ${officials.audience}`);
    await agree(own.audience, MINUTE_MS);
    await agree(others.audience, MINUTE_MS);
    await agree(officials.audience, MINUTE_MS);
    await query(
      `update consent set purpose = 'official' where contact_id in (select id from contact where $1 = any(groups))`,
      [officials.audience.replace('group:', '')],
    );
    expect(await look()).toBe(1);
    expect(await planned(id)).toBe(1);
  });

  test('stops and comes again: still one', async () => {
    const { audience } = await world.people(1);
    const id = await under(audience);
    await agree(audience, HOUR_MS);
    expect(await look()).toBe(1);
    await query(`update consent set withdrawn_at = now()`);
    await agree(audience, 0);
    expect(await look()).toBe(0);
    expect(await planned(id)).toBe(1);
  });

  test('who had agreed before the first message, and agrees to newer words now, is no newcomer', async () => {
    const { audience } = await world.people(1);
    await under(audience);
    await agree(audience, 3 * DAY_MS);
    await agree(audience, MINUTE_MS);
    expect(await look()).toBe(0);
  });

  test('who has stopped is in the ledger with the reason, and is not written to', async () => {
    const { audience } = await world.people(1);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await query(
      `update address set state = 'opted_out' where contact_id in (select id from contact where $1 = any(groups))`,
      [audience.replace('group:', '')],
    );
    expect(await look()).toBe(1);
    expect(await world.status(id)).toMatchObject({ planned: 1, waiting: 0, skippedFor: { 'opted-out': 1 } });
  });

  test('who has withdrawn before the clock looked gets none', async () => {
    const { audience } = await world.people(1);
    await under(audience);
    await agree(audience, MINUTE_MS);
    await query(`update consent set withdrawn_at = now()`);
    expect(await look()).toBe(0);
  });

  test('two processes that look at one moment give one row each, without a gap in the numbers', async () => {
    const { audience } = await world.people(40);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await Promise.all([look(), look(), look()]);
    await look();
    const { rows } = await query(
      `select count(*)::int as n, count(distinct contact_id)::int as people, max(seq) as last from delivery where broadcast_id = $1`,
      [Number(id)],
    );
    expect(rows[0]).toEqual({ n: 40, people: 40, last: 40 });
    expect(await planned(id)).toBe(40);
  });
});

describe('the share of the day', () => {
  test('the catch-up goes in place of the day’s message, and the live calendar begins the day after', async () => {
    const { audience } = await world.people(2);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await look();
    const day = await world.send({ audience, anyHour: false });
    await fanOut(world.db, Number(day), ['telegram'], testLog);
    expect(await world.status(day)).toMatchObject({ planned: 2, skippedFor: { capped: 2 } });
    await query(
      `update delivery set state = 'sent', sent_at = now() - interval '1 day' where broadcast_id = $1 and state = 'waiting'`,
      [Number(id)],
    );
    const next = await world.send({ audience, anyHour: false });
    await fanOut(world.db, Number(next), ['telegram'], testLog);
    expect(await world.status(next)).toMatchObject({ planned: 2, waiting: 2 });
  });

  test('who has had their share of today gets it tomorrow: until then there is no row', async () => {
    const { audience } = await world.people(1);
    const day = await world.send({ audience, anyHour: false });
    await fanOut(world.db, Number(day), ['telegram'], testLog);
    await query(`update delivery set state = 'sent', sent_at = now() where broadcast_id = $1`, [Number(day)]);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    expect(await look()).toBe(0);
    await query(`update delivery set sent_at = now() - interval '1 day' where broadcast_id = $1`, [Number(day)]);
    expect(await look()).toBe(1);
    expect(await world.status(id)).toMatchObject({ planned: 1, waiting: 1 });
  });
});

describe('as any other broadcast', () => {
  test('nothing goes without an approval, and none is good for words that go to all instead', async () => {
    const { audience } = await world.people(1);
    const id = await catchUp(audience);
    await agree(audience, MINUTE_MS);
    await startDue(world.db, testLog);
    expect(await look()).toBe(0);
    await world.approve(id);
    await query(`update broadcast set catch_up = false where id = $1`, [Number(id)]);
    await startDue(world.db, testLog);
    expect(await world.status(id)).toMatchObject({ state: 'held', heldReason: 'changed-after-approval' });
  });

  test('paused it adds nobody, going on it does; cancelled never again', async () => {
    const { audience } = await world.people(1);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await pauseBroadcast(world.db, id, by());
    expect(await look()).toBe(0);
    await resumeBroadcast(world.db, id, by());
    expect(await look()).toBe(1);
    await cancelBroadcast(world.db, id, by());
    const more = await world.people(1);
    await agree(more.audience, 0);
    expect(await look()).toBe(0);
    expect(await world.status(id)).toMatchObject({ state: 'cancelled', planned: 1, skippedFor: { cancelled: 1 } });
  });

  test('runs on while nobody waits, and finishes by itself at its end with everybody accounted for', async () => {
    const { audience } = await world.people(2);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await look();
    await query(`update delivery set state = 'sent', sent_at = now() where broadcast_id = $1 and seq = 1`, [
      Number(id),
    ]);
    await query(`update broadcast_lane set work_at = 'infinity'`);
    expect(await finishBroadcasts(world.db)).toEqual([]);
    await query(`update broadcast set until = now() where id = $1`, [Number(id)]);
    await expireLate(world.db);
    expect(await finishBroadcasts(world.db)).toEqual([Number(id)]);
    const status = await world.status(id);
    expect(status).toMatchObject({ state: 'finished', planned: 2, sent: 1, expired: 1 });
    expect(accountedFor(status)).toBe(status.planned);
    expect(await look()).toBe(0);
  });

  test('a row that was lost after it may have gone out is sent to nobody again', async () => {
    const { audience } = await world.people(1);
    const id = await under(audience);
    await agree(audience, MINUTE_MS);
    await look();
    await query(`update broadcast_lane set cursor = 1 where broadcast_id = $1`, [Number(id)]);
    await query(`delete from delivery where broadcast_id = $1`, [Number(id)]);
    expect(await look()).toBe(0);
    await repair(world.db);
    expect(await world.status(id)).toMatchObject({ planned: 1, unknown: 1 });
    expect(await look()).toBe(0);
  });
});

test('with schedulers that come and go everybody who joins gets one message, also after the lane ran empty', async () => {
  const first = await world.people(5);
  const second = await world.people(5);
  const id = await under(`${first.audience} or ${second.audience}`);
  await agree(first.audience, MINUTE_MS);
  await world.restart();
  await world.join();
  await look();
  world.clock.set(`${new Date().toISOString().slice(0, 10)}T10:00:00+07:00`);
  await world.until(id, ({ sent }) => sent === 5);
  await query(`update broadcast_lane set work_at = 'infinity', drained = true`);
  await world.restart();
  await agree(second.audience, 0);
  await look();
  await world.until(id, ({ sent }) => sent === 10);
  expect(world.received([...first.chats, ...second.chats])).toEqual(Array.from({ length: 10 }, () => 1));
  expect((await world.status(id)).state).toBe('running');
});
