import writeWorkbook, { type CellObject, type Sheet } from 'write-excel-file/node';

/** A table of figures by place, as it is printed and as a sheet of a workbook. */
export interface PlaceTable {
  title: string;
  head: string[];
  rows: (string | number | null)[][];
}

/** Longest name that Excel allows a sheet. */
const SHEET_NAME_MAX = 31;
const WIDE = 40;
const NARROW = 16;

/** A workbook (.xlsx) with a sheet for each table: figures as numbers, what is not shown as an empty cell. */
export async function placeBook(tables: readonly PlaceTable[], empty: string): Promise<Uint8Array> {
  const sheets = tables.map(sheetOf);
  if (sheets.length === 0) sheets.push({ sheet: '-', data: [[{ value: empty }]] });
  return writeWorkbook(sheets).toBuffer();
}

function sheetOf({ title, head, rows }: PlaceTable, at: number): Sheet<never> {
  return {
    // Excel wants the names to differ.
    sheet: `${at + 1} ${title.replace(/[\\/?*[\]:]/g, ' ')}`.slice(0, SHEET_NAME_MAX),
    columns: head.map((_, column) => ({ width: column === 0 ? WIDE : NARROW })),
    stickyRowsCount: 2,
    data: [
      [{ value: title, fontWeight: 'bold' }],
      head.map(
        (value): CellObject => ({ value, fontWeight: 'bold', wrap: true, align: 'center', alignVertical: 'center' }),
      ),
      ...rows.map((row) => row.map((value): CellObject | null => (value === null ? null : { value }))),
    ],
  };
}
