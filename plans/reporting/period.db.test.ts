import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Database } from '../../prisma/database.js';
import { lanOn, livePlan, official, owed, standingAgency } from '../../test/support/obligations.js';
import { refusalOf } from '../../test/support/refusal.js';
import { agencyNamed, bodyNamed, filerOn, forgetReports, keepForm, openFor } from '../../test/support/reports.js';
import { unzipParts } from '../formats/zip.js';
import { refreshObligations } from '../obligations/refreshObligations.js';
import { readPlanRow } from '../review/stored.js';
import { addUp } from './addUp.js';
import { makeAnnex } from './annex.js';
import { type Entry, NOTHING } from './checks.js';
import { makeDraft } from './draftReport.js';
import { nextFigure, sendFigures, takeFigure } from './figureByFigure.js';
import { type FiledReport, fileReport } from './fileReport.js';
import { listPeriods } from './listPeriods.js';
import type { Period } from './period.js';
import { readReport } from './readReport.js';
import { acceptReports } from './settle.js';
import { readXlsx } from './xlsx/readXlsx.js';

let db: Database;
let planId: number;

beforeAll(async () => {
  db = await standingAgency();
  planId = await livePlan(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  await forgetReports(db);
  await keepForm(db);
});

async function file(
  period: Period,
  body: string,
  values: Record<string, number | Partial<Entry>>,
  day = '2027-07-01',
): Promise<FiledReport> {
  const entries = new Map(
    Object.entries(values).map(([code, value]) => [
      code,
      { ...NOTHING, ...(typeof value === 'number' ? { value } : value) },
    ]),
  );
  return fileReport(
    db,
    { period, agencyId: (await bodyNamed(db, period, body)).id, entries, via: 'workbook' },
    filerOn(day),
  );
}

const sheetText = (bytes: Uint8Array): string =>
  readXlsx(bytes)
    .map(({ name, cells }) => `${name}: ${cells.map(({ value }) => value).join(' | ')}`)
    .join('\n');
const COMMUNE = 'UBND xã Tân Hưng';

describe('a reporting period', () => {
  it('is one obligation for each body and one for what the standing agency does next', async () => {
    const period = await openFor(db, planId);
    const items = (await owed(db)).filter((one) => one.periodId === period.id);
    expect(items.map((one) => [one.agency, one.dueOn, one.occurrence])).toEqual([
      ['Công an tỉnh', '2027-07-03', ''],
      ['Sở Y tế', '2027-07-03', ''],
      [COMMUNE, '2027-07-03', ''],
      ['Công an tỉnh', '2027-07-10', 'next'],
    ]);
    expect(items[0]).toMatchObject({
      text: expect.stringContaining('6 tháng đầu năm 2027'),
      to: 'Công an tỉnh',
      state: 'open',
    });
    expect(items[3]?.text).toContain('tổng hợp');
    await refreshObligations(db, { clock: lanOn('2027-05-02').clock });
    expect((await owed(db)).filter((one) => one.periodId === period.id)).toHaveLength(4);
  });

  it('gives its form to what a duty of the plan asks for by that day, instead of asking twice', async () => {
    const health = await agencyNamed(db, 'Sở Y tế');
    await db.pool.query(
      `insert into obligation (plan_id, duty_id, agency_id, occurrence, mode, kind, source, written_on, due_on, first_due_on, owed_from)
       select plan_id, id, $2, '2027-07-03', 'giao', 'dated', 'plan', '2027-07-03', '2027-07-03', '2027-07-03', '2027-03-05' from plan_duty where plan_id = $1 limit 1`,
      [planId, health.id],
    );
    const duty = (await owed(db)).find((one) => one.dutyId !== null);
    if (duty === undefined) throw new Error('the plan has no duty');
    const period = await openFor(db, planId, { bodies: String(duty.agencyId), nextDueOn: null });
    const items = (await owed(db)).filter((one) => one.periodId === period.id);
    expect(items.map(({ id }) => id)).toEqual([duty.id]);
    await file(period, duty.agency, { A1: 1, A2: 2, B: 3, B1: 1, D: 0 });
    await refreshObligations(db, { clock: lanOn('2027-07-02').clock });
    expect((await owed(db)).find(({ id }) => id === duty.id)?.state).toBe('reported');
  });

  it.each([
    ['a day that does not exist', { dueOn: '2027-02-30' }, 'bad-days'],
    ['a due day before the cut-off day', { dueOn: '2027-06-01' }, 'bad-days'],
    ['a next step before the bodies are due', { nextDueOn: '2027-07-01' }, 'bad-days'],
    ['a body that nobody knows', { bodies: 'Sở Vũ trụ' }, 'bad-bodies'],
    ['nobody at all', { bodies: ' , ' }, 'bad-bodies'],
    ['a form that is not there', { form: 'khong-co' }, 'unknown-form'],
    ['no name', { name: ' ' }, 'no-name'],
  ])('is not opened with %s', async (_what, more, code) => {
    expect(await refusalOf(openFor(db, planId, more))).toBe(code);
    expect(await listPeriods(db)).toEqual([]);
  });

  it('is not opened twice under one name', async () => {
    await openFor(db, planId);
    expect(await refusalOf(openFor(db, planId))).toBe('period-exists');
  });

  it('adds up its reports by place and over all, and names who has not reported', async () => {
    const period = await openFor(db, planId);
    await file(period, 'Sở Y tế', { A1: 1, A2: 2, B: 200, B1: 50, D: 0.1 });
    await file(period, COMMUNE, { A1: 10, A2: 20, B: 100, B1: 100, D: 0.2 });
    const { total, places, missing, counts } = await addUp(db, period);
    expect(total.get('A')).toMatchObject({ value: 33, cumulative: 33, bodies: 2 });
    expect(total.get('C')?.value).toBe(50);
    expect(total.get('D')?.value).toBe(0.3);
    const commune = await bodyNamed(db, period, COMMUNE);
    expect(places.get(commune.place)?.get('A')?.value).toBe(30);
    expect(places.get('33')?.get('A')?.value).toBe(3);
    expect(missing.map(({ name }) => name)).toEqual(['Công an tỉnh']);
    expect(counts).toEqual({ none: 1, sent: 2, accepted: 0, returned: 0 });
    expect((await addUp(db, period, { confirmedOnly: true })).total.get('A')?.value).toBeNull();
  });

  it('takes police figures as the police typed them, and works out none of them', async () => {
    const period = await openFor(db, planId);
    await file(period, 'Sở Y tế', { A1: 1, A2: 2, B: 2, B1: 1, D: 0 });
    expect((await addUp(db, period)).total.get('P')).toMatchObject({ value: null });
    await file(period, 'Công an tỉnh', { P: 17, A1: 0, A2: 0, B: 0, B1: 0, D: 0 });
    expect((await addUp(db, period)).total.get('P')).toEqual({
      value: 17,
      cumulative: null,
      samePeriod: null,
      bodies: 1,
    });
  });

  it('leaves a sum open where somebody who reported has no figure for it', async () => {
    const period = await openFor(db, planId);
    await file(period, 'Sở Y tế', { A1: 1, A2: 2, B: { value: 2, samePeriod: 5 }, B1: 1, D: 0 });
    await file(period, COMMUNE, { A1: 1, A2: 2, B: 2, B1: 1, D: 0 });
    expect((await addUp(db, period)).total.get('B')).toMatchObject({ value: 4, samePeriod: null });
  });

  it('knows the year so far from confirmed periods, last year from its report, and asks where a figure jumps', async () => {
    const year = { from: '2026-07-01', to: '2026-09-30', cutOff: '2026-09-30', dueOn: '2026-10-03', nextDueOn: null };
    const before = await openFor(db, planId, { ...year, name: 'Quý III năm 2026' });
    const half = await openFor(db, planId, {
      from: '2027-01-01',
      to: '2027-06-30',
      cutOff: '2027-06-30',
      nextDueOn: null,
      name: '6 tháng',
    });
    const third = await openFor(db, planId, {
      from: '2027-07-01',
      to: '2027-09-30',
      cutOff: '2027-09-30',
      dueOn: '2027-10-03',
      nextDueOn: null,
      name: 'Quý III',
    });
    await file(before, 'Sở Y tế', { A1: 4, A2: 6, B: 100, B1: 10, D: 5 }, '2026-10-01');
    await file(half, 'Sở Y tế', { A1: 10, A2: 10, B: 1000, B1: 10, D: 5 });
    const sent = await file(
      third,
      'Sở Y tế',
      { A1: 5, A2: 6, B: { value: 400, cumulative: 9 }, B1: 0, D: 5 },
      '2027-10-01',
    ).catch((error: unknown) => error);
    expect(sent).toMatchObject({ code: 'report-broken' });
    await acceptReports(db, before, 'all', lanOn('2027-07-02'));
    await acceptReports(db, half, 'all', lanOn('2027-07-02'));
    const { questions } = await file(
      third,
      'Sở Y tế',
      { A1: 5, A2: 6, B: { value: 400, cumulative: 9 }, B1: 0, D: 5 },
      '2027-10-01',
    );
    expect(questions).toEqual(
      expect.arrayContaining([
        { code: 'B', kind: 'cumulative', now: 9, before: 1400 },
        { code: 'B', kind: 'jump', now: 400, before: 100 },
        { code: 'B1', kind: 'gone', now: 0, before: 10 },
      ]),
    );
    expect(questions.some(({ code }) => code === 'A1' || code === 'D')).toBe(false);
    const { figures } = await readReport(db, third, await bodyNamed(db, third, 'Sở Y tế'));
    expect(figures.find(({ code }) => code === 'B')).toMatchObject({ value: 400, cumulative: 1400, samePeriod: 100 });
    expect(figures.find(({ code }) => code === 'A')).toMatchObject({ value: 11, cumulative: 31, samePeriod: 10 });
  });

  it('is filled in question by question: figures that follow from others are not asked, a slip is asked again', async () => {
    const period = await openFor(db, planId);
    const body = await bodyNamed(db, period, 'Sở Y tế');
    const by = filerOn('2027-07-01', { officialId: await official(db, body.id, 'Hoa'), key: 'telegram:7' });
    const asked: string[] = [];
    const answers: Record<string, string | null> = {
      A1: '5',
      A2: '7',
      B: '1.000',
      B1: '10',
      D: null,
      I: 'Đã tổ chức.',
    };
    expect(await takeFigure(db, { period, agencyId: body.id, code: 'A1', text: 'năm' }, by)).toMatchObject({
      kind: 'unclear',
      asked: { code: 'A1' },
    });
    for (let next = await nextFigure(db, period, body.id, by); next !== null; ) {
      asked.push(next.code);
      const taken = await takeFigure(
        db,
        { period, agencyId: body.id, code: next.code, text: answers[next.code] ?? null },
        by,
      );
      next = taken.kind === 'taken' ? taken.next : null;
    }
    expect(asked).toEqual(['A1', 'A2', 'B', 'B1', 'D', 'I']);
    expect(await sendFigures(db, period, body.id, by)).toMatchObject({ state: 'sent', already: false });
    expect(await sendFigures(db, period, body.id, by)).toMatchObject({ already: true });
    const report = await readReport(db, period, body);
    expect(report.figures.find(({ code }) => code === 'A')).toMatchObject({ value: 12 });
    expect(report.words).toEqual([{ code: 'I', heading: 'TÌNH HÌNH', words: 'Đã tổ chức.' }]);
  });

  it('is written out as annex tables and as a draft that says nothing nobody reported', async () => {
    const period = await openFor(db, planId);
    await file(period, 'Sở Y tế', {
      A1: 1,
      A2: 2,
      B: { value: 2000, samePeriod: 1000 },
      B1: 1000,
      D: 0,
      I: { text: 'Ban hành 02 văn bản.' },
    });
    const [added, places] = [await addUp(db, period), await loadPlaceFinder(db)];
    const annex = sheetText(await makeAnnex(period, added, places));
    expect(annex).toMatch(/Tổng hợp: .*Số buổi \| buổi \| 3/);
    expect(annex).toMatch(/Lượt người \| lượt \| 2000 \| 2000 \| 1000 \| 1000 \| 100/);
    expect(annex).toContain('Chưa có số liệu của cơ quan Công an');
    expect(annex).toMatch(/Chưa báo cáo: .*Công an tỉnh.*chưa báo cáo/);
    const plan = await readPlanRow(db, planId);
    if (plan === null) throw new Error('no plan');
    const { parts } = unzipParts(
      await makeDraft({ period, plan, added, places }),
      (name) => name === 'word/document.xml',
    );
    const words = new TextDecoder()
      .decode(parts.get('word/document.xml'))
      .replace(/<\/w:p>/g, '\n')
      .replace(/<[^>]+>/g, '');
    expect(words).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(words).toContain('Thực hiện Kế hoạch số 45/KH-UBND ngày 05 tháng 3 năm 2027');
    expect(words).toContain(`Còn 2 đơn vị chưa có báo cáo: Công an tỉnh, ${COMMUNE}`);
    expect(words).toContain('[Cần viết: Việc đã làm]');
    expect(words).toContain('- Sở Y tế: Ban hành 02 văn bản.');
    expect(words).toContain('Chưa có số liệu của cơ quan Công an.');
    expect(words).toContain('+1.000 (+100%)');
    expect(words).toContain('./.');
  });
});
