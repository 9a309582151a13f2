import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../people/verifyAudit.js';
import { type Entry, NOTHING } from '../../../plans/reporting/checks.js';
import { makeWorkbook } from '../../../plans/reporting/makeWorkbook.js';
import { type Period, readPeriod } from '../../../plans/reporting/period.js';
import { readReport } from '../../../plans/reporting/readReport.js';
import { markOf, openWorkbook } from '../../../plans/reporting/readWorkbook.js';
import { acceptReports } from '../../../plans/reporting/settle.js';
import { lanOn, owed } from '../../../test/support/obligations.js';
import { type OfficialAtWork, officialAtWork, TODAY } from '../../../test/support/officialAtWork.js';
import { FORM_LINKS, type PhoneWorld, type Shown, startPhones } from '../../../test/support/officialPhones.js';
import { agencyNamed, bodyNamed, keepForm, openFor, sheetOf } from '../../../test/support/reports.js';

const POLICE = 'Công an tỉnh';
const HEADS = ['Ghi chú', 'Cùng kỳ', 'Kỳ này', 'Chỉ tiêu', 'Luỹ kế', 'Mã'];

describe.each(['telegram', 'zalo'] as const)(
  'the form of a report, out of a chat on %s and back into it',
  (channel) => {
    let world: PhoneWorld;
    let at: OfficialAtWork;
    let period: Period;
    let obligationId: number;
    let auditedBefore: number;

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
      period = await opened('6 tháng đầu năm 2027');
      obligationId = (await bodyNamed(world.db, period, POLICE)).obligationId;
      const { rows } = await world.db.pool.query<{ id: number }>('select max(id)::int as id from audit_event');
      auditedBefore = rows[0]?.id ?? 0;
    });
    afterEach(() => {
      expect(world.failures).toEqual([]);
    });

    const opened = async (name: string): Promise<Period> => {
      const { rows } = await world.db.pool.query<{ id: number }>('select id from plan');
      return openFor(world.db, rows[0]?.id ?? 0, { name, bodies: `${POLICE}, Sở Y tế`, nextDueOn: '2027-07-10' });
    };
    const entries = (values: Record<string, number | string>): ReadonlyMap<string, Entry> =>
      new Map(
        Object.entries(values).map(([code, value]) => [
          code,
          typeof value === 'number' ? { ...NOTHING, value } : { ...NOTHING, text: value },
        ]),
      );
    const GOOD = { A1: 5, A2: 7, B: 100, B1: 10, D: 3.5, P: 2, I: 'Đã tổ chức.' };
    const formOf = async (body: string, values: Record<string, number | string>, of = period) =>
      makeWorkbook({ form: of.form, period: of, agency: await agencyNamed(world.db, body), known: entries(values) });
    const text = (shown: readonly Shown[]): string => shown.map((one) => one.text).join('\n');
    const send = async (bytes: Uint8Array, name = 'bieu.xlsx'): Promise<string> => text(await at.me.file(name, bytes));
    const state = async () => (await owed(world.db)).find(({ id }) => id === obligationId)?.state;
    const figures = async () => {
      const { figures: all } = await readReport(world.db, period, await bodyNamed(world.db, period, POLICE));
      return Object.fromEntries(all.map(({ code, value }) => [code, value]));
    };
    const filings = async () =>
      (await world.db.pool.query('select via, taken, sha256 is not null as file from report_filing order by id')).rows;
    const draft = async () => (await world.db.pool.query('select code from figure_draft')).rows.length;
    const refusals = async () => {
      const { rows } = await world.db.pool.query<{ entry: string }>(
        `select entry from audit_event where entry like '%reports.refuse%' and id > $1 order by id`,
        [auditedBefore],
      );
      return rows.map(({ entry }) => /"code":"([a-z-]+)"/.exec(entry)?.[1]);
    };
    const begin = async (): Promise<Shown[]> => {
      await at.only({ ...at.paper, id: obligationId });
      return at.me.say('xong');
    };

    it('is given by a word and by a button, filled in as far as anything is known', async () => {
      await begin();
      await at.me.say('5');
      const said = text(await at.me.say('tải biểu mẫu'));
      expect(said).toContain('gửi lại tệp vào cuộc trò chuyện này');
      expect(said).toContain('Loa vẫn chờ câu trả lời');
      if (channel === 'telegram') {
        const document = await at.me.received();
        expect(document?.name).toBe(`bieu-${period.id}-cong-an-tinh.xlsx`);
        const back = openWorkbook(document?.bytes ?? new Uint8Array());
        expect(markOf(back)).toMatchObject({ period: period.id });
        expect(JSON.stringify(back)).toContain('"value":5');
      } else {
        const url = at.me.leadsTo('Mở biểu mẫu (.xlsx)') ?? '';
        const name = /\/forms\/([\w-]+)\.xlsx$/.exec(url)?.[1] ?? '';
        expect(FORM_LINKS.read(name)).toMatchObject({ period: period.id });
        expect(FORM_LINKS.read(name.replace(/^\d+/, '99'))).toBeNull();
      }
      const [list] = await at.me.say('việc của tôi');
      const [card] = await at.me.press(
        list?.buttons.find((label) => label.includes('Báo cáo thử') && label.includes('03/7')) ?? '',
        list,
      );
      expect(card?.buttons).toContain('Tải biểu mẫu');
      expect(text(await at.me.press('Tải biểu mẫu', card))).toContain('Biểu mẫu kỳ “6 tháng đầu năm 2027”');
      expect(await state()).toBe('open');
    });

    it('comes back filled, is shown whole, and is sent by the word and not by the file', async () => {
      const shown = await send(await formOf(POLICE, GOOD));
      expect(shown).toContain('Đã đọc biểu “bieu.xlsx”, kỳ “6 tháng đầu năm 2027”: 7/9 mục có nội dung. Chưa gửi.');
      expect(shown).toContain('A. Số buổi: 12 buổi (Loa tính)');
      expect(await state()).toBe('open');
      expect(await filings()).toEqual([]);
      expect(text(await at.me.say('gửi'))).toContain('Đã gửi báo cáo kỳ');
      expect(await state()).toBe('reported');
      expect(await figures()).toMatchObject({ A: 12, A1: 5, A2: 7, B: 100, B1: 10, D: 3.5, P: 2 });
      expect(await filings()).toEqual([{ via: 'workbook', taken: true, file: true }]);
      expect(await draft()).toBe(0);
      expect((await verifyAudit(world.db)).ok).toBe(true);
    });

    it('may have its columns moved, be passed on, and be put right in the chat before it is sent', async () => {
      const body = await bodyNamed(world.db, period, POLICE);
      const mark = { period: period.id, agency: body.id, form: period.formSha };
      const rows = [
        [null, 11, 5, 'Ở trường', null, 'A1'],
        [null, 12, 7, 'Ở khu dân cư', null, 'A2'],
        [null, null, 12, 'Số buổi', null, 'A'],
        [null, null, 100, 'Lượt người', null, 'B'],
      ];
      const shown = text(await at.me.file('bieu.xlsx', await sheetOf(HEADS, rows, mark), { passedOn: true }));
      expect(shown).toContain('A. Số buổi: 12 buổi (Loa tính)');
      expect(text(await at.me.say('A2: 9'))).toContain('A. Số buổi: 14 buổi (Loa tính)');
      await at.me.press('Gửi báo cáo');
      const { figures: all } = await readReport(world.db, period, body);
      expect(all.find(({ code }) => code === 'A1')).toMatchObject({ value: 5, samePeriod: 11 });
      expect(all.find(({ code }) => code === 'A2')).toMatchObject({ value: 9, samePeriod: 12 });
      expect(all.find(({ code }) => code === 'A')).toMatchObject({ value: 14 });
      expect(await filings()).toEqual([{ via: 'chat', taken: true, file: false }]);
    });

    it('says every fault with sheet, cell and remedy, and keeps nothing of the file', async () => {
      const body = await bodyNamed(world.db, period, POLICE);
      const mark = { period: period.id, agency: body.id, form: period.formSha };
      await begin();
      await at.me.say('5');
      const rows = [
        [null, null, 'năm', 'Ở trường', null, 'A1'],
        [null, null, -3, 'Ở khu dân cư', null, 'A2'],
        [null, null, 9, 'Không có', null, 'ZZ'],
      ];
      const told = await send(await sheetOf(HEADS, rows, mark));
      expect(told).toContain('Chưa nhận được biểu “bieu.xlsx”, Loa không lưu gì từ tệp này');
      expect(told).toMatch(/Trang “Biểu”, ô C4: Ở trường: “năm” không phải là số\. Chỉ ghi số/);
      expect(told).toMatch(/ô C5: Ở khu dân cư: “-3” là số âm\. Ghi số từ 0 trở lên/);
      expect(told).toContain('“ZZ” không có trong biểu');
      expect(told).toContain('Loa vẫn chờ câu trả lời');
      expect(await draft()).toBe(1);
      expect(text(await at.me.say('7'))).toContain('Câu 3/7');
      expect(await send(await formOf(POLICE, { ...GOOD, A: 99 }))).toMatch(/Trang “Biểu số liệu”, ô E\d+: .*99/);
      expect(await send(await formOf(POLICE, {}))).toContain('Biểu chưa có số liệu nào');
      expect(await refusals()).toEqual(['bad-workbook', 'report-broken', 'report-empty']);
      expect(await draft()).toBe(2);
    });

    it("another body's form and another period's are told apart and refused", async () => {
      expect(await send(await formOf('Sở Y tế', { A1: 1 }))).toContain('Biểu này của đơn vị khác');
      const later = await opened('cả năm 2027');
      await at.me.say('thôi');
      const [list] = await at.me.say('việc của tôi');
      expect(list?.text).toContain('Báo cáo thử');
      await world.db.pool.query(`update obligation set state = 'dropped' where agency_id = $1 and id <> $2`, [
        at.police,
        obligationId,
      ]);
      await at.me.say('xong');
      expect(await send(await formOf(POLICE, { A1: 1 }, later))).toContain('Biểu này của kỳ khác');
      expect(await refusals()).toEqual(['bad-workbook', 'bad-workbook']);
      await at.me.say('thôi');
      expect(await send(await formOf(POLICE, { A1: 1 }, later))).toContain('không phải báo cáo kỳ ghi trong biểu này');
      expect(await draft()).toBe(0);
    });

    it('the same file twice changes nothing, another one takes its place, and after the confirmation it is refused and kept', async () => {
      const good = await formOf(POLICE, GOOD);
      await send(good);
      expect(await send(good)).toContain('Chưa gửi');
      await at.me.say('gửi');
      expect(await send(good)).toContain('đã được gửi, không có gì thay đổi');
      expect(await send(await formOf(POLICE, { ...GOOD, B: 200 }))).toContain('B. Lượt người: 200');
      expect(text(await at.me.say('gửi'))).toContain('Đã gửi bản sửa');
      await acceptReports(world.db, period, 'all', lanOn(TODAY));
      const late = await formOf(POLICE, { ...GOOD, B: 300 });
      expect(await send(late)).toMatch(/đã được tiếp nhận nên không thay được\. Bản vừa gửi được giữ trong lịch sử/);
      expect(await send(late)).toContain('đã được tiếp nhận');
      expect((await filings()).map(({ taken }) => taken)).toEqual([true, true, false]);
      expect(await refusals()).toEqual(['report-confirmed', 'report-confirmed']);
      expect(await figures()).toMatchObject({ B: 200 });
    });

    it('killed before it was told, the same update shows the same and does nothing twice', async () => {
      const good = await formOf(POLICE, GOOD);
      await send(good);
      const update = world.handled.at(-1);
      if (update === undefined) throw new Error('nothing was answered');
      await world.repeat(update);
      expect(at.me.shown().at(-1)?.text).toContain('Xem lại báo cáo');
      expect((await at.forms()).length).toBe(1);
      // Killed between the draft and the question: the draft is there, the form is not.
      await world.db.pool.query('delete from chat_form');
      await world.repeat(update);
      expect(at.me.shown().at(-1)?.text).toContain('Chưa gửi');
      await at.me.say('gửi');
      expect(await at.history({ ...at.paper, id: obligationId })).toEqual(['reported']);
      await acceptReports(world.db, period, 'all', lanOn(TODAY));
      await send(await formOf(POLICE, { ...GOOD, B: 300 }));
      const late = world.handled.at(-1);
      if (late === undefined) throw new Error('nothing was answered');
      await world.repeat(late);
      expect(await refusals()).toEqual(['report-confirmed']);
      expect((await filings()).length).toBe(2);
    });

    it('in the middle of another question it is read, and that question is left and named', async () => {
      await at.open(at.paper);
      await at.me.press('Báo tiến độ');
      const shown = await send(await formOf(POLICE, GOOD));
      expect(shown).toContain('Chưa gửi');
      expect(shown).toContain('xây dựng kế hoạch');
      expect(text(await at.me.say('thôi'))).toContain('vẫn được giữ');
      expect(await draft()).toBe(9);
      expect(await state()).toBe('open');
    });

    it('a file that is no form of ours goes the way of any file, and one that cannot be opened says why', async () => {
      const other = await sheetOf(['Họ tên', 'Ghi chú'], [['…', '…']], null);
      const told = await send(other, 'danh-sach.xlsx');
      expect(told).toContain('không có dòng mã LOA-');
      expect(told).toContain('danh sách người nghiện');
      expect(await send(Buffer.from('%PDF-1.7'), 'bao-cao.pdf')).not.toContain('LOA-');
      expect(await send(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'bieu.xls')).toContain('kiểu cũ (.xls)');
      const bomb = zipSync({ '[Content_Types].xml': new Uint8Array(1), 'xl/workbook.xml': new Uint8Array(50 << 20) });
      expect(await send(bomb)).toContain('bung ra quá lớn');
      expect(await send(Buffer.from('PK\u0003\u0004 broken'))).toContain('bị hỏng');
      await begin();
      expect(await send(Buffer.from('%PDF-1.7'), 'bao-cao.pdf')).toContain('không đọc được số liệu trong tệp này');
      // Without its mark it is taken while that very report is being asked for.
      const bare = await sheetOf(['Mã', 'Kỳ này'], [['A1', 4]], null);
      expect(await send(bare, 'khong-ma.xlsx')).toContain('A1. Ở trường: 4 buổi');
    });

    it.runIf(channel === 'telegram')('number and day of the paper may stand under it', async () => {
      await at.me.file('bieu.xlsx', await formOf(POLICE, GOOD), {
        caption: 'Đã gửi báo cáo số 9/BC-CAT ngày 20/11/2026',
      });
      await at.me.say('gửi');
      const [list] = await at.me.say('việc của tôi');
      const [card] = await at.me.press(
        list?.buttons.find((label) => label.includes('Báo cáo thử') && label.includes('03/7')) ?? '',
        list,
      );
      expect(card?.text).toContain('số 9/BC-CAT');
    });

    it('whoever has no period under way is answered as before', async () => {
      await world.db.pool.query(`update obligation set state = 'dropped' where period_id is not null`);
      expect(text(await at.me.say('tải biểu mẫu'))).toContain('không có báo cáo nào theo biểu');
      expect(await send(Buffer.from('PK\u0003\u0004 broken'), 'khac.xlsx')).not.toContain('bị hỏng');
      expect(await readPeriod(world.db, period.id)).not.toBeNull();
    });
  },
);
