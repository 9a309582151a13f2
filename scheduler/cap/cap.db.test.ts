import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountedFor } from '../../test/support/counts.js';
import { testLog } from '../../test/support/database.js';
import { refusalOf } from '../../test/support/refusal.js';
import { startWorld, type World } from '../../test/support/world.js';
import { retryMissed } from '../broadcast/retryMissed.js';
import { pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';
import { adoptHome, heartbeat } from '../clock/home.js';
import { fanOut } from '../delivery/fanOut.js';
import { repair } from '../delivery/repair.js';
import { noteEnded } from './noteShares.js';
import { setCaps } from './setCaps.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  await heartbeat(world.db, 'here');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.pool.query(`truncate broadcast, delivery, broadcast_lane, awareness_cap, awareness_share`);
});

const an = () => ({ name: 'an', ...world.by });
const chi = () => ({ name: 'chi', ...world.by });
const usual = { anyHour: false } as const;
const fan = (id: string) => fanOut(world.db, Number(id), ['telegram'], testLog);

async function sendTo(audience: string, wanted: Parameters<World['send']>[0] = {}): Promise<string> {
  const id = await world.send({ audience, ...usual, ...wanted });
  await fan(id);
  return id;
}

/** As if it had all gone out so many days of Vietnam ago, and finished. */
async function sent(id: string, daysAgo = 0, state = 'sent'): Promise<void> {
  await world.db.pool.query(
    `update delivery set state = $3::delivery_state, sent_at = case when $3 = 'sent' then now() - $2 * interval '1 day' end
      where broadcast_id = $1 and state = 'waiting'`,
    [Number(id), daysAgo, state],
  );
  await world.db.pool.query(
    `update broadcast set state = 'finished', finished_at = now() - $2 * interval '1 day', started_at = now() - $2 * interval '1 day' where id = $1`,
    [Number(id), daysAgo],
  );
}

/** What a test writes into the past after it was counted is counted again. */
const forgetNotes = () =>
  world.db.pool.query(`with gone as (delete from awareness_share) update broadcast set shares_noted = false`);

const skipped = async (id: string) => (await world.status(id)).skippedFor;
const waiting = async (id: string) => (await world.status(id)).waiting;

describe('a day’s share', () => {
  test('whoever got awareness today gets no second one: skipped, with its own reason, and the ledger has everybody', async () => {
    const { audience, chats } = await world.people(5);
    await sent(await sendTo(audience));
    const newcomers = await world.people(2);
    const id = await sendTo(`${audience} or ${newcomers.audience}`);
    const status = await world.status(id);
    expect(status).toMatchObject({ planned: 7, waiting: 2, skipped: 5, skippedFor: { capped: 5 } });
    expect(accountedFor(status)).toBe(status.planned);
    const lines = await world.ledger(id);
    expect(lines.filter(({ reason }) => reason === 'capped').map(({ externalId }) => Number(externalId))).toEqual(
      chats,
    );
    expect(lines.find(({ reason }) => reason === 'capped')).toMatchObject({ state: 'skipped', channel: 'telegram' });
  });

  test('ends at midnight in Vietnam', async () => {
    const { audience } = await world.people(3);
    const id = await sendTo(audience);
    await sent(id);
    const at = (moment: string) =>
      world.db.pool.query(
        `update delivery set sent_at = (date_trunc('day', now() at time zone 'UTC' + interval '7 hours') - interval '7 hours') at time zone 'UTC' + $2::interval where broadcast_id = $1`,
        [Number(id), moment],
      );
    await at('-1 second');
    const next = await sendTo(audience);
    expect(await waiting(next)).toBe(3);
    await sent(next, 2);
    await at('1 second');
    await forgetNotes();
    expect(await skipped(await sendTo(audience))).toEqual({ capped: 3 });
  });

  test('counts what waits in another that runs, what is under way and what may have arrived; not what failed or was skipped', async () => {
    for (const [state, held] of [
      ['waiting', 2],
      ['sending', 2],
      ['unknown', 2],
      ['failed', 0],
      ['expired', 0],
    ] as const) {
      const { audience } = await world.people(2);
      const first = await sendTo(audience);
      await world.db.pool.query(`update delivery set state = $2::delivery_state where broadcast_id = $1`, [
        Number(first),
        state,
      ]);
      expect([state, (await world.status(await sendTo(audience))).skipped]).toEqual([state, held]);
    }
  });

  test('neither holds deadlines and emergencies back, nor is it used up by them', async () => {
    const { audience } = await world.people(2);
    await sent(await sendTo(audience, { anyHour: true }));
    await sent(await sendTo(audience, { kind: 'nudge' }));
    const id = await sendTo(audience);
    expect(await waiting(id)).toBe(2);
    expect(await waiting(await sendTo(audience, { anyHour: true }))).toBe(2);
    expect(await waiting(await sendTo(audience, { kind: 'nudge' }))).toBe(2);
  });

  test('of two that begin at the same moment nobody gets both', async () => {
    const { audience } = await world.people(300);
    const ids = [await world.send({ audience, ...usual }), await world.send({ audience, ...usual })];
    // Two at once, and the clock asks again for whichever found the other counting.
    for (let left = 40; left > 0; left -= 1) await Promise.all(ids.map(fan));
    const both = await Promise.all(ids.map((id) => world.status(id)));
    expect(both.map(({ planned }) => planned)).toEqual([300, 300]);
    expect(both.map(({ waiting: n }) => n).sort()).toEqual([0, 300].sort());
  });
});

describe('a week’s share', () => {
  test('the sixth in seven days is held back, and the eighth day begins anew', async () => {
    const { audience } = await world.people(4);
    for (const daysAgo of [6, 5, 4, 3, 2]) await sent(await sendTo(audience), daysAgo);
    const id = await sendTo(audience);
    expect(await skipped(id)).toEqual({ capped: 4 });
    await world.db.pool.query(`delete from broadcast where id = $1`, [Number(id)]);
    await world.db.pool.query(
      `update delivery set sent_at = sent_at - interval '1 day' where sent_at < now() - interval '5 days 12 hours'`,
    );
    await forgetNotes();
    expect(await waiting(await sendTo(audience))).toBe(4);
  });

  test('five broadcasts to others do not use up anybody’s', async () => {
    const [mine, others] = [await world.people(2), await world.people(2)];
    for (const daysAgo of [6, 5, 4, 3, 2]) await sent(await sendTo(others.audience), daysAgo);
    expect(await waiting(await sendTo(mine.audience))).toBe(2);
  });
});

describe('another share', () => {
  test('is set for the installation by an admin, by name, and the chain keeps what it was', async () => {
    const { audience } = await world.people(2);
    await sent(await sendTo(audience));
    expect(await refusalOf(setCaps(world.db, { perDay: 2 }, an()))).toBe('wrong-role');
    expect(await setCaps(world.db, { perDay: 2 }, chi())).toEqual({ perDay: 2, perWeek: 5 });
    expect(await waiting(await sendTo(audience))).toBe(2);
    const { rows } = await world.db.pool.query<{ entry: string }>(
      `select entry from audit_event order by id desc limit 20`,
    );
    expect(rows.map(({ entry }) => entry).find((entry) => entry.includes('caps.set'))).toContain('"wasPerDay":1');
  });

  test('is chosen for one broadcast, approved with it, and void when it is changed afterwards', async () => {
    const { audience } = await world.people(2);
    await sent(await sendTo(audience));
    const id = await sendTo(audience, { caps: { perDay: 2 } });
    expect(await waiting(id)).toBe(2);
    const { rows } = await world.db.pool.query<{ entry: string }>(
      `select entry from audit_event where entry like '%broadcast.approve%' order by id desc limit 1`,
    );
    expect(rows[0]?.entry).toContain('"perDay":2');
    await pauseBroadcast(world.db, id, an());
    await world.db.pool.query(`update broadcast set cap_per_day = 9 where id = $1`, [Number(id)]);
    expect(await refusalOf(resumeBroadcast(world.db, id, an()))).toBe('changed');
  });
});

describe('what stood still', () => {
  test('silences nobody else while it is paused, and looks again before it goes on', async () => {
    const { audience } = await world.people(6);
    const first = await sendTo(audience);
    await world.db.pool.query(
      `update delivery set state = 'sent', sent_at = now() where broadcast_id = $1 and seq <= 2`,
      [Number(first)],
    );
    await pauseBroadcast(world.db, first, an());
    const second = await sendTo(audience);
    expect(await world.status(second)).toMatchObject({ waiting: 4, skippedFor: { capped: 2 } });
    await sent(second);
    await resumeBroadcast(world.db, first, an());
    expect(await world.status(first)).toMatchObject({
      state: 'running',
      sent: 2,
      waiting: 0,
      skippedFor: { capped: 4 },
    });
  });

  test('looks again as well when it was held for a gap', async () => {
    const { audience } = await world.people(3);
    const first = await sendTo(audience);
    await world.db.pool.query(
      `update broadcast set state = 'held', held_from = 'running', held_reason = 'gap' where id = $1`,
      [Number(first)],
    );
    await sent(await sendTo(audience));
    await adoptHome(world.db, 'here');
    expect(await world.status(first)).toMatchObject({ state: 'running', waiting: 0, skippedFor: { capped: 3 } });
  });

  test('a message of which somebody has a part goes on to its end', async () => {
    const { audience } = await world.people(1);
    const first = await sendTo(audience);
    await world.db.pool.query(`update delivery set next_part = 1 where broadcast_id = $1`, [Number(first)]);
    await pauseBroadcast(world.db, first, an());
    await sent(await sendTo(audience));
    await resumeBroadcast(world.db, first, an());
    expect(await waiting(first)).toBe(1);
  });
});

test('what the clock noted of an ended broadcast counts as its rows did, and is noted once', async () => {
  const { audience } = await world.people(30);
  const first = await sendTo(audience);
  await world.db.pool.query(`update delivery set state = 'failed' where broadcast_id = $1 and seq % 3 = 0`, [
    Number(first),
  ]);
  await sent(first);
  await noteEnded(world.db.pool, [Number(first)]);
  await noteEnded(world.db.pool, [Number(first)]);
  await world.db.pool.query(`delete from delivery where broadcast_id = $1`, [Number(first)]);
  const id = await sendTo(audience);
  expect(await world.status(id)).toMatchObject({ waiting: 10, skippedFor: { capped: 20 } });
  expect((await world.ledger(id)).filter(({ state }) => state === 'waiting').map(({ seq }) => seq % 3)).toEqual(
    Array.from({ length: 10 }, () => 0),
  );
});

test('a row that was lost does not come back as one to be sent', async () => {
  const { audience } = await world.people(3);
  await sent(await sendTo(audience));
  const id = await sendTo(audience);
  await world.db.pool.query(`delete from delivery where broadcast_id = $1 and seq = 2`, [Number(id)]);
  await repair(world.db);
  expect(await world.status(id)).toMatchObject({ planned: 3, waiting: 0, skippedFor: { capped: 3 } });
});

test('on another day retry-missed reaches those who had had their share', async () => {
  const { audience } = await world.people(2);
  const first = await sendTo(audience);
  await sent(first);
  const second = await sendTo(audience);
  expect(await skipped(second)).toEqual({ capped: 2 });
  await sent(second);
  await world.db.pool.query(`update delivery set sent_at = sent_at - interval '1 day' where broadcast_id = $1`, [
    Number(first),
  ]);
  await forgetNotes();
  const child = await retryMissed(world.db, second, { unknown: false }, an());
  await fan(child.id);
  expect(await waiting(child.id)).toBe(2);
});
