import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../base/clock.js';
import { erase } from '../../../people/erase.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { askExtension } from '../../../plans/obligations/askExtension.js';
import type { OwedItem } from '../../../plans/obligations/owedBy.js';
import { reportDone } from '../../../plans/obligations/reportDone.js';
import { sayDay } from '../../../plans/review/say.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { type Phone, type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';
import { staffCode, staffPhone } from '../../../test/support/staffAtWork.js';
import { SECRET } from '../../../test/support/world.js';
import { linkedReply } from './linked.js';

describe.each(['telegram', 'zalo'] as const)('staff of the standing agency on %s', (channel) => {
  let world: PhoneWorld;
  let at: OfficialAtWork;
  let lan: Phone;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await officialAtWork(world);
    lan = await staffPhone(world, { name: 'Lan' });
  });
  afterEach(() => {
    expect(world.failures).toEqual([]);
  });

  const report = (one: OwedItem, number: string, note: string | null = null) =>
    reportDone(world.db, {
      obligationId: one.id,
      officialId: at.officialId,
      at: new Date(),
      key: randomUUID(),
      doc: { number, symbol: 'BC-CAT', date: TODAY },
      note,
    });
  const askFor = (one: OwedItem, on: string) =>
    askExtension(world.db, {
      obligationId: one.id,
      officialId: at.officialId,
      at: new Date(),
      key: randomUUID(),
      on,
      reason: 'chờ số liệu của các xã',
    });
  /** The list, then the first task's card. */
  const open = async (phone: Phone) => {
    const [list] = await phone.say('chờ xác nhận');
    const [card] = await phone.press(list?.buttons[0] ?? '');
    if (card === undefined) throw new Error('no card came');
    return card;
  };
  const text = async (shown: Promise<{ text: string }[]>) => (await shown).map((one) => one.text).join('\n');

  it('reads whose chat it will be before agreeing, and a code works once', async () => {
    const code = await staffCode(world, 'Lan');
    const phone = world.phone();
    const [notice] = await phone.say(code);
    expect(notice?.text).toContain('liên kết cuộc trò chuyện với cán bộ Lan (vai trò: phê duyệt)');
    expect(await text(phone.press('Đồng ý liên kết'))).toContain('Đã liên kết với cán bộ Lan');
    expect(await text(phone.press('Đồng ý liên kết'))).toContain('Đã liên kết với cán bộ Lan');
    expect(await text(world.phone().say(code))).toContain('đã dùng');
    expect(await text(phone.say('hủy liên kết'))).toContain('Đã gỡ liên kết');
    expect(await text(phone.press('Chờ xác nhận'))).toContain('đã liên kết với cán bộ cơ quan thường trực');
    expect(await text(phone.press('Đồng ý liên kết', notice))).toContain('đã dùng');
  });

  it('who is an official in the same chat is told which question gives way to which', async () => {
    await report(at.plain, '7');
    await staffPhone(world, { name: 'Lan' }, at.me);
    const task = await at.open(at.paper);
    await at.me.press('Báo tiến độ', task);
    const card = await open(at.me);
    expect(await text(at.me.press('Trả lại bổ sung', card))).toMatch(/đang trả lời dở cho việc “.*xây dựng kế hoạch/);
    expect(await text(at.me.press('Báo tiến độ', task))).toContain('Câu hỏi về việc xác nhận đang làm dở được bỏ qua');
    expect(await at.history(at.plain)).toEqual(['reported']);
  });

  it('an expired or replaced code links nobody, nor does a code in a group', async () => {
    const old = await staffCode(world, 'Lan', new Date(Date.now() - 2 * HOUR_MS));
    expect(await text(world.phone().say(old))).toContain('đã hết hạn');
    const replaced = await staffCode(world, 'Lan');
    const code = await staffCode(world, 'Lan');
    expect(await text(world.phone().say(replaced))).toContain('đã dùng');
    const frame = { channel, updateId: '1', at: new Date(), language: 'vi', kind: 'text', text: code } as const;
    expect(await linkedReply(world.db, SECRET, { ...frame, externalId: '-100' })).toBeNull();
    expect(await linkedReply(world.db, SECRET, { ...frame, externalId: '100' })).not.toBeNull();
  });

  it('reads what was reported and receives it; a second press changes nothing', async () => {
    await report(at.paper, '123', 'đã kiểm tra 12 cơ sở');
    const card = await open(lan);
    expect(card.text).toContain(`Văn bản: số 123/BC-CAT ngày ${sayDay(TODAY)}`);
    expect(card.text).toContain('Người báo: Trần Văn Bình');
    expect(card.text).toContain('Ghi chú: đã kiểm tra 12 cơ sở');
    expect(await text(lan.press('Tiếp nhận'))).toContain('Đã tiếp nhận 1 việc');
    expect(await at.state(at.paper)).toMatchObject({ state: 'confirmed' });
    expect(await text(lan.press('Tiếp nhận', card))).toContain('đã được tiếp nhận trước đó');
    expect(await text(lan.press('Trả lại bổ sung', card))).toContain('không có báo cáo chờ tiếp nhận');
    expect(await at.history(at.paper)).toEqual(['reported', 'confirmed']);
    expect(await text(lan.say('cho xac nhan'))).toContain('Không có báo cáo hay đề nghị nào đang chờ');
  });

  it('does not receive what was put right after it was shown', async () => {
    await report(at.paper, '123');
    const card = await open(lan);
    await at.open(at.paper);
    await at.me.press('Sửa báo cáo');
    await at.me.say(`số 124/BC-CAT ngày ${sayDay(TODAY)}`);
    expect(await at.history(at.paper)).toEqual(['reported', 'amended']);
    const told = await text(lan.press('Tiếp nhận', card));
    expect(told).toContain('nên chưa tiếp nhận');
    expect(told).toContain('124/BC-CAT');
    expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
    await lan.press('Tiếp nhận');
    expect(await at.state(at.paper)).toMatchObject({ state: 'confirmed' });
  });

  it('sends back with what is missing, once, however often the update is answered', async () => {
    await report(at.paper, '123');
    await open(lan);
    expect(await text(lan.press('Trả lại bổ sung'))).toContain('Còn thiếu hoặc cần bổ sung gì?');
    expect(await text(lan.say('thiếu phụ lục số liệu'))).toContain('Đã trả lại để bổ sung: thiếu phụ lục số liệu');
    const answered = world.handled.at(-1);
    if (answered !== undefined) await world.repeat(answered);
    expect(await at.history(at.paper)).toEqual(['reported', 'sent-back']);
    expect((await at.open(at.paper)).text).toContain('thiếu phụ lục số liệu');
    expect(await at.forms()).toEqual([{ step: null, data: {} }]);
  });

  it('leaves a question by a word, and nothing is decided', async () => {
    await report(at.paper, '123');
    await open(lan);
    const [asked] = await lan.press('Trả lại bổ sung');
    expect(await text(lan.say('thôi'))).toContain('Đã bỏ, chưa ghi gì');
    expect(await text(lan.press('Thôi', asked))).toContain('đã xong hoặc đã bỏ');
    expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
  });

  it('receives a whole page only after a second press', async () => {
    await report(at.paper, '1');
    await report(at.plain, '2');
    await lan.say('chờ xác nhận');
    const [sure] = await lan.press('Tiếp nhận cả 2 việc trên trang');
    expect(sure?.text).toContain('Tiếp nhận cả 2 việc đang hiện trên trang?');
    expect(await at.state(at.plain)).toMatchObject({ state: 'reported' });
    expect(await text(lan.press('Đúng, tiếp nhận tất cả'))).toContain('Đã tiếp nhận 2 việc');
    expect(await at.state(at.plain)).toMatchObject({ state: 'confirmed' });
    expect(await text(lan.press('Đúng, tiếp nhận tất cả'))).toContain('2 việc đã được tiếp nhận trước đó');
  });

  it('grants another day with number and date of the decision, and asks again what does not fit', async () => {
    await at.dueIn(at.paper, 5);
    const on = addDays(TODAY, 20);
    await askFor(at.paper, on);
    const card = await open(lan);
    expect(card.text).toContain(`Đề nghị đổi thời hạn đến ${sayDay(on)}`);
    expect(card.text).toContain('chờ số liệu của các xã');
    await lan.press('Đồng ý đổi thời hạn');
    expect(await text(lan.say('đồng ý'))).toContain('chưa thấy số văn bản');
    expect(await text(lan.say('số 77/UBND-NC'))).toContain('Văn bản quyết định ghi ngày nào?');
    expect(await text(lan.say(sayDay(addDays(TODAY, 3))))).toContain('chưa đến');
    expect(await text(lan.say(sayDay(TODAY)))).toContain(`chậm nhất ${sayDay(on)} (số 77/UBND-NC`);
    expect(await at.state(at.paper)).toMatchObject({ dueOn: on, askedOn: null });
    expect(await text(lan.press('Đồng ý đổi thời hạn', card))).toContain('không có đề nghị đổi thời hạn');
    expect(await at.history(at.paper)).toEqual(['extension-asked', 'extension-granted']);
  });

  it('asks for the new day where the one asked for lies before the decision', async () => {
    await at.dueIn(at.paper, 5);
    await askFor(at.paper, addDays(TODAY, 20));
    await world.db.pool.query('update obligation set asked_on = $2 where id = $1', [at.paper.id, addDays(TODAY, -1)]);
    await open(lan);
    await lan.press('Đồng ý đổi thời hạn');
    expect(await text(lan.say(`số 77/UBND-NC ngày ${sayDay(TODAY)}`))).toContain('sớm hơn ngày của văn bản');
    await lan.say(sayDay(addDays(TODAY, 9)));
    expect(await at.state(at.paper)).toMatchObject({ dueOn: addDays(TODAY, 9), askedOn: null });
  });

  it('refuses another day with number and date in one line; the deadline stays', async () => {
    await at.dueIn(at.paper, 5);
    await askFor(at.paper, addDays(TODAY, 20));
    await open(lan);
    await lan.press('Không đồng ý');
    expect(await text(lan.say(`số 78/UBND-NC ngày ${sayDay(TODAY)}`))).toContain('không đồng ý đổi thời hạn');
    expect(await at.state(at.paper)).toMatchObject({ dueOn: addDays(TODAY, 5), askedOn: null });
  });

  it('shows an author the report and lets them decide nothing, old buttons included', async () => {
    await report(at.paper, '123');
    const card = await open(lan);
    await world.db.pool.query(`update staff set role = 'author' where name = 'Lan'`);
    try {
      expect((await open(lan)).buttons).toEqual(['Chờ xác nhận']);
      expect(await text(lan.press('Tiếp nhận', card))).toContain('không được làm việc này');
      expect(await text(lan.press('Trả lại bổ sung', card))).toContain('là việc của người phê duyệt hoặc quản trị');
      expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
    } finally {
      await world.db.pool.query(`update staff set role = 'approver' where name = 'Lan'`);
    }
  });

  it('shows nothing beyond their place, and an old button of it decides nothing', async () => {
    await report(at.paper, '123');
    const card = await open(lan);
    await world.db.pool.query(`update staff set place = '12127' where name = 'Lan'`);
    try {
      expect(await text(lan.say('chờ xác nhận'))).toContain('Không có báo cáo hay đề nghị nào');
      expect(await text(lan.press('Tiếp nhận', card))).toContain('không thuộc địa bàn');
      expect(await text(lan.press('Trả lại bổ sung', card))).toContain('không thuộc địa bàn');
      expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
    } finally {
      await world.db.pool.query(`update staff set place = null where name = 'Lan'`);
    }
  });

  it('a stop keeps the link and says so, in the middle of a question too; erasing ends it', async () => {
    await report(at.paper, '123');
    const card = await open(lan);
    await lan.press('Trả lại bổ sung');
    expect(await text(lan.say(channel === 'telegram' ? '/stop' : 'dừng'))).toContain('vẫn liên kết với cán bộ Lan');
    expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
    expect(await text(lan.say('chờ xác nhận'))).toContain('1 việc');
    await erase(world.db, SECRET, { channel, externalId: lan.externalId });
    expect(await text(lan.press('Tiếp nhận', card))).toContain('đã liên kết với cán bộ cơ quan thường trực');
    expect(await at.state(at.paper)).toMatchObject({ state: 'reported' });
  });

  it('one who is official and staff in one chat is read as staff only where they speak as staff', async () => {
    await report(at.paper, '123');
    await staffPhone(world, { name: 'Lan' }, at.me);
    expect(await text(at.me.say('việc của tôi'))).toContain('Việc của Công an tỉnh');
    expect(await text(at.me.say('chờ xác nhận'))).toContain('Chờ cơ quan thường trực xử lý: 1 việc');
    await open(at.me);
    await at.me.press('Trả lại bổ sung');
    await at.me.say('việc của tôi còn thiếu phụ lục');
    expect(await at.history(at.paper)).toEqual(['reported', 'sent-back']);
  });
});
