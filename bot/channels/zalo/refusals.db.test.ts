import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { text } from '../../../test/support/world.js';
import { startZaloLadder, type ZaloLadder } from '../../../test/support/zaloLadder.js';
import { startZaloWorld } from '../../../test/support/zaloWorld.js';

const HOURS_AGO = { now: 1, threeDays: 72, tenDays: 240 };

let ladder: ZaloLadder;
beforeAll(async () => {
  ladder = await startZaloLadder({ ZALO_NUDGE_TEMPLATE: '100001' });
});
afterAll(() => ladder.close());
afterEach(() => ladder.clear());

describe('what Zalo refuses', () => {
  const sender = async () => {
    const { rows } = await ladder.world.db.pool.query<{ silent: boolean; stopped: string | null }>(
      `select coalesce(not_before > now() + interval '50 seconds', false) as silent, stopped_reason as stopped from sender where channel = 'zalo'`,
    );
    return rows[0];
  };

  test('-32 costs nobody an attempt: the account keeps silent for a minute, and then everybody gets theirs', async () => {
    const people = Array.from({ length: 10 }, () => ladder.person(HOURS_AGO.now));
    ladder.world.zalo.faults.add({ fault: { kind: 'error', code: -32 }, times: 3 });
    const id = await ladder.send(people);
    while (!(await sender())?.silent) await new Promise((resolve) => setTimeout(resolve, 20));
    ladder.world.zalo.faults.clear();
    while ((await ladder.ledger(id)).some((line) => line.includes('sending')))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const { rows } = await ladder.world.db.pool.query<{ n: number }>(
      `select coalesce(max(attempts), 0)::int as n from delivery where broadcast_id = $1 and state = 'waiting'`,
      [id],
    );
    expect(rows[0]?.n).toBe(0);
    await ladder.world.db.pool.query(
      `update delivery set retry_at = now() where broadcast_id = $1 and state = 'waiting' and retry_at is not null`,
      [id],
    );
    await ladder.world.db.pool.query(
      `update broadcast_lane set work_at = now(), drained = false where broadcast_id = $1`,
      [id],
    );
    await ladder.calm();
    await ladder.until(
      id,
      people.map(() => 'zalo sent'),
    );
    expect(ladder.reachedOnZalo(people)).toEqual(people.map(() => 1));
  });

  test('a package that is too low stops the account, and fails nobody', async () => {
    ladder.world.zalo.faults.add({ fault: { kind: 'error', code: -224 } });
    const id = await ladder.send([ladder.person(HOURS_AGO.now)]);
    while ((await sender())?.stopped === null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await sender())?.stopped).toBe('zalo-224');
    await ladder.until(id, ['zalo waiting zalo-224']);
  });

  test('a code that nobody has described fails that one person', async () => {
    const people = [ladder.person(HOURS_AGO.now), ladder.person(HOURS_AGO.now)];
    ladder.world.zalo.faults.add({ users: [people[0]?.zalo ?? ''], fault: { kind: 'error', code: -98_765 } });
    await ladder.until(await ladder.send(people), ['zalo failed unlisted zalo-98765', 'zalo sent']);
  });

  test('an answer that never comes leaves the person unknown, and nobody gets it twice', async () => {
    const people = [ladder.person(HOURS_AGO.now)];
    ladder.world.zalo.faults.add({ fault: { kind: 'cut', when: 'after' }, times: 1 });
    await ladder.until(await ladder.send(people), ['zalo unknown connection-closed']);
    expect(ladder.reachedOnZalo(people)).toEqual([1]);
  });

  test('an access token that died early is renewed once, and nobody notices', async () => {
    const people = [ladder.person(HOURS_AGO.now)];
    ladder.world.zalo.tokens.killAccessToken();
    await ladder.until(await ladder.send(people), ['zalo sent']);
    expect(ladder.reachedOnZalo(people)).toEqual([1]);
  });

  test('the quota of texts used up sends awareness over the other address, once, and leaves Zalo as it is', async () => {
    const people = [ladder.person(HOURS_AGO.now, { withTelegram: true }), ladder.person(HOURS_AGO.now)];
    ladder.world.zalo.faults.add({ fault: { kind: 'error', code: -211 } });
    await ladder.until(await ladder.send(people), ['telegram sent', 'zalo waiting zalo-211']);
    expect(ladder.reachedOnTelegram(people)).toEqual([1, 0]);
    expect(ladder.reachedOnZalo(people)).toEqual([0, 0]);
    expect(await ladder.world.address(people[0]?.zalo ?? '')).toMatchObject({ state: 'active' });
    expect((await ladder.world.address(people[0]?.zalo ?? ''))?.heardAt).not.toBeNull();
  });

  test('who has begun to read a long message on Zalo is not sent its rest elsewhere', async () => {
    const people = [ladder.person(HOURS_AGO.now, { withTelegram: true })];
    const long = Array.from({ length: 60 }, (_, n) => `Câu thứ ${n} của một bài dài về phòng, chống ma túy.`).join(' ');
    await ladder.world.db.pool.query(`update sender set not_before = now() + interval '1 hour' where channel = 'zalo'`);
    const id = await ladder.send(people, { message: text(long) });
    await ladder.until(id, ['zalo waiting']);
    // As it stands in the ledger when its first part has arrived.
    await ladder.world.db.pool.query(`update delivery set next_part = 1 where broadcast_id = $1`, [id]);
    ladder.world.zalo.faults.add({ fault: { kind: 'error', code: -211 } });
    await ladder.calm();
    await ladder.until(id, ['zalo waiting zalo-211']);
    expect(ladder.reachedOnTelegram(people)).toEqual([0]);
  });

  test('a nudge does not wait for money on Zalo where the official has a Telegram', async () => {
    const { zalo } = ladder.world;
    const nudge = {
      kind: 'nudge' as const,
      message: {
        vi: [
          {
            ...{ body: { text: 'Nhắc hạn', marks: [] }, media: null, buttons: [] },
            template: { ten: 'An', noi_dung: 'Báo cáo', han: '25/11/2026' },
          },
        ],
      },
    };
    zalo.faults.add({ paths: ['/v3.0/oa/message/template'], fault: { kind: 'error', code: -320 } });
    const people = [ladder.person(HOURS_AGO.tenDays, { withTelegram: true }), ladder.person(HOURS_AGO.tenDays)];
    await ladder.until(await ladder.send(people, nudge), ['telegram sent', 'zalo waiting zalo-320']);
    expect(ladder.reachedOnTelegram(people)).toEqual([1, 0]);
    // The rung of templates rests for an hour.
    zalo.clock.advance(61 * 60_000);
  });

  // The last of the account: from here on the rung of templates rests for an hour.
  test('an empty purse leaves waiting whom only money reaches, and everybody else gets theirs', async () => {
    const { zalo } = ladder.world;
    const people = [ladder.person(HOURS_AGO.now), ladder.person(HOURS_AGO.threeDays), ladder.person(HOURS_AGO.now)];
    zalo.changeOa({ wallet: 0, csLeft: 0 });
    const part = { body: { text: 'Nhắc hạn', marks: [] }, media: null, buttons: [] };
    const template = { ten: 'An', noi_dung: 'Báo cáo', han: '25/11/2026' };
    const id = await ladder.send(people, { kind: 'nudge', message: { vi: [{ ...part, template }] } });
    await ladder.until(id, ['zalo sent', 'zalo waiting zalo-115', 'zalo sent']);
    expect(await sender()).toEqual({ silent: false, stopped: null });
    zalo.changeOa({ wallet: 1_000_000, csLeft: 500 });
  });
});

test('an account that Zalo allows fewer calls than ours goes no faster from then on', async () => {
  const world = await startZaloWorld({ simulator: { limits: { oaPerMinute: 60 } } });
  try {
    expect(world.channel.ratePerSecond).toBe(1_000);
    // More than two minutes of the clock have room for.
    for (let n = 0; n < 10; n += 1) await Promise.all(Array.from({ length: 20 }, () => world.channel.probe()));
    expect(world.channel.ratePerSecond).toBe(1);
  } finally {
    await world.close();
  }
});
