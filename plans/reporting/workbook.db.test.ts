import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatFault, InputError } from '../../base/errors.js';
import { verifyAudit } from '../../people/verifyAudit.js';
import type { Database } from '../../prisma/database.js';
import { lanOn, livePlan, standingAgency } from '../../test/support/obligations.js';
import { refusalOf } from '../../test/support/refusal.js';
import { bodyNamed, filerOn, forgetReports, keepForm, openFor, sheetOf } from '../../test/support/reports.js';
import { makeWorkbook } from './makeWorkbook.js';
import { type Body, type Period, readBodiesOf } from './period.js';
import { readKnown, readReport } from './readReport.js';
import { acceptReports, returnReport } from './settle.js';
import { takeWorkbook } from './takeWorkbook.js';

const HEADS = ['STT', 'Mã', 'Chỉ tiêu', 'Đơn vị tính', 'Kỳ này', 'Luỹ kế', 'Cùng kỳ', 'Ghi chú'];
type Cell = string | number | Date | null;
const GOOD: [string, Cell][] = [
  ['A', 12],
  ['A1', 5],
  ['A2', 7],
  ['B', '1.234'],
  ['B1', 617],
  ['C', '50%'],
  ['D', '1.234,5'],
];

let db: Database;
let planId: number;
let period: Period;
let health: Body;

beforeAll(async () => {
  db = await standingAgency();
  planId = await livePlan(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  await forgetReports(db);
  await keepForm(db);
  period = await openFor(db, planId);
  health = await bodyNamed(db, period, 'Sở Y tế');
});

const mark = (more: object = {}) => ({ period: period.id, agency: health.id, form: period.formSha, ...more });
const rowsOf = (figures: readonly [string, Cell][]): Cell[][] =>
  figures.map(([code, value], at) => [at + 1, code, `Chỉ tiêu ${code}`, 'x', value, null, null, null]);
const good = (changes: Record<string, Cell> = {}): Cell[][] =>
  rowsOf(GOOD.map(([code, value]) => [code, code in changes ? (changes[code] ?? null) : value]));
const take = (bytes: Uint8Array, day = '2027-07-01') =>
  takeWorkbook(db, bytes, { file: 'so-y-te.xlsx', agency: health.id, period: period.id }, filerOn(day));
const stateNow = async (): Promise<string | undefined> =>
  (await readBodiesOf(db, period.id)).find(({ id }) => id === health.id)?.state;
const figures = async () =>
  Object.fromEntries((await readReport(db, period, health)).figures.map(({ code, value }) => [code, value]));

async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(formatFault);
    throw error;
  }
  return [];
}

describe('a filled workbook', () => {
  it('is read whatever the order of its columns, with numbers as Vietnam writes them', async () => {
    const order = [4, 2, 7, 1, 0];
    const heads = order.map((at) => HEADS[at] ?? '');
    const moved = good()
      .map((row) => order.map((at) => row[at] ?? null))
      .reverse();
    expect(await take(await sheetOf(heads, moved, mark()))).toMatchObject({ state: 'sent', filled: 7 });
    expect(await figures()).toEqual({ A: 12, A1: 5, A2: 7, B: 1234, B1: 617, C: 50, D: 1234.5 });
    expect(await stateNow()).toBe('sent');
  });

  it('that Loa made comes back as it went out, outline and all', async () => {
    await take(await sheetOf(HEADS, good(), mark()));
    const made = await makeWorkbook({
      form: period.form,
      period,
      agency: health,
      known: await readKnown(db, period, health.id),
    });
    const again = await takeWorkbook(db, made, { file: 'bieu.xlsx' }, filerOn('2027-07-02'));
    expect(again).toMatchObject({ amended: true, filled: 7, agency: { name: 'Sở Y tế' } });
    expect(await figures()).toMatchObject({ A: 12, B: 1234, D: 1234.5 });
  });

  it('says of each wrong figure where it stands and what to do, and keeps nothing of it', async () => {
    const faults = await faultsOf(
      take(await sheetOf(HEADS, good({ A1: 'mười hai', B: -5, D: new Date('2027-07-03') }), mark())),
    );
    expect(faults).toHaveLength(3);
    expect(faults[0]).toMatch(
      /^so-y-te\.xlsx:5: Sheet “Biểu”, cell E5: .*“mười hai” is not a number.*Write the number alone/,
    );
    expect(faults[1]).toMatch(/cell E7: .*below zero/);
    expect(faults[2]).toMatch(/cell E10: .*date/);
    expect(await stateNow()).toBe('none');
    expect(Object.values(await figures()).every((value) => value === null)).toBe(true);
    const { rows } = await db.pool.query<{ entry: string }>(
      `select entry from audit_event where entry like '%reports.refuse%'`,
    );
    expect(rows.at(-1)?.entry).toContain('bad-workbook');
    expect((await verifyAudit(db)).ok).toBe(true);
  });

  it.each([
    ['a total that is not the sum of its parts', { A: 13 }, /cell E4: A .*13.*A1 \+ A2 = 12/],
    ['a part that is more than the whole', { B1: 1300, C: null }, /cell E8: B1 .*1,300 is more than B/],
    ['a share that is another', { C: 40 }, /cell E9: C .*40%.*50%/],
  ] as const)('with %s is refused with its cell', async (_what, changes, words) => {
    const faults = await faultsOf(take(await sheetOf(HEADS, good(changes), mark())));
    expect(faults.join('\n')).toMatch(words);
    expect(await stateNow()).toBe('none');
  });

  it('has its totals and shares worked out where they were left empty', async () => {
    await take(await sheetOf(HEADS, good({ A: null, C: null }), mark()));
    expect(await figures()).toMatchObject({ A: 12, C: 50 });
  });

  it('keeps a gap as a gap and asks about it, instead of reporting nought', async () => {
    const { questions } = await take(await sheetOf(HEADS, good({ D: null }), mark()));
    expect(questions).toEqual([{ code: 'D', kind: 'blank', now: null, before: null }]);
    expect((await figures())['D']).toBeNull();
  });

  it.each([
    ['of another period', () => mark({ period: 999 }), /another period/],
    ['of another body', () => mark({ agency: 1 + health.id }), /another body/],
    ['of a former form', () => mark({ form: '00000000' }), /old form/],
  ])('%s is recognised and refused', async (_what, marked, words) => {
    expect((await faultsOf(take(await sheetOf(HEADS, good(), marked())))).join()).toMatch(words);
  });

  it.each([
    [
      'without the column of figures',
      ['STT', 'Mã', 'Chỉ tiêu', 'Đơn vị tính', 'Số', 'x', 'y', 'z'],
      /no column Kỳ này/,
    ],
    [
      'with that column twice',
      ['STT', 'Mã', 'Chỉ tiêu', 'Đơn vị tính', 'Kỳ này', 'Kỳ này', 'y', 'z'],
      /same heading as cell E3/,
    ],
    ['without codes and names', ['STT', 'x', 'y', 'Đơn vị tính', 'Kỳ này', 'Luỹ kế', 'y', 'z'], /no column Mã/],
  ])('%s says so', async (_what, heads, words) => {
    expect((await faultsOf(take(await sheetOf(heads, good(), mark())))).join()).toMatch(words);
  });

  it('names a row that is not in the form, one that stands twice, and one that is another body’s to fill in', async () => {
    const rows = [
      ...good(),
      ...rowsOf([
        ['ZZ', 4],
        ['A1', 5],
        ['P', 3],
      ]),
    ];
    const faults = (await faultsOf(take(await sheetOf(HEADS, rows, mark())))).join('\n');
    expect(faults).toMatch(/cell E11: .*“ZZ” is not in the form/);
    expect(faults).toMatch(/cell B12: code A1 stands in row 5/);
    expect(faults).toMatch(/cell E13: .*not asked of this body/);
  });

  it.each([
    ['nothing', new Uint8Array(), /empty/],
    ['a CSV under another name', strToU8('ma,ky nay\nA,3\n'), /not an Excel \.xlsx/],
    ['an old .xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /old Excel file/],
    ['some other zip', zipSync({ 'a.txt': strToU8('a') }), /not an Excel \.xlsx/],
    [
      'a broken workbook',
      zipSync({ '[Content_Types].xml': strToU8('<a/>'), 'xl/workbook.xml': strToU8('<workbook><sheets>') }),
      /damaged/,
    ],
    ['far too much', new Uint8Array(11 * 1024 * 1024), /larger than 10 MB/],
    [
      'a zip bomb',
      zipSync({
        '[Content_Types].xml': strToU8('<a/>'),
        'xl/workbook.xml': strToU8('<w/>'),
        'xl/worksheets/sheet1.xml': new Uint8Array(64 * 1024 * 1024),
      }),
      /unpacks to too much/,
    ],
  ])('that is %s is one clear line', async (_what, bytes, words) => {
    const faults = await faultsOf(take(bytes));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(words);
    expect(await stateNow()).toBe('none');
  });

  it('without a single figure is refused', async () => {
    expect(await refusalOf(take(await sheetOf(HEADS, rowsOf(GOOD.map(([code]) => [code, null])), mark())))).toBe(
      'report-empty',
    );
  });

  it('sent again before it is received takes the former one’s place, and both stay in the history', async () => {
    await take(await sheetOf(HEADS, good(), mark()));
    expect(await take(await sheetOf(HEADS, good({ D: 9 }), mark()))).toMatchObject({ amended: true });
    expect((await figures())['D']).toBe(9);
    expect((await readReport(db, period, health)).history.map(({ taken }) => taken)).toEqual([true, true]);
  });

  it('sent again after it was received is refused, kept and audited; after it was sent back it is taken', async () => {
    await take(await sheetOf(HEADS, good(), mark()));
    const lan = lanOn('2027-07-02');
    expect(await acceptReports(db, period, 'all', lan)).toEqual({ accepted: ['Sở Y tế'], already: [], notSent: [] });
    expect(await stateNow()).toBe('accepted');
    const second = await sheetOf(HEADS, good({ D: 9 }), mark());
    expect((await faultsOf(take(second))).join()).toMatch(/has been received.*kept in the history/);
    expect((await figures())['D']).toBe(1234.5);
    expect((await readReport(db, period, health)).history.map(({ taken }) => taken)).toEqual([true, false]);
    const { rows } = await db.pool.query<{ entry: string }>(
      `select entry from audit_event where entry like '%report-confirmed%'`,
    );
    expect(rows).toHaveLength(1);

    expect(await refusalOf(returnReport(db, period, health.id, ' ', lan))).toBe('no-reason');
    expect(await returnReport(db, period, health.id, 'Thiếu kinh phí quý II', lan)).toMatchObject({
      state: 'returned',
      missing: 'Thiếu kinh phí quý II',
    });
    expect(await take(second, '2027-07-05')).toMatchObject({ state: 'sent', amended: false });
    expect((await figures())['D']).toBe(9);
  });

  it('is not received by who may not confirm, nor sent back where nothing was sent', async () => {
    await take(await sheetOf(HEADS, good(), mark()));
    expect(await refusalOf(acceptReports(db, period, 'all', { ...lanOn('2027-07-02'), name: 'Tam' }))).toBe(
      'not-allowed',
    );
    expect(await refusalOf(acceptReports(db, period, 'all', { ...lanOn('2027-07-02'), name: 'Xa' }))).toBe(
      'outside-place',
    );
    const police = await bodyNamed(db, period, 'Công an tỉnh');
    expect(await refusalOf(returnReport(db, period, police.id, 'x', lanOn('2027-07-02')))).toBe('not-sent');
    expect(await acceptReports(db, period, [police.id], lanOn('2027-07-02'))).toMatchObject({
      accepted: [],
      notSent: ['Công an tỉnh'],
    });
  });
});
