import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../base/clock.js';
import type { PhoneWorld } from '../../../test/support/officialPhones.js';
import { clockOfDuty, officerOnDuty, since, tellStored } from '../../../test/support/onDuty.js';
import { HAM_RONG, startTalks, type TalkWorld, textOf } from '../../../test/support/talking.js';

describe.each(['telegram', 'zalo'] as const)('a talk with an officer on %s', (channel) => {
  let talks: TalkWorld;
  let world: PhoneWorld;
  beforeAll(async () => {
    talks = await startTalks(channel);
    world = talks.world;
  });
  afterAll(() => world.close());
  afterEach(async () => {
    expect(world.failures).toEqual([]);
    await talks.tidy();
  });

  it('is asked for in words, taken by the first officer, passed on both ways without a name, and ended with a word', async () => {
    const [officer, other] = [await talks.clerk(), await talks.clerk('38')];
    const me = await talks.resident();
    const [asking] = await me.say('cho em gap can bo voi a');
    expect(asking?.text).toContain('đang mời cán bộ của phường Hàm Rồng, Thanh Hóa');
    const [call] = await talks.heard(officer, async () => undefined);
    expect(call?.text).toMatch(/^Cuộc nói chuyện số \d+, phường Hàm Rồng, Thanh Hóa: một người dân muốn nói chuyện/);
    expect(call?.text).not.toContain(me.externalId);
    const joined = await talks.heard(me, async () => {
      expect(textOf(await officer.press('Nhận nói chuyện'))).toMatch(/^Cuộc nói chuyện số \d+[\s\S]*đồng chí đã vào/);
    });
    expect(textOf(joined)).toContain('Cán bộ của phường Hàm Rồng, Thanh Hóa đã vào nói chuyện');
    expect(textOf(await other.press('Nhận nói chuyện'))).toContain('Cán bộ khác đã nhận');
    const read = await talks.heard(officer, async () => expect(await me.say('con em hay cáu gắt')).toEqual([]));
    expect(textOf(read)).toMatch(/^Cuộc nói chuyện số \d+, phường Hàm Rồng, Thanh Hóa\ncon em hay cáu gắt$/);
    const answer = await talks.heard(me, async () => expect(await officer.say('Cháu mấy tuổi ạ?')).toEqual([]));
    expect(textOf(answer)).toBe('Cán bộ (phường Hàm Rồng, Thanh Hóa):\nCháu mấy tuổi ạ?');
    const told = await talks.heard(officer, async () => {
      expect(textOf(await me.say('Kết thúc.'))).toMatch(/Đã kết thúc nói chuyện[\s\S]*115/);
    });
    expect(textOf(told)).toContain('người dân đã kết thúc cuộc nói chuyện');
    // The bot is back, and nothing says any more whose talk it was.
    expect(textOf(await me.say('trợ giúp'))).toContain('113');
    expect(await talks.rows()).toMatchObject([{ state: 'over', channel: null, external_id: null, staff_chat: null }]);
  });

  it('the officer ends it by the button, and what they type afterwards goes to nobody', async () => {
    const { me, officer } = await talks.talking();
    const told = await talks.heard(me, async () => {
      expect(textOf(await officer.press('Kết thúc nói chuyện'))).toContain('không chuyển cho ai');
    });
    expect(textOf(told)).toMatch(/Cán bộ đã kết thúc cuộc nói chuyện[\s\S]*115/);
    expect(await talks.heard(me, () => officer.say('còn ai đó không'))).toEqual([]);
    expect(textOf(await officer.press('Kết thúc nói chuyện'))).toContain('Không có cuộc nói chuyện nào');
  });

  it('of two officers who take it at the same moment one gets it', async () => {
    const [first, second] = [await talks.clerk(), await talks.clerk()];
    await (await talks.resident()).say('gặp cán bộ');
    expect((await Promise.all([talks.takes(first), talks.takes(second)])).sort()).toEqual(['others', 'taken']);
  });

  it('an officer is in one talk at a time, and can take the next when that is over', async () => {
    await talks.talking();
    // Whoever is talking is not asked outside danger.
    const me = await talks.resident();
    expect(textOf(await me.say('gặp cán bộ'))).toContain('không có cán bộ nào nói chuyện được');
    const duty = await officerOnDuty(world, { name: `Trực ${channel}`, kind: 'health', place: HAM_RONG });
    const [one, two] = [await talks.resident(), await talks.resident()];
    for (const phone of [one, two]) {
      await phone.say('bạn em không thở');
      await phone.press('Nói chuyện với cán bộ trực');
      await tellStored(world);
    }
    const calls = duty.shown().filter(({ buttons }) => buttons.includes('Nhận nói chuyện'));
    expect(calls).toHaveLength(2);
    await duty.press('Nhận nói chuyện', calls[0]);
    expect(textOf(await duty.press('Nhận nói chuyện', calls[1]))).toContain('một cuộc nói chuyện khác');
    await duty.say('kết thúc');
    expect(textOf(await duty.press('Nhận nói chuyện', calls[1]))).toContain('đồng chí đã vào');
  });

  it('a double press, the same update again after a crash and a button of last year change nothing and are answered', async () => {
    const officer = await talks.clerk();
    const me = await talks.resident();
    await me.say('gặp cán bộ');
    const asked = world.handled.at(-1);
    if (asked === undefined) throw new Error('nothing was handled');
    await world.repeat(asked);
    expect(textOf(await me.say('gặp cán bộ'))).toContain('đang mời cán bộ');
    await tellStored(world);
    expect(officer.shown().filter(({ buttons }) => buttons.includes('Nhận nói chuyện'))).toHaveLength(1);
    await officer.press('Nhận nói chuyện');
    expect(textOf(await officer.press('Nhận nói chuyện'))).toContain('đồng chí đã vào');
    await tellStored(world);
    expect(me.shown().filter(({ text }) => text.includes('đã vào nói chuyện'))).toHaveLength(1);
    await me.say('chào cán bộ');
    const said = world.handled.at(-1);
    if (said !== undefined) await world.repeat(said);
    await tellStored(world);
    expect(officer.shown().filter(({ text }) => text.endsWith('chào cán bộ'))).toHaveLength(1);
    expect(textOf(await me.say('gặp cán bộ'))).toBe('');
    await me.press('Kết thúc nói chuyện');
    await tellStored(world);
    await world.db.pool.query('delete from handover');
    expect(textOf(await officer.press('Nhận nói chuyện'))).toContain('đã kết thúc');
    expect(textOf(await me.press('Thôi, không chờ'))).toContain('Không có cuộc nói chuyện nào');
  });

  it('nobody takes it in five minutes: the person is told so with the numbers and other ways, and the officer who comes late that it is over', async () => {
    const officer = await talks.clerk();
    const me = await talks.resident();
    await me.say('gặp cán bộ');
    const now = Date.now();
    expect(await since(me, () => clockOfDuty(world, new Date(now + 4 * MINUTE_MS)))).toEqual([]);
    const [told] = await since(me, () => clockOfDuty(world, new Date(now + 6 * MINUTE_MS)));
    expect(told?.text).toMatch(/chưa cán bộ nào nhận[\s\S]*115[\s\S]*113[\s\S]*111/);
    expect(told?.buttons).toEqual(expect.arrayContaining(['Mời cán bộ lần nữa', 'Gửi câu hỏi cho cán bộ']));
    expect(await since(me, () => clockOfDuty(world, new Date(now + 7 * MINUTE_MS)))).toEqual([]);
    expect(textOf(await officer.press('Nhận nói chuyện'))).toContain('đã kết thúc');
    expect(textOf(await me.press('Mời cán bộ lần nữa'))).toContain('đang mời cán bộ');
    expect(textOf(await me.press('Thôi, không chờ'))).toContain('không mời cán bộ nữa');
  });

  it('ends by itself after thirty minutes of silence, not before, and both are told', async () => {
    const { me, officer } = await talks.talking();
    const now = Date.now();
    await clockOfDuty(world, new Date(now + 29 * MINUTE_MS));
    expect(await talks.rows()).toMatchObject([{ state: 'joined' }]);
    const later = new Date(now + 31 * MINUTE_MS);
    expect(textOf(await since(officer, () => clockOfDuty(world, later)))).toContain('30 phút không ai nhắn');
    expect(textOf(me.shown())).toContain('30 phút không ai nhắn');
    expect(await since(me, () => clockOfDuty(world, later))).toEqual([]);
    expect(textOf(await me.say('trợ giúp'))).toContain('113');
  });

  it('where nobody can be asked it is said at once: no staff, a stranger, night', async () => {
    const me = await talks.resident();
    expect(textOf(await me.say('gặp người'))).toMatch(/không có cán bộ nào nói chuyện được[\s\S]*115/);
    await talks.clerk();
    expect(textOf(await world.phone().say('gặp cán bộ'))).toContain('không có cán bộ nào nói chuyện được');
    talks.fallNight();
    expect(textOf(await me.say('gặp cán bộ'))).toMatch(/Từ 21:00 đến 07:00[\s\S]*115/);
    expect(await talks.rows()).toEqual([]);
  });

  it('after a danger answer those on duty can be talked with, at any hour, where somebody truly is', async () => {
    const me = await talks.resident();
    expect((await me.say('bạn em ngất rồi'))[0]?.buttons).not.toContain('Nói chuyện với cán bộ trực');
    expect(textOf(await me.say('gặp cán bộ'))).toMatch(/không có cán bộ trực nào[\s\S]*115/);
    talks.fallNight();
    const officer = await officerOnDuty(world, { name: `Đêm ${channel}`, kind: 'health', place: HAM_RONG });
    expect((await me.say('bạn em ngất rồi'))[0]?.buttons).toContain('Nói chuyện với cán bộ trực');
    expect(textOf(await me.press('Nói chuyện với cán bộ trực'))).toMatch(
      /mời cán bộ trực của phường Hàm Rồng[\s\S]*115/,
    );
    const [call] = await talks.heard(officer, async () => undefined);
    expect(call?.text).toMatch(/^KHẨN CẤP, cuộc nói chuyện số \d+[\s\S]*có người bất tỉnh/);
    expect(call?.text).not.toMatch(/ngất|bạn em/);
    const joined = await talks.heard(me, () => officer.press('Nhận nói chuyện'));
    expect(textOf(joined)).toContain('Cán bộ trực của phường Hàm Rồng, Thanh Hóa đã vào');
    // Who talks with them has taken the alert as well: what is said of it is true, and said once.
    const [first, ...more] = await me.say('bạn em không thở');
    expect(first?.text).toContain('Cán bộ trực của phường Hàm Rồng, Thanh Hóa đã nhận');
    expect(first?.buttons).not.toContain('Nói chuyện với cán bộ trực');
    expect(more).toEqual([]);
    await tellStored(world);
    expect(textOf(await talks.heard(me, () => officer.say('Xe đang đến')))).toBe(
      'Cán bộ trực (phường Hàm Rồng, Thanh Hóa):\nXe đang đến',
    );
  });
});
