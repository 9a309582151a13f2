import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node';

/** One sheet as it is written: widths in characters, rows of cells. */
export interface SheetOut {
  sheet: string;
  columns: { width: number }[];
  data: SheetData;
}

/** The bytes of a workbook with these sheets, in the letters that offices write in. */
export async function bytesOf(sheets: SheetOut[]): Promise<Uint8Array> {
  return writeExcelFile(sheets, { fontFamily: 'Times New Roman', fontSize: 12 }).toBuffer();
}

type CellObject = Extract<Cell, object>;
