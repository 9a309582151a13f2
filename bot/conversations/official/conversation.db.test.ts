import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../base/clock.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { confirmReports } from '../../../plans/obligations/confirmReports.js';
import { decideExtension } from '../../../plans/obligations/decideExtension.js';
import { readHistory } from '../../../plans/obligations/history.js';
import { reportDone } from '../../../plans/obligations/reportDone.js';
import { sendBack } from '../../../plans/obligations/sendBack.js';
import { sayDay } from '../../../plans/review/say.js';
import { official, owed } from '../../../test/support/obligations.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { type PhoneWorld, startPhones } from '../../../test/support/officialPhones.js';

describe.each(['telegram', 'zalo'] as const)('an official on %s', (channel) => {
  let world: PhoneWorld;
  let at: OfficialAtWork;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await officialAtWork(world);
  });
  afterEach(() => {
    expect(world.failures).toEqual([]);
  });

  it('sees the tasks of their agency in groups, and a card with the sentence, its day and where it stands', async () => {
    const { paper, plain, me, dueIn, open } = at;
    await dueIn(plain, -3);
    const [list] = await me.say('Việc của tôi');
    expect(list?.text).toMatch(/^Việc của Công an tỉnh: \d+ việc\./);
    expect(list?.text).toMatch(/Quá hạn\n1\. .*rà soát/i);
    expect(list?.text).toContain('Sắp tới');
    const card = await open(paper);
    expect(card.text).toContain('Kế hoạch số 45/KH-UBND, mục II.1.a');
    expect(card.text).toContain('Chủ trì xây dựng kế hoạch tuyên truyền');
    // "Trước ngày 30/6": the last day in time is the 29th.
    expect(card.text).toContain('chậm nhất 29/6/2027 (kế hoạch ghi: hoàn thành trước ngày 30/6/2027)');
    expect(card.buttons[0]).toBe('Đã xong');
  });

  it('reports with number, symbol and date in one line, and takes it back within five minutes', async () => {
    const { paper, me, state, open, forms } = at;
    await open(paper);
    const [asked] = await me.press('Đã xong');
    expect(asked?.text).toContain('số, ký hiệu và ngày gửi của kế hoạch');
    const [noted] = await me.say(`so 123/kh-ubnd ngay ${sayDay(TODAY)}`);
    expect(noted?.text).toContain(`Đã ghi: xong, số 123/KH-UBND ngày ${sayDay(TODAY)}`);
    expect(await state(paper)).toMatchObject({ state: 'reported', doneOn: TODAY });
    expect(await forms()).toEqual([{ step: null, data: {} }]);
    const [undone] = await me.press('Hoàn tác');
    expect(undone?.text).toContain('Đã hoàn tác');
    expect(await state(paper)).toMatchObject({ state: 'open', doneOn: null });
  });

  it('skips the number with one tap, and pressing twice changes nothing', async () => {
    const { paper, me, history, open } = at;
    const card = await open(paper);
    const [asked] = await me.press('Đã xong');
    await me.press('Bỏ qua');
    const [twice] = await me.press('Bỏ qua', asked);
    expect(twice?.text).toContain('đã xong hoặc đã bỏ');
    const [again] = await me.press('Đã xong', card);
    expect(again?.text).toContain('đã được báo xong');
    expect(await history(paper)).toEqual(['reported']);
  });

  it('is asked the day where only the number was typed, and told of a day that is none or has not come', async () => {
    const { paper, me, state, open } = at;
    await open(paper);
    await me.press('Đã xong');
    const [day] = await me.say('số 45/KH-CAT');
    expect(day?.text).toContain('Đã đọc: số 45/KH-CAT');
    expect((await me.say('31/6/2026'))[0]?.text).toContain('Lịch không có ngày này');
    expect((await me.say(sayDay(addDays(TODAY, 5))))[0]?.text).toContain('chưa đến');
    expect((await me.say('abc'))[0]?.text).toContain('chưa đọc được ngày');
    await me.press('Hôm qua');
    expect(await state(paper)).toMatchObject({ state: 'reported', doneOn: addDays(TODAY, -1) });
  });

  it('reports by plain words; with several tasks it is asked which', async () => {
    const { paper, me, state } = at;
    const [which] = await me.say(`đã gửi báo cáo số 9/BC-CAT ngày ${sayDay(TODAY)}`);
    expect(which?.text).toBe('Đồng chí báo xong việc nào?');
    const label = which?.buttons.find((text) => text.includes('xây dựng')) ?? '';
    const [noted] = await me.press(label);
    expect(noted?.text).toContain('số 9/BC-CAT');
    expect(await state(paper)).toMatchObject({ state: 'reported' });
    expect((await me.say('hoan tac'))[0]?.text).toContain('Đã hoàn tác');
    expect(await state(paper)).toMatchObject({ state: 'open' });
  });

  it('who leaves before a file was sent is not told that files came', async () => {
    const { plain, me, open, history } = at;
    await open(plain);
    if (channel === 'zalo') await me.press('Thêm…');
    await me.press('Gửi kèm tệp');
    expect((await me.press('Thôi'))[0]?.text).toContain('Đã bỏ, chưa ghi gì');
    expect(await history(plain)).toEqual([]);
  });

  it('takes the number that is typed under a list for the line, and begins no report by it', async () => {
    const { me, history, plain, paper, forms } = at;
    expect((await me.say('2'))[0]?.text).toContain('chưa hiểu');
    expect(await forms()).toEqual([]);
    const [which] = await me.say('tiến độ: đã xong 3/5 xã');
    expect(which?.text).toContain('Đồng chí báo tiến độ việc nào?');
    const [unknown] = await me.say('99');
    expect(unknown?.text).toContain('gõ số thứ tự');
    expect(unknown?.text).toContain('Đồng chí báo tiến độ việc nào?');
    const line = which?.buttons.findIndex((text) => text.includes('xây dựng')) ?? -1;
    expect((await me.say(`${line + 1}.`))[0]?.text).toContain('Đã ghi tiến độ');
    expect(await history(paper)).toEqual(['progress']);
    expect(await history(plain)).toEqual([]);
  });

  it('where one task is open, "xong" alone reports it, with what was said beside it', async () => {
    const { plain, me, only } = at;
    await only(plain);
    const [noted] = await me.say('Xong rồi, đã kiểm tra 12 cơ sở');
    expect(noted?.text).toContain('Đã ghi: xong');
    const [report] = await readHistory(world.db, [plain.id]);
    expect(report).toMatchObject({ kind: 'reported', data: { note: 'đã kiểm tra 12 cơ sở' } });
    expect((await me.say('chưa xong'))[0]?.text).toContain('chưa hiểu');
  });

  it('reports progress, and reads it again in the history', async () => {
    const { plain, me, open, only } = at;
    await open(plain);
    await me.press('Báo tiến độ');
    const [noted] = await me.say('đã xong 3/5 xã');
    expect(noted?.text).toContain('Đã ghi tiến độ');
    await only(plain);
    const [told] = await me.say('lịch sử');
    expect(told?.text).toContain('tiến độ: đã xong 3/5 xã (Trần Văn Bình)');
  });

  it('asks for another deadline in one sentence, and reads the decision on the card', async () => {
    const { paper, me, state, open, only } = at;
    await only(paper);
    const [asked] = await me.say('xin lùi đến 15/7/2027 vì chờ số liệu của các xã');
    expect(asked?.text).toContain('đề nghị đổi thời hạn đến 15/7/2027');
    expect(await state(paper)).toMatchObject({ askedOn: '2027-07-15', dueOn: '2027-06-29' });
    const decided = await decideExtension(world.db, {
      staff: 'Lan',
      at: new Date(),
      locale: 'vi',
      id: paper.id,
      grant: true,
      decisionNumber: '77/UBND-NC',
      decisionDate: TODAY,
    });
    expect(decided.kind).toBe('done');
    expect((await open(paper)).text).toContain(
      `được đồng ý: chậm nhất 15/7/2027 (số 77/UBND-NC ngày ${sayDay(TODAY)})`,
    );
  });

  it('is asked step by step for day and reason, and an earlier day is not taken', async () => {
    const { paper, me, open } = at;
    await open(paper);
    await me.press('Xin đổi thời hạn');
    expect((await me.say('1/6/2027'))[0]?.text).toContain('không muộn hơn thời hạn hiện nay');
    expect((await me.say('31/6/2027'))[0]?.text).toContain('Lịch không có ngày này');
    const [reason] = await me.say('20/7/2027');
    expect(reason?.text).toContain('gõ lý do');
    await me.say('chờ ý kiến của Sở Tài chính');
    const [entry] = await readHistory(world.db, [paper.id]);
    expect(entry?.data).toEqual({ reason: 'chờ ý kiến của Sở Tài chính', on: '2027-07-20' });
  });

  it('hands a task to a colleague of the agency, and nobody else is offered', async () => {
    const { plain, me, police, open, only } = at;
    await official(world.db, police, 'Lê Thị Hoa');
    const other = (await owed(world.db)).find(({ agencyId }) => agencyId !== police);
    await official(world.db, other?.agencyId ?? 0, 'Người Khác');
    await only(plain);
    const [who] = await me.say('bàn giao');
    expect(who?.buttons).toEqual(['Lê Thị Hoa', 'Thôi']);
    const [told] = await me.press('Lê Thị Hoa');
    expect(told?.text).toContain('Lê Thị Hoa chưa kết nối với Loa');
    expect((await open(plain)).text).toContain('Người theo dõi: Lê Thị Hoa');
  });

  it('is reminded again tomorrow of what is open', async () => {
    const { me } = at;
    const [told] = await me.say('mai nhắc lại');
    expect(told?.text).toContain(sayDay(addDays(TODAY, 1)));
    const { rows } = await world.db.pool.query(
      `select distinct on_day::text as day from obligation_event where kind = 'snoozed' and official_id = $1`,
      [at.officialId],
    );
    expect(rows).toEqual([{ day: addDays(TODAY, 1) }]);
  });

  it('who asks to be reminded tomorrow is not reminded of what is due in half a year', async () => {
    const { me, plain, paper, dueIn, history } = at;
    await dueIn(plain, 2);
    await dueIn(paper, 200);
    await me.say('mai nhắc lại');
    expect(await history(plain)).toEqual(['snoozed']);
    expect(await history(paper)).toEqual([]);
  });

  it('sends a picture only after the warning; one that came before it is not noted', async () => {
    const { paper, me, history } = at;
    const [unasked] = await me.picture();
    expect(unasked?.text).toContain('Không gửi tài liệu mật, danh sách người nghiện');
    expect(await history(paper)).toEqual([]);
    const label = unasked?.buttons.find((text) => text.includes('xây dựng')) ?? '';
    const [warning] = await me.press(label);
    expect(warning?.text).toContain('Không gửi tài liệu mật');
    await me.picture();
    expect(await history(paper)).toEqual([]);
    await me.press('Tôi đã hiểu, gửi tệp');
    expect((await me.picture())[0]?.text).toContain('Đã ghi nhận tệp');
    await me.press('Đã gửi đủ');
    const [entry] = await readHistory(world.db, [paper.id]);
    expect(entry).toMatchObject({ kind: 'attachment', data: { kind: 'picture', channel } });
  });

  it('reads "Đã tiếp nhận" when the standing agency has confirmed, and cannot change it any more', async () => {
    const { paper, me, state, open, only } = at;
    await only(paper);
    await me.say(`xong, số 1/KH-CAT ngày ${sayDay(TODAY)}`);
    await confirmReports(world.db, { staff: 'Lan', at: new Date(), locale: 'vi', ids: [paper.id] });
    const [list] = await me.say('việc của tôi');
    expect(list?.text).toContain('Đã tiếp nhận');
    expect((await open(paper)).text).toContain('Đã tiếp nhận. Cơ quan thường trực đã xác nhận');
    const [late] = await me.press('Hoàn tác');
    expect(late?.text).toContain('đã được tiếp nhận');
    expect(await state(paper)).toMatchObject({ state: 'confirmed' });
  });

  it('reads what is missing when it was sent back, first of all', async () => {
    const { paper, me, open, only } = at;
    await only(paper);
    await me.say(`xong, số 1/KH-CAT ngày ${sayDay(TODAY)}`);
    const missing = 'thiếu phụ lục số liệu';
    await sendBack(world.db, { staff: 'Lan', at: new Date(), locale: 'vi', id: paper.id, missing });
    const [list] = await me.say('việc của tôi');
    expect(list?.text).toContain('Cần bổ sung\n1.');
    expect((await open(paper)).text).toContain('đề nghị bổ sung: thiếu phụ lục số liệu');
  });

  it('cannot take back what is older than five minutes', async () => {
    const { plain, me, state } = at;
    const then = new Date(Date.now() - 6 * MINUTE_MS);
    await reportDone(world.db, {
      obligationId: plain.id,
      officialId: at.officialId,
      at: then,
      key: 'test:1',
      doc: null,
      note: null,
    });
    const [told] = await me.say('hoàn tác');
    expect(told?.text).toContain('Không có báo cáo nào vừa gửi');
    expect(await state(plain)).toMatchObject({ state: 'reported' });
  });

  it('a body that is only asked is kindly requested, and never told that it is late', async () => {
    const { plain, me, dueIn, open } = at;
    await dueIn(plain, -10);
    await world.db.pool.query(`update obligation set mode = 'đề nghị' where id = $1`, [plain.id]);
    const card = await open(plain);
    expect(card.text).toContain('Trân trọng đề nghị quý cơ quan');
    const all = me.shown().map(({ text }) => text);
    expect(all.join('\n')).not.toContain('uá hạn');
  });

  it('a follow-up day says that it is not in the plan', async () => {
    const { plain, dueIn, open } = at;
    await dueIn(plain, 5);
    await world.db.pool.query(
      `update obligation set source = 'follow-up', basis = 'Công văn số 123/UBND-NC' where id = $1`,
      [plain.id],
    );
    expect((await open(plain)).text).toContain('(không có trong kế hoạch; theo Công văn số 123/UBND-NC)');
  });
});
