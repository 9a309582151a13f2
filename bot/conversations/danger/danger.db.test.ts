import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../base/clock.js';
import { joinContact } from '../../../people/joinContact.js';
import { setLocalFact } from '../../../people/localFacts.js';
import { optOut } from '../../../people/optOut.js';
import { type Phone, type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';
import { clockOfDuty, officerOnDuty, since } from '../../../test/support/onDuty.js';
import { SECRET } from '../../../test/support/world.js';

const HAM_RONG = '14758';

describe.each(['telegram', 'zalo'] as const)('somebody in danger on %s', (channel) => {
  let world: PhoneWorld;
  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  afterEach(async () => {
    expect(world.failures).toEqual([]);
    for (const table of ['danger_chat', 'danger_alert', 'danger_call', 'duty_shift', 'chat_form', 'attended_chat'])
      await world.db.pool.query(`delete from ${table}`);
  });

  async function resident(): Promise<Phone> {
    const phone = world.phone();
    const contact = { place: HAM_RONG, groups: [], locale: 'vi', name: null, ownWord: true };
    await joinContact(world.db, SECRET, { channel, externalId: phone.externalId, ...contact });
    return phone;
  }
  const only = (shown: readonly { text: string }[]): string => shown.map(({ text }) => text).join('\n---\n');
  const rows = async (table: string): Promise<Record<string, unknown>[]> =>
    (await world.db.pool.query<Record<string, unknown>>(`select * from ${table}`)).rows;

  it.each([
    ['ban em bt tinh roi', /^GỌI 115 NGAY/],
    ['nó cầm dao đòi giết mẹ', /^GỌI 113 NGAY/],
    ['em muốn chết', /^GỌI 115 NGAY/],
    ['có chú lạ cho con kẹo rủ con đi theo', /^GỌI 111/],
    ['cứu em với', /GỌI 115 NGAY[\s\S]*GỌI 113 NGAY/],
  ])('reads the number of the right help first: %s', async (words, first) => {
    const [said, ...more] = await world.phone().say(words);
    expect(said?.text).toMatch(first);
    expect(more).toEqual([]);
  });

  it('who only cries for help is asked what it is about, and gets its first aid at the press of a button', async () => {
    const me = world.phone();
    const [asked] = await me.say('cứu với');
    expect(asked?.buttons).toContain('Người bất tỉnh, khó thở');
    expect(only(await me.press('Người bất tỉnh, khó thở'))).toMatch(/^GỌI 115 NGAY[\s\S]*nằm nghiêng/);
  });

  it('is kept company until it is over: whatever is written is read in that light', async () => {
    const me = world.phone();
    await me.say('bạn em không thở');
    expect(only(await me.say('phường Hàm Rồng, Thanh Hóa'))).toMatch(/^Kênh vẫn ở đây[\s\S]*115/);
    expect(only(await me.sticker())).toMatch(/không nghe được tiếng nói[\s\S]*115/);
    expect(only(await me.say('giúp đỡ'))).toContain('vẫn ở đây');
    expect(only(await me.say('tỉnh rồi ạ'))).toContain('Mừng là đã đỡ');
    expect(await rows('danger_chat')).toEqual([]);
    expect(only(await me.say('phường Hàm Rồng, Thanh Hóa'))).not.toContain('vẫn ở đây');
  });

  it('is told truly that nobody is on duty, and a stranger that we cannot tell anybody', async () => {
    const me = await resident();
    expect(only(await me.say('bạn em ngất rồi'))).toContain('không có cán bộ nào trực');
    expect(only(await world.phone().say('bạn em ngất rồi'))).toContain('chưa biết ở xã, phường nào');
    expect(await rows('danger_alert')).toEqual([]);
  });

  it('is told when the officer on duty was told, and when they take it; the officer learns kind and place and no more', async () => {
    const officer = await officerOnDuty(world, { name: 'Y sĩ Hoa', kind: 'health', place: HAM_RONG });
    const me = await resident();
    const said = only(await me.say('bạn em Trần Văn Bí Mật sốc thuốc rồi'));
    expect(said).toContain('đang báo cán bộ trực của phường Hàm Rồng');
    const alarm = await since(officer, () => clockOfDuty(world));
    expect(only(alarm)).toMatch(/KHẨN CẤP[\s\S]*phường Hàm Rồng[\s\S]*bất tỉnh/);
    expect(only(alarm)).not.toMatch(/Bí Mật|sốc thuốc/);
    expect(only(alarm)).not.toContain(me.externalId);
    expect(only(await since(me, () => clockOfDuty(world)))).toMatch(/Đã báo cho cán bộ trực lúc \d\d:\d\d/);
    expect(only(await officer.press('Tôi nhận'))).toContain('đồng chí nhận lúc');
    expect(only(await officer.press('Tôi nhận'))).toContain('đã nhận rồi');
    expect(only(await since(me, () => clockOfDuty(world)))).toMatch(/Cán bộ trực đã nhận lúc/);
    expect(only(await me.say('bạn em không thở'))).toContain('Cán bộ trực của phường Hàm Rồng, Thanh Hóa đã nhận');
    // Nothing is told twice, and when it is over the officer hears of it and nobody knows whose chat it was.
    expect(await since(me, () => clockOfDuty(world))).toEqual([]);
    await me.say('ổn rồi');
    expect(only(await since(officer, () => clockOfDuty(world)))).toContain('đã ổn');
    expect(await rows('danger_alert')).toMatchObject([{ channel: null, external_id: null, state: 'over' }]);
  });

  it('who is answered by nobody in five minutes: the next in the rota is told, above the ward too, then it is said that nobody answered', async () => {
    const first = await officerOnDuty(world, { name: 'An', kind: 'health', place: '38' });
    const second = await officerOnDuty(world, { name: 'Bê', kind: 'child', place: HAM_RONG });
    const me = await resident();
    const now = Date.now();
    await me.say('bạn em ngất rồi');
    expect(await since(second, () => clockOfDuty(world, new Date(now + 1_000)))).toHaveLength(1);
    expect(first.shown().filter(({ text }) => text.includes('KHẨN'))).toEqual([]);
    await clockOfDuty(world, new Date(now + 4 * MINUTE_MS));
    expect(first.shown().filter(({ text }) => text.includes('KHẨN'))).toEqual([]);
    await clockOfDuty(world, new Date(now + 6 * MINUTE_MS));
    expect(first.shown().filter(({ text }) => text.includes('KHẨN'))).toHaveLength(1);
    await clockOfDuty(world, new Date(now + 6 * MINUTE_MS));
    expect(only(me.shown())).toContain('Đã báo cho người tiếp theo');
    await clockOfDuty(world, new Date(now + 12 * MINUTE_MS));
    expect(only(me.shown())).toContain('chưa cán bộ trực nào trả lời');
    // Late is better than never.
    expect(only(await first.press('Tôi nhận'))).toContain('đồng chí nhận lúc');
    expect(only(await since(me, () => clockOfDuty(world)))).toContain('đã nhận');
    expect(only(await second.press('Tôi nhận'))).toContain('Người trực khác đã nhận');
  });

  it('the police are told only where the person says so, and where some are on duty', async () => {
    const me = await resident();
    expect((await me.say('chồng em đang đánh em'))[0]?.buttons).not.toContain('Có, báo Công an');
    const police = await officerOnDuty(world, { name: 'Công an Tư', kind: 'police', place: HAM_RONG });
    const [said] = await me.say('chồng em đang đánh em');
    expect(said?.text).toContain('Có muốn kênh báo Công an trực');
    await clockOfDuty(world);
    expect(only(await me.press('Không báo'))).toContain('không báo Công an');
    await clockOfDuty(world);
    expect(police.shown().filter(({ text }) => text.includes('KHẨN'))).toEqual([]);
    expect(only(await me.press('Có, báo Công an'))).toContain('đang báo Công an trực');
    expect(only(await since(police, () => clockOfDuty(world)))).toMatch(/KHẨN[\s\S]*đồng ý cho báo Công an/);
    await clockOfDuty(world);
    expect(only(me.shown())).toContain('Đã báo cho Công an trực');
    expect((await me.say('bạn em ngất rồi'))[0]?.buttons).not.toContain('Có, báo Công an');
  });

  it('the same message answered again after a crash calls nobody twice', async () => {
    const officer = await officerOnDuty(world, { name: 'Hai', kind: 'health', place: HAM_RONG });
    const me = await resident();
    await me.say('bạn em không thở');
    const update = world.handled.at(-1);
    if (update === undefined) throw new Error('nothing was handled');
    await world.repeat(update);
    await clockOfDuty(world);
    await world.repeat(update);
    await clockOfDuty(world);
    expect(officer.shown().filter(({ text }) => text.includes('KHẨN'))).toHaveLength(1);
  });

  it('a button of ours pressed by somebody who was not called gives nothing away and changes nothing', async () => {
    const officer = await officerOnDuty(world, { name: 'Ba', kind: 'health', place: HAM_RONG });
    const me = await resident();
    await me.say('bạn em không thở');
    await clockOfDuty(world);
    await world.db.pool.query('update staff_chat set unlinked_at = now() where external_id = $1', [officer.externalId]);
    expect(only(await officer.press('Tôi nhận'))).toContain('chỉ dành cho cán bộ');
    expect(await rows('danger_alert')).toMatchObject([{ state: 'called', taken_by: null }]);
  });

  it('an officer whose chat refuses the message is passed over at once', async () => {
    const first = await officerOnDuty(world, { name: 'Năm', kind: 'health', place: HAM_RONG });
    const second = await officerOnDuty(world, { name: 'Sáu', kind: 'health', place: HAM_RONG });
    const me = await resident();
    await me.say('bạn em không thở');
    // As if they had left in the meantime.
    await world.db.pool.query(
      `with told as (select 1) update staff_chat set external_id = '999999999' where external_id = $1`,
      [first.externalId],
    );
    await clockOfDuty(world);
    await clockOfDuty(world);
    expect(second.shown().filter(({ text }) => text.includes('KHẨN'))).toHaveLength(1);
  });

  it('who stopped before is answered all the same; who stops during it is left in peace', async () => {
    const me = await resident();
    await optOut(world.db, SECRET, { channel, externalId: me.externalId });
    expect(only(await me.say('cuu em voi, ban em ko tho'))).toMatch(/^GỌI 115 NGAY/);
    expect(only(await me.say('dừng'))).not.toContain('vẫn ở đây');
    expect(await rows('danger_chat')).toEqual([]);
  });

  it('what reads like a report gets one answer, where to give it, and leaves nothing behind', async () => {
    const me = await resident();
    const said = await me.say('nhà số 5 bán ma túy');
    expect(said).toHaveLength(1);
    expect(only(said)).toMatch(/không nhận tin báo[\s\S]*113[\s\S]*Công an xã[\s\S]*0769\.04\.04\.04[\s\S]*VNeID/);
    expect(only(said)).not.toMatch(/ẩn danh|không ai biết/);
    await world.db.pool.query(
      `insert into report_page (place, url, set_by, set_at) values ('38', 'https://congan.example.vn/', 'Admin', now())`,
    );
    expect(only(await me.say('tôi muốn tố giác'))).toContain('https://congan.example.vn/');
    const fact = {
      kind: 'commune-police',
      address: null,
      hours: null,
      source: 'Công an phường',
      checkedOn: '2020-01-02',
    } as const;
    const police = { ...fact, place: HAM_RONG, name: 'Công an phường Hàm Rồng', phone: '02373 000 000' };
    await setLocalFact(world.db, police, { name: 'Admin', at: new Date() });
    expect(only(await me.say('tôi muốn tố giác'))).toContain(
      '• Công an phường Hàm Rồng: 02373 000 000 (kiểm tra ngày 2/1/2020',
    );
    expect(await rows('danger_chat')).toEqual([]);
  });
});
