import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../base/clock.js';
import { callOnDuty } from '../../../scheduler/danger/callOnDuty.js';
import type { Phone, PhoneWorld } from '../../../test/support/officialPhones.js';
import { clockOfDuty, officerOnDuty, since, tellStored } from '../../../test/support/onDuty.js';
import { HAM_RONG, startTalks, type TalkWorld, textOf } from '../../../test/support/talking.js';

describe.each(['telegram', 'zalo'] as const)('a danger that lasts on %s', (channel) => {
  let talks: TalkWorld;
  let world: PhoneWorld;
  beforeAll(async () => {
    talks = await startTalks(channel);
    world = talks.world;
  });
  afterAll(() => world.close());
  afterEach(() => talks.tidy());

  const one = async <Row>(sql: string): Promise<Row> => {
    const { rows } = await world.db.pool.query<Record<string, Row>>(sql);
    const [row] = rows.map((found) => Object.values(found)[0]);
    if (row === undefined) throw new Error(`nothing: ${sql}`);
    return row;
  };
  const officer = (name: string): Promise<Phone> =>
    officerOnDuty(world, { name: `${name} ${channel}`, kind: 'health', place: HAM_RONG });
  const alarms = (phone: Phone): number => phone.shown().filter(({ text }) => text.includes('KHẨN CẤP')).length;

  it('who writes more than anybody is answered is answered all the same: a little later, and the last of it', async () => {
    const me = await talks.resident();
    await me.say('bạn em không thở');
    const update = world.handled.at(-1);
    if (update === undefined) throw new Error('nothing was handled');
    talks.allowAnswers(false);
    await expect(world.repeat(update)).rejects.toMatchObject({ code: 'reply-paced', retry: { again: 'after' } });
    talks.allowAnswers(true);
    expect(textOf(await since(me, () => world.repeat(update)))).toMatch(/^GỌI 115 NGAY/);
    // Of what waits together the last is answered; our own news to them is no answer.
    const store = (id: string, from: string) =>
      world.db.pool.query(
        `insert into inbound (channel, update_id, chat, body) values ($1, $2, $3, $4) on conflict do nothing`,
        [channel, id, from, JSON.stringify(update.body)],
      );
    await world.db.pool.query('delete from inbound');
    await store(update.updateId, me.externalId);
    talks.allowAnswers(false);
    await store('duty-news-1-called-1', me.externalId);
    await expect(world.repeat(update)).rejects.toMatchObject({ code: 'reply-paced' });
    await store('zz-later', me.externalId);
    expect(await since(me, () => world.repeat(update))).toEqual([]);
    world.failures.length = 0;
  });

  it('who is in no danger and writes without end is not answered without end', async () => {
    const me = await talks.resident();
    talks.allowAnswers(false);
    expect(await me.say('xin chào')).toEqual([]);
    expect(world.failures).toEqual([]);
  });

  it('lasts half an hour after the last word; then nobody else is called, the late taker hears that it is over, and no row says whose it was', async () => {
    const first = await officer('Một');
    const second = await officer('Hai');
    const me = await talks.resident();
    await me.say('bạn em không thở');
    const until = await one<Date>('select expires_at from danger_chat');
    await world.db.pool.query(`update danger_chat set expires_at = expires_at - interval '10 minutes'`);
    await me.say('đang ở nhà');
    expect((await one<Date>('select expires_at from danger_chat')).getTime()).toBeGreaterThanOrEqual(until.getTime());
    await clockOfDuty(world);
    expect(alarms(first)).toBe(1);
    const end = new Date(until.getTime() + 2 * MINUTE_MS);
    expect(await since(me, () => clockOfDuty(world, end))).toEqual([]);
    expect(await one('select state from danger_alert')).toBe('over');
    const { rows } = await world.db.pool.query('select channel, external_id, next_at from danger_alert');
    expect(rows).toEqual([{ channel: null, external_id: null, next_at: null }]);
    expect((await world.db.pool.query('select from danger_chat')).rowCount).toBe(0);
    await clockOfDuty(world, new Date(end.getTime() + 10 * MINUTE_MS));
    expect(alarms(second)).toBe(0);
    expect(textOf(await first.press('Tôi nhận'))).toContain('đã kết thúc');
    expect(textOf(await me.say('đang ở nhà'))).not.toContain('vẫn ở đây');
    // Another danger is another alert.
    await me.say('bạn em lại ngất rồi');
    await clockOfDuty(world);
    expect(alarms(first)).toBe(2);
    expect(world.failures).toEqual([]);
  });

  it('an alert that was due when the process died is told by the next one, once', async () => {
    const hoa = await officer('Hoa');
    await (await talks.resident()).say('bạn em không thở');
    // It dies when all is stored and nothing told.
    expect(await callOnDuty(world.db, new Date())).not.toEqual([]);
    expect(await callOnDuty(world.db, new Date())).toEqual([]);
    await tellStored(world);
    expect(alarms(hoa)).toBe(1);
    await clockOfDuty(world);
    expect(alarms(hoa)).toBe(1);
  });

  it('an alert that was told when the process died, and not noted, is told once more, and counts once', async () => {
    const binh = await officer('Bình');
    const me = await talks.resident();
    await me.say('bạn em không thở');
    await callOnDuty(world.db, new Date());
    const { rows } = await world.db.pool.query<{ updateId: string; chat: string; body: unknown }>(
      `select update_id as "updateId", chat, body from inbound where update_id like 'duty-%' and done_at is null`,
    );
    for (const row of rows) await world.repeat({ channel, ...row });
    await tellStored(world);
    expect(alarms(binh)).toBe(2);
    expect(await one('select reached from danger_alert')).toBe(1);
    await clockOfDuty(world);
    expect(me.shown().filter(({ text }) => text.startsWith('Đã báo cho cán bộ trực'))).toHaveLength(1);
  });

  it('that nobody is on duty is said, and again when the one who was has gone home', async () => {
    const me = await talks.resident();
    expect(textOf(await me.say('bạn em ngất rồi'))).toContain('không có cán bộ nào trực');
    await officer('Ca');
    expect(textOf(await me.say('bạn em ngất rồi'))).toContain('đang báo cán bộ trực');
    await world.db.pool.query(`update duty_shift set ends_at = now() - interval '1 minute'`);
    await me.say('ổn rồi');
    expect(textOf(await me.say('bạn em ngất rồi'))).toContain('không có cán bộ nào trực');
  });

  it.runIf(channel === 'telegram')(
    'a message that becomes a danger when it is changed is answered as one',
    async () => {
      const hai = await officer('Sửa');
      const me = await talks.resident();
      expect(textOf(await me.say('bạn em đang học bài'))).not.toContain('GỌI 115');
      expect(textOf(await me.edit('bạn em không thở'))).toMatch(/^GỌI 115 NGAY/);
      await clockOfDuty(world);
      expect(alarms(hai)).toBe(1);
    },
  );
});
