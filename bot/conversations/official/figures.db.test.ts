import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPeriod } from '../../../plans/reporting/period.js';
import { readReport } from '../../../plans/reporting/readReport.js';
import { acceptReports, returnReport } from '../../../plans/reporting/settle.js';
import { lanOn, official, owed } from '../../../test/support/obligations.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { type PhoneWorld, type Shown, startPhones } from '../../../test/support/officialPhones.js';
import { bodyNamed, keepForm, openFor } from '../../../test/support/reports.js';

const POLICE = 'Công an tỉnh';

describe.each(['telegram', 'zalo'] as const)('the figures of a reporting period, in a chat on %s', (channel) => {
  let world: PhoneWorld;
  let at: OfficialAtWork;
  let periodId: number;
  let obligationId: number;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await officialAtWork(world);
    await world.db.pool.query(
      'truncate report_form, reporting_period, figure, figure_draft, report_filing restart identity',
    );
    await keepForm(world.db);
    const { rows } = await world.db.pool.query<{ id: number }>('select id from plan');
    const period = await openFor(world.db, rows[0]?.id ?? 0, { bodies: POLICE, nextDueOn: '2027-07-10' });
    periodId = period.id;
    obligationId = (await bodyNamed(world.db, period, POLICE)).obligationId;
  });
  afterEach(() => {
    expect(world.failures).toEqual([]);
  });

  const period = async () => {
    const found = await readPeriod(world.db, periodId);
    if (found === null) throw new Error('no period');
    return found;
  };
  const state = async () => (await owed(world.db)).find(({ id }) => id === obligationId)?.state;
  const figures = async () => {
    const { figures: all } = await readReport(
      world.db,
      await period(),
      await bodyNamed(world.db, await period(), POLICE),
    );
    return Object.fromEntries(all.map(({ code, value }) => [code, value]));
  };
  /** Opens the card of the period's report. */
  const card = async (me = at.me): Promise<Shown> => {
    const isIt = (label: string): boolean => label.includes('Báo cáo thử') && label.includes('03/7');
    let [list] = await me.say('việc của tôi');
    while (list?.buttons.some(isIt) === false) [list] = await me.press('Xem tiếp', list);
    const [shown] = await me.press(list?.buttons.find(isIt) ?? '', list);
    if (shown === undefined) throw new Error('no card came');
    return shown;
  };
  /** The last message, whole: a long one is several on Zalo. */
  const text = (shown: readonly Shown[]): string => shown.map((one) => one.text).join('\n');
  const answerAll = async (...answers: string[]): Promise<string> => {
    let said = '';
    for (const answer of answers) said = text(await at.me.say(answer));
    return said;
  };

  it('the "done" button does not report it without figures: it leads to them', async () => {
    const shown = await card();
    expect(shown.text).toContain('bấm Tải biểu mẫu, điền tệp Excel rồi gửi lại tệp vào đây');
    expect(shown.buttons).toContain('Báo cáo số liệu');
    expect(shown.buttons).not.toContain('Đã xong');
    const [asked] = await at.me.press('Báo cáo số liệu');
    expect(asked?.text).toContain('Câu 1/7');
    expect(asked?.text).toContain('A1. Ở trường (buổi)\nThuộc: Số buổi');
    expect(await state()).toBe('open');
  });

  it('"xong" and "đã gửi báo cáo số …" in plain words lead to the figures too, and the number is kept with the report', async () => {
    await world.db.pool.query(`update obligation set state = 'dropped' where agency_id = $1 and id <> $2`, [
      at.police,
      obligationId,
    ]);
    expect(text(await at.me.say('xong'))).toContain('Câu 1/7');
    await at.me.say('thôi');
    expect(text(await at.me.say(`đã gửi báo cáo số 9/BC-CAT ngày 20/11/2026`))).toContain('Câu 1/7');
    expect(await state()).toBe('open');
    await answerAll('5', '7', '100', '10', '3,5', '2', 'Đã tổ chức.');
    await at.me.press('Gửi báo cáo');
    expect((await card()).text).toContain('số 9/BC-CAT');
    expect(await state()).toBe('reported');
  });

  it("asks one at a time, takes nothing for an answer, and shows all of it with Loa's sums before it is sent", async () => {
    await card();
    await at.me.press('Báo cáo số liệu');
    expect(await answerAll('5')).toContain('Đã ghi Ở trường: 5 buổi');
    expect(await answerAll('bảy')).toMatch(/“bảy” không phải là số[\s\S]*A2\. Ở khu dân cư/);
    expect(await answerAll('7', '1.000')).toContain('Đã ghi Lượt người: 1.000 lượt');
    expect(await answerAll('không có')).toContain('chưa có số liệu');
    const [words] = (await at.me.press('Chưa có số liệu')).slice(-1);
    expect(words?.text).toContain('P. Số vụ (vụ)');
    expect(await answerAll('không phát sinh')).toContain('Đã ghi Số vụ: 0 vụ');
    const summary = await answerAll('Xin lùi sân khấu vào tháng 7, đã tổ chức 12 buổi.');
    expect(summary).toContain('A. Số buổi: 12 buổi (Loa tính)');
    expect(summary).toContain('B. Lượt người: 1.000 lượt');
    expect(summary).toContain('Còn 3 chỉ tiêu chưa có số liệu');
    expect(await state()).toBe('open');
    const sent = text(await at.me.press('Gửi báo cáo'));
    expect(sent).toContain('Đã gửi báo cáo kỳ “6 tháng đầu năm 2027”');
    expect(await state()).toBe('reported');
    expect(await figures()).toMatchObject({ A: 12, A1: 5, A2: 7, B: 1000, B1: null, P: 0 });
    expect(text(await at.me.press('Hoàn tác'))).toContain('Đã hoàn tác');
    expect(await state()).toBe('open');
  });

  it('cannot be sent while a part is more than the whole, and is mended by code and figure', async () => {
    await card();
    await at.me.press('Báo cáo số liệu');
    await answerAll('5', '7', '100', '1.300', '1', '2');
    const [wrong] = (await at.me.say('bỏ qua')).slice(-1);
    expect(wrong?.text).toContain('1.300 lớn hơn B là 100');
    expect(wrong?.buttons).not.toContain('Gửi báo cáo');
    expect(await answerAll('gửi')).toContain('1.300 lớn hơn B là 100');
    expect(await state()).toBe('open');
    expect(await answerAll('số liệu kia')).toContain('chưa thấy mã nào');
    expect(await answerAll('b1: 30')).toContain('B1. Trong đó học sinh: 30 lượt');
    expect(await answerAll('A2')).toContain('A2. Ở khu dân cư (buổi)');
    expect(await answerAll('8')).toContain('A. Số buổi: 13 buổi');
    await at.me.press('Gửi báo cáo');
    expect(await figures()).toMatchObject({ A: 13, B1: 30 });
  });

  it('goes on where it was after another command, after it was left, and after a crash', async () => {
    await card();
    await at.me.press('Báo cáo số liệu');
    await answerAll('5', '7');
    const [list, waiting] = await at.me.say('việc của tôi');
    expect(list?.text).toContain('Việc của Công an tỉnh');
    expect(waiting?.text).toContain('Loa vẫn chờ câu trả lời');
    const seven = world.handled.at(-2);
    if (seven === undefined) throw new Error('nothing was answered');
    await world.repeat(seven);
    expect(at.me.shown().at(-1)?.text).toContain('Câu 3/7');
    expect(await answerAll('thôi')).toContain('vẫn được giữ');
    expect((await at.forms()).map((one) => (one as { step: string | null }).step)).toEqual([null]);
    await card();
    expect(text(await at.me.press('Báo cáo số liệu'))).toMatch(/vẫn được giữ[\s\S]*Câu 3\/7/);
    expect(text(await at.me.picture())).toContain('không đọc được số liệu trong tệp này');
    expect(await answerAll('100')).toContain('Câu 4/7');
  });

  it('pressing twice passes over one figure and not the next, and sends once', async () => {
    await card();
    const [first] = await at.me.press('Báo cáo số liệu');
    await at.me.press('Chưa có số liệu', first);
    expect(text(await at.me.press('Chưa có số liệu', first))).toMatch(/không có gì thay đổi[\s\S]*Câu 2\/7/);
    await answerAll('7', '100', '10', '1', '2');
    const [summary] = (await at.me.say('bỏ qua')).slice(-1);
    await at.me.press('Gửi báo cáo', summary);
    expect(text(await at.me.press('Gửi báo cáo', summary))).toContain('đã xong hoặc đã bỏ');
    const press = world.handled.at(-2);
    if (press === undefined) throw new Error('nothing was answered');
    await world.repeat(press);
    expect(await at.history({ ...at.paper, id: obligationId })).toEqual(['reported']);
  });

  it('two phones of one agency fill in the same report, and the second cannot send it again', async () => {
    const other = await world.official(await official(world.db, at.police, 'Lê Thị Hoa'));
    await card();
    await at.me.press('Báo cáo số liệu');
    await answerAll('5', '7', '100');
    await card(other);
    expect(text(await other.press('Báo cáo số liệu'))).toContain('Câu 4/7');
    for (const answer of ['10', '1', '2']) await other.say(answer);
    const [summary] = (await other.say('bỏ qua')).slice(-1);
    expect(await answerAll('11')).toContain('Xem lại báo cáo');
    await at.me.press('Gửi báo cáo');
    expect(await figures()).toMatchObject({ A1: 5, B1: 11, P: 2 });
    expect(text(await other.press('Gửi báo cáo', summary))).toContain('đang chờ xác nhận');
    expect(await at.history({ ...at.paper, id: obligationId })).toEqual(['reported']);
  });

  it('sent back, it begins with what was reported; after the confirmation a late one is refused and kept', async () => {
    await card();
    await at.me.press('Báo cáo số liệu');
    await answerAll('5', '7', '100', '10', '1', '2', 'Đã tổ chức.');
    await at.me.press('Gửi báo cáo');
    await returnReport(world.db, await period(), at.police, 'xem lại B', lanOn(TODAY));
    await card();
    expect(text(await at.me.press('Báo cáo số liệu'))).toContain('B. Lượt người: 100 lượt');
    expect(await answerAll('B: 120')).toContain('B. Lượt người: 120 lượt');
    await at.me.press('Gửi báo cáo');
    expect(await figures()).toMatchObject({ B: 120, A: 12 });
    await card();
    const [summary] = (await at.me.press('Sửa số liệu')).slice(-1);
    await acceptReports(world.db, await period(), 'all', lanOn(TODAY));
    expect(text(await at.me.press('Gửi báo cáo', summary))).toContain('đã được tiếp nhận nên không thay được');
    const { rows } = await world.db.pool.query('select taken from report_filing order by id');
    expect(rows.map((one) => one['taken'])).toEqual([true, true, false]);
  });

  it('what the standing agency does next with the figures is reported done as ever', async () => {
    const [list] = await at.me.say('việc của tôi');
    const [next] = await at.me.press(list?.buttons.find((label) => label.includes('10/7')) ?? '');
    expect(next?.buttons).toContain('Đã xong');
  });
});
