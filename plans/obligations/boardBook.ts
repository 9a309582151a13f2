import writeWorkbook, { type CellObject, type Sheet } from 'write-excel-file/node';
import type { Translate } from '../../content/i18n.js';
import { sayDay } from '../review/say.js';
import type { Board } from './board.js';
import { boardTables, type SaidTable } from './boardTables.js';

/** The board as a workbook (.xlsx): a sheet for each table, its counts as numbers, the title with the day above, the head in sight while scrolling. */
export async function boardBook(shown: Board, say: Translate): Promise<Uint8Array> {
  const title = say('owed:board.title', { day: sayDay(shown.on) });
  const tables = boardTables(shown, say);
  const sheets = tables.map((table) => sheetOf(table, title));
  if (sheets.length === 0)
    sheets.push({ sheet: say('owed:board.assigned'), data: [[bold(title)], [say('owed:board.none')]] });
  return writeWorkbook(sheets).toBuffer();
}

/** Longest name that Excel allows a sheet. */
const SHEET_NAME_MAX = 31;

function sheetOf({ title, head, rows }: SaidTable, above: string): Sheet<never> {
  const last = rows.length - 1;
  return {
    sheet: title.replace(/[\\/?*[\]:]/g, ' ').slice(0, SHEET_NAME_MAX),
    columns: head.map((_, at) => ({ width: at === 0 ? 52 : 14 })),
    stickyRowsCount: 3,
    data: [
      [bold(above)],
      [bold(title)],
      head.map((text): CellObject => ({ ...bold(text), wrap: true, align: 'center', alignVertical: 'center' })),
      ...rows.map((row, at) =>
        row.map((cell): CellObject => (at === last ? { value: cell, fontWeight: 'bold' } : { value: cell })),
      ),
    ],
  };
}

const bold = (value: string): CellObject => ({ value, fontWeight: 'bold' });
