import writeExcelFile, { type CellObject, type SheetData } from 'write-excel-file/node';

/** One sheet as it is written: widths in characters, rows of cells. */
export interface SheetOut {
  sheet: string;
  columns: { width: number }[];
  data: SheetData;
  orientation?: 'landscape';
  /** Rows that stay in view. */
  stickyRowsCount?: number;
}

/** The bytes of a workbook with these sheets, in the letters that offices write in. */
export async function bytesOf(sheets: SheetOut[]): Promise<Uint8Array> {
  return writeExcelFile(sheets, { fontFamily: 'Times New Roman', fontSize: 12 }).toBuffer();
}

export function bordered(cell: CellObject): CellObject {
  return { borderStyle: 'thin', alignVertical: 'center', ...cell };
}

export function head(text: string): CellObject {
  return bordered({ value: text, fontWeight: 'bold', align: 'center', wrap: true, backgroundColor: '#DDEBF7' });
}

/** A line across so many columns. */
export function across(text: string, columns: number, more: CellObject = {}): SheetData[number] {
  return [{ value: text, columnSpan: columns, wrap: true, ...more }, ...Array<null>(columns - 1).fill(null)];
}

/** A figure; an empty cell where there is none, never a nought. */
export function figure(value: number | null, more: CellObject = {}): CellObject {
  return bordered(value === null ? { value: '', ...more } : { value, type: Number, format: '#,##0.##', ...more });
}
