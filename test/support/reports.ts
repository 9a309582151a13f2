import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { projectRoot } from '../../base/root.js';
import { translator } from '../../content/i18n.js';
import { type Agency, listAgencies } from '../../people/agencies/agency.js';
import { ensureAgency } from '../../people/agencies/ensureAgency.js';
import type { Filer } from '../../plans/reporting/fileReport.js';
import { type NewPeriod, openPeriod } from '../../plans/reporting/openPeriod.js';
import { type Body, type Period, readBodiesOf, readPeriod } from '../../plans/reporting/period.js';
import { identityText } from '../../plans/reporting/readWorkbook.js';
import { importForm } from '../../plans/reporting/storeForm.js';
import type { Database } from '../../prisma/database.js';
import { lanOn, nineOn } from './obligations.js';

/** A small form with one of each rule. */
export const FORM = `key: thu
name: Báo cáo thử
title: Kết quả thử
outline:
  - {code: I, heading: TÌNH HÌNH, ask: Việc đã làm}
  - {code: II, heading: KẾT QUẢ}
indicators:
  - {code: A, section: II, name: Số buổi, unit: buổi, type: count, sum: [A1, A2]}
  - {code: A1, section: II, name: Ở trường, unit: buổi, type: count}
  - {code: A2, section: II, name: Ở khu dân cư, unit: buổi, type: count}
  - {code: B, section: II, name: Lượt người, unit: lượt, type: count}
  - {code: B1, section: II, name: Trong đó học sinh, unit: lượt, type: count, within: B}
  - {code: C, section: II, name: Tỷ lệ học sinh, unit: "%", type: percent, percent: {part: B1, whole: B}}
  - {code: D, section: II, name: Kinh phí, unit: triệu đồng, type: number}
  - {code: P, section: II, name: Số vụ, unit: vụ, type: count, by: police}
`;

export const exampleForm = (): Uint8Array =>
  readFileSync(join(projectRoot, 'content', 'forms', 'thang-hanh-dong-06.yaml'));

/** Everything of reporting gone; plans stay. */
export async function forgetReports(db: Database): Promise<void> {
  await db.pool.query(
    'truncate report_form, reporting_period, figure, figure_draft, report_filing, obligation, obligation_event restart identity',
  );
}

/** The agency of that name among all. */
export async function agencyNamed(db: Database, name: string): Promise<Agency> {
  const found = (await listAgencies(db, null)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no agency ${name}`);
  return found;
}

/** The form, and a body that leads no task of the plan. */
export async function keepForm(db: Database, text = FORM): Promise<string> {
  const place = { code: '33', shortName: 'Hưng Yên' };
  await ensureAgency(db, { name: 'Sở Y tế', place, parentId: null, aliases: [] });
  return (await importForm(db, new TextEncoder().encode(text), 'bieu.yaml', lanOn('2027-05-01'))).id;
}

/** A period for three bodies of Hưng Yên: the health department, the police and one commune. */
export async function openFor(db: Database, planId: number, more: Partial<NewPeriod> = {}): Promise<Period> {
  const wanted: NewPeriod = {
    form: 'thu',
    planId: String(planId),
    name: '6 tháng đầu năm 2027',
    from: '2027-01-01',
    to: '2027-06-15',
    cutOff: '2027-06-15',
    dueOn: '2027-07-03',
    nextDueOn: '2027-07-10',
    bodies: 'Sở Y tế, Công an tỉnh, UBND xã Tân Hưng',
    standing: await agencyNamed(db, 'Công an tỉnh'),
    ...more,
  };
  const { id } = await openPeriod(db, wanted, lanOn('2027-05-01'));
  const period = await readPeriod(db, Number(id));
  if (period === null) throw new Error('the period is not there');
  return period;
}

export async function bodyNamed(db: Database, period: Period, name: string): Promise<Body> {
  const found = (await readBodiesOf(db, period.id)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} owes no report`);
  return found;
}

/** Somebody at the machine's shell on a day, answered in English. */
export function filerOn(day: string, more: Partial<Filer> = {}): Filer {
  return { at: nineOn(day), say: translator('en'), locale: 'en', ...more };
}

/** A workbook as an office might send it back: the columns in any order, with the form's mark or without. */
export async function sheetOf(
  heads: readonly string[],
  rows: readonly (readonly (string | number | Date | boolean | null)[])[],
  mark: { period: number; agency: number; form: string } | null,
): Promise<Uint8Array> {
  const data: SheetData = [
    ['BÁO CÁO'],
    [mark === null ? null : identityText(mark)],
    [...heads],
    ...rows.map((row) =>
      row.map((cell) => (cell instanceof Date ? { value: cell, type: Date, format: 'dd/mm/yyyy' } : cell)),
    ),
  ];
  return writeExcelFile(data, { sheet: 'Biểu' }).toBuffer();
}
