import { foldKey } from '../../base/text.js';
import type { Cell, Sheet } from './xlsx/readXlsx.js';

/** What a column of a form's sheet holds; told by its heading, wherever it stands. */
export type Column = 'code' | 'name' | 'value' | 'cumulative' | 'samePeriod' | 'heading' | 'words';

/** Headings that offices give these columns, folded; the first ones count more. */
const HEADINGS: Readonly<Record<Column, readonly RegExp[]>> = {
  code: [/^ma chi tieu$/, /^ma$/, /^ma so$/],
  name: [/^(?:ten )?chi tieu$/, /^noi dung(?: chi tieu)?$/],
  value: [
    /^(?:so lieu |ket qua |thuc hien |so )?(?:trong )?ky nay$/,
    /^ky bao cao$/,
    /^(?:ket qua|so lieu|thuc hien)$/,
  ],
  cumulative: [/^(?:so )?luy ke\b.{0,30}$/],
  samePeriod: [/^(?:so )?cung ky\b.{0,30}$/],
  heading: [/^de muc$/],
  words: [/^noi dung bao cao$/],
};
/** A form's heading is near its top; below it such words are somebody's text. */
const TOP_ROWS = 40;
/** Headings of two or three rows, some of them merged. */
const NEAR_ROWS = 2;

export interface Found {
  /** The column's number, by what it holds. */
  columns: Map<Column, number>;
  /** The last row of the headings. */
  bottom: number;
  /** Two columns of the same heading. */
  twice: { column: Column; cells: readonly [Cell, Cell] } | null;
}

/** Where a sheet has its columns: those near the heading of `anchor`; null where the sheet has no such heading. */
export function findColumns(sheet: Sheet, anchor: Column): Found | null {
  const top = sheet.cells.filter((cell) => cell.row <= TOP_ROWS && typeof cell.value === 'string');
  const ranked = (column: Column, among: readonly Cell[]): { cell: Cell; rank: number }[] =>
    among
      .map((cell) => ({ cell, rank: HEADINGS[column].findIndex((form) => form.test(headingKey(cell))) }))
      .filter(({ rank }) => rank !== -1)
      .sort((a, b) => a.rank - b.rank);
  const first = ranked(anchor, top)[0]?.cell;
  if (first === undefined) return null;
  const near = top.filter((cell) => Math.abs(cell.row - first.row) <= NEAR_ROWS);
  const columns = new Map<Column, number>();
  let bottom = first.row;
  let twice: Found['twice'] = null;
  for (const column of KINDS) {
    const [best, second] = ranked(column, near);
    if (best === undefined) continue;
    columns.set(column, best.cell.column);
    bottom = Math.max(bottom, best.cell.row);
    if (second !== undefined && second.rank === best.rank && second.cell.column !== best.cell.column)
      twice ??= { column, cells: [best.cell, second.cell] };
  }
  return { columns, bottom, twice };
}

const KINDS = ['code', 'name', 'value', 'cumulative', 'samePeriod', 'heading', 'words'] as const;

/** Without marks, punctuation and what stands in brackets: "Luỹ kế (từ đầu năm)" is "luy ke". */
function headingKey(cell: Cell): string {
  return foldKey(
    String(cell.value)
      .slice(0, 80)
      .replace(/\([^)]*\)?/g, ' '),
  )
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
