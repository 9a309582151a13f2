import type { Fault } from '../../base/errors.js';
import { foldKey, nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { type Entry, FIELDS, type Field, NOTHING } from './checks.js';
import { type Column, type Found, findColumns } from './columns.js';
import { type Filler, type Form, type Indicator, indicatorsFor, sectionsToWrite } from './form.js';
import { parseFigure } from './parseFigure.js';
import { type Cell, cellName, type NotRead, readXlsx, type Sheet, WorkbookNotRead } from './xlsx/readXlsx.js';

/** Which body's form of which period a workbook says it is: printed in it, so that it survives columns and sheets that move. */
export interface Identity {
  period: number;
  agency: number;
  /** The first letters of the form's fingerprint. */
  form: string;
}

export interface WorkbookReading {
  identity: Identity | null;
  entries: Map<string, Entry>;
  /** Where each figure stands, by `code field`. */
  cells: Map<string, { sheet: string; cell: string; row: number }>;
  faults: Fault[];
}

const IDENTITY = /LOA-(\d{1,9})-(\d{1,9})-([0-9a-f]{8})/;
/** Longest text under one heading of the outline. */
const WORDS_MAX = 5_000;

export function identityText({ period, agency, form }: Identity): string {
  return `LOA-${period}-${agency}-${form.slice(0, 8)}`;
}

/** A workbook's cells, or why there are none. */
export type Opened = { sheets: Sheet[] } | { notRead: NotRead };

/** Opens a workbook in this process: for one that whoever runs the command has at hand. What somebody sent is opened apart (`openWorkbookApart`). */
export function openWorkbook(bytes: Uint8Array): Opened {
  try {
    return { sheets: readXlsx(bytes) };
  } catch (error) {
    if (!(error instanceof WorkbookNotRead)) throw error;
    return { notRead: error.reason };
  }
}

/** The mark of the form that stands in a workbook, wherever in it. */
export function markOf(opened: Opened): Identity | null {
  return 'sheets' in opened ? findIdentity(opened.sheets) : null;
}

/**
 * What a filled form says: columns are found by their headings and rows by their codes, whatever their order. Everything that is wrong is
 * named with sheet, cell and remedy, all at once; nothing is guessed. A workbook that cannot be opened is one fault.
 *
 * @param file as the sender named it; stands in the faults
 */
export function readWorkbook(
  opened: Opened,
  form: Form,
  agency: Filler,
  file: string,
  say: Translate,
): WorkbookReading {
  const reading: WorkbookReading = { identity: null, entries: new Map(), cells: new Map(), faults: [] };
  if ('notRead' in opened) {
    const what = say(`reporting:workbook.${opened.notRead}`);
    reading.faults.push({ file, line: null, what, mend: say(`reporting:workbook.${opened.notRead}Mend`) });
    return reading;
  }
  const { sheets } = opened;
  reading.identity = findIdentity(sheets);
  readFigures(sheets, form, agency, { file, say, reading });
  readOutline(sheets, form, { file, say, reading });
  return reading;
}

function findIdentity(sheets: readonly Sheet[]): Identity | null {
  for (const { cells } of sheets)
    for (const { value } of cells) {
      const match = typeof value === 'string' ? IDENTITY.exec(value) : null;
      if (match !== null) return { period: Number(match[1]), agency: Number(match[2]), form: match[3] ?? '' };
    }
  return null;
}

interface Into {
  file: string;
  say: Translate;
  reading: WorkbookReading;
}

function readFigures(sheets: readonly Sheet[], form: Form, agency: Filler, into: Into): void {
  const { say, reading, file } = into;
  const fault = (sheet: string, at: Cell | null, what: string, mend: string): void => {
    const place =
      at === null
        ? say('reporting:workbook.sheet', { sheet })
        : say('reporting:workbook.cell', { sheet, cell: cellName(at) });
    reading.faults.push({ file, line: at?.row ?? null, what: `${place}: ${what}`, mend });
  };
  const found = locateTable(sheets, say, fault);
  if (found === null) return;
  const { sheet, columns } = found;
  const asked = indicatorsFor(form, agency);
  const seen = new Map<string, number>();
  for (const [row, cells] of rowsBelow(sheet, columns)) {
    const at = (column: Column): Cell | undefined => cells.get(columns.columns.get(column) ?? 0);
    const filled = FIELDS.flatMap((field) => at(field) ?? []);
    const key = at('code') ?? at('name');
    if (key === undefined) {
      const [first] = filled.filter((cell) => typeof cell.value === 'number');
      if (first !== undefined)
        fault(sheet.name, first, say('reporting:workbook.noCode'), say('reporting:workbook.noCodeMend'));
      continue;
    }
    const known = whichIndicator(at('code'), at('name'), form.indicators);
    if (known === null || !asked.includes(known)) {
      const [first] = filled.filter((cell) => typeof cell.value === 'number' || /\d/.test(String(cell.value)));
      if (first === undefined || (known === null && at('code') === undefined && typeof first.value !== 'number'))
        continue;
      const why = known === null ? 'unknownRow' : 'notAsked';
      const values = { code: shown(key), name: known?.name ?? '' };
      fault(sheet.name, first, say(`reporting:workbook.${why}`, values), say(`reporting:workbook.${why}Mend`, values));
      continue;
    }
    const before = seen.get(known.code);
    if (before !== undefined) {
      fault(
        sheet.name,
        key,
        say('reporting:workbook.rowTwice', { code: known.code, row: before }),
        say('reporting:workbook.rowTwiceMend'),
      );
      continue;
    }
    seen.set(known.code, row);
    takeRow(known, row, at, found, into, fault);
  }
  if (seen.size === 0) fault(sheet.name, null, say('reporting:workbook.noRows'), say('reporting:workbook.noRowsMend'));
}

type SayFault = (sheet: string, at: Cell | null, what: string, mend: string) => void;

/** The one table of figures in a workbook; where there is none, or none that could be read one way only, that is said and null. */
function locateTable(
  sheets: readonly Sheet[],
  say: Translate,
  fault: SayFault,
): { sheet: Sheet; columns: Found } | null {
  const located = sheets.flatMap((sheet) => {
    const columns = findColumns(sheet, 'value') ?? findColumns(sheet, 'cumulative');
    return columns === null ? [] : [{ sheet, columns }];
  });
  const found = located.find(({ columns }) => columns.columns.has('code') || columns.columns.has('name'));
  if (found === undefined) {
    const named = sheets.find((sheet) => findColumns(sheet, 'name') !== null || findColumns(sheet, 'code') !== null);
    const key = located.length > 0 ? 'noCodes' : named === undefined ? 'noTable' : 'noValue';
    const sheet = located[0]?.sheet ?? named ?? sheets[0];
    fault(sheet?.name ?? '', null, say(`reporting:workbook.${key}`), say(`reporting:workbook.${key}Mend`));
    return null;
  }
  const { sheet, columns } = found;
  if (columns.twice !== null) {
    const [one, other] = columns.twice.cells;
    const what = say('reporting:workbook.twice', { other: cellName(one) });
    fault(sheet.name, other, what, say('reporting:workbook.twiceMend'));
    return null;
  }
  if (columns.columns.has('value')) return found;
  fault(sheet.name, null, say('reporting:workbook.noValue'), say('reporting:workbook.noValueMend'));
  return null;
}

/** One indicator's row: every figure is read, or named as a fault. */
function takeRow(
  one: Indicator,
  row: number,
  at: (column: Column) => Cell | undefined,
  { sheet, columns }: { sheet: Sheet; columns: Found },
  { say, reading }: Into,
  fault: SayFault,
): void {
  let entry: Entry = NOTHING;
  for (const field of FIELDS) {
    const column = columns.columns.get(field);
    if (column === undefined) continue;
    const here: Cell = at(field) ?? { row, column, value: '', percent: false, date: false, error: false };
    reading.cells.set(`${one.code} ${field}`, { sheet: sheet.name, cell: cellName(here), row });
    if (sheet.merged.some((range) => range.top < range.bottom && inside(here, range))) {
      fault(
        sheet.name,
        here,
        say('reporting:workbook.merged', { name: one.name }),
        say('reporting:workbook.mergedMend'),
      );
      continue;
    }
    if (one.type === 'text') {
      if (field === 'value') entry = { ...entry, text: words(here.value) };
      continue;
    }
    const parsed = parseFigure(here, one);
    if (parsed.ok) entry = { ...entry, [field]: parsed.value };
    else {
      const values = { name: one.name, shown: parsed.shown, unit: one.unit ?? '' };
      fault(
        sheet.name,
        here,
        say(`reporting:figure.${parsed.problem}`, values),
        say(`reporting:figure.${parsed.problem}Mend`, values),
      );
    }
  }
  reading.entries.set(one.code, entry);
}

const inside = ({ row, column }: Cell, { top, bottom, left, right }: Sheet['merged'][number]): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** By the code; where there is no column of codes, by the name, as far as one indicator alone bears it. */
function whichIndicator(
  code: Cell | undefined,
  name: Cell | undefined,
  indicators: readonly Indicator[],
): Indicator | null {
  if (code !== undefined) {
    const text = nfc(String(code.value)).trim().toUpperCase();
    return indicators.find((one) => one.code === text) ?? null;
  }
  const text = foldKey(String(name?.value ?? ''));
  const bearers = indicators.filter((one) => foldKey(one.name) === text);
  return bearers.length === 1 ? (bearers[0] ?? null) : null;
}

function rowsBelow(sheet: Sheet, { bottom }: Found): [number, Map<number, Cell>][] {
  const rows = new Map<number, Map<number, Cell>>();
  for (const cell of sheet.cells) {
    if (cell.row <= bottom || String(cell.value).trim() === '') continue;
    const row = rows.get(cell.row) ?? new Map<number, Cell>();
    rows.set(cell.row, row.set(cell.column, cell));
  }
  return [...rows].sort(([a], [b]) => a - b);
}

/** Texts under the outline's headings; a workbook without that sheet reports figures alone. */
function readOutline(sheets: readonly Sheet[], form: Form, { file, say, reading }: Into): void {
  const wanted = new Map(sectionsToWrite(form).map((one) => [one.code, one]));
  for (const sheet of sheets) {
    const found = findColumns(sheet, 'words');
    const [code, text] = [found?.columns.get('code'), found?.columns.get('words')];
    if (found === null || code === undefined || text === undefined) continue;
    for (const [row, cells] of rowsBelow(sheet, found)) {
      const section = wanted.get(
        nfc(String(cells.get(code)?.value ?? ''))
          .trim()
          .toUpperCase(),
      );
      const cell = cells.get(text);
      if (section === undefined || cell === undefined) continue;
      const said = words(cell.value);
      if (said !== null && said.length > WORDS_MAX) {
        const place = say('reporting:workbook.cell', { sheet: sheet.name, cell: cellName(cell) });
        const what = say('reporting:workbook.longText', { heading: section.heading, most: WORDS_MAX });
        reading.faults.push({
          file,
          line: row,
          what: `${place}: ${what}`,
          mend: say('reporting:workbook.longTextMend'),
        });
      } else reading.entries.set(section.code, { ...NOTHING, text: said });
    }
  }
}

function words(value: Cell['value']): string | null {
  const text = nfc(String(value)).replace(/\r\n?/g, '\n').trim();
  return text === '' ? null : text;
}

const shown = (cell: Cell): string => String(cell.value).slice(0, 30);

/** Where a figure stands in the workbook, for the faults that are found later. */
export function cellOf(
  reading: WorkbookReading,
  code: string,
  field: Field,
): { sheet: string; cell: string; row: number } | null {
  return reading.cells.get(`${code} ${field}`) ?? null;
}
