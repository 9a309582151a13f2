import { walkXml } from '../../formats/xml.js';
import { unzipParts } from '../../formats/zip.js';
import { Refused } from '../../refuse.js';
import { readStyles, type Styles } from './styles.js';

/** One cell with something in it. `row` and `column` count from 1. */
export interface Cell {
  row: number;
  column: number;
  /** As it is stored: of a formula the value it came to when the file was last saved. */
  value: string | number | boolean;
  /** Shown with a percent sign: 12,5% is stored as 0.125. */
  percent: boolean;
  /** Shown as a day: it is stored as the number of days since 1900. */
  date: boolean;
  /** A formula that came to #REF! and the like; the value is those letters. */
  error: boolean;
}

/** Rows and columns from 1, all included. */
export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface Sheet {
  name: string;
  cells: Cell[];
  merged: Range[];
}

/** Why bytes are no workbook that is read. Each has a sentence: `reporting:workbook.<reason>`. */
export type NotRead = 'empty' | 'tooBig' | 'bomb' | 'oldExcel' | 'notXlsx' | 'damaged';

/** Thrown by the reader, which knows no language. */
export class WorkbookNotRead extends Error {
  constructor(readonly reason: NotRead) {
    super(reason);
    this.name = 'WorkbookNotRead';
  }
}

/** A filled form of 500 figures has under 60 kB; pictures and whole offices pasted in come to some MB. */
export const MAX_WORKBOOK_BYTES = 10 * 1024 * 1024;
const MAX_SHEETS = 20;
/** A workbook formatted down to its last row has no values there, and what has none is not kept. */
const MAX_CELLS = 100_000;
const LAST_COLUMN = 16_384;

/**
 * The cells of a workbook that hold something. Sizes are bounded before anything is unpacked (zip bombs, `formats/zip.ts`) and while it is
 * read; formulas are not computed, links not followed. Throws WorkbookNotRead.
 */
export function readXlsx(bytes: Uint8Array): Sheet[] {
  if (bytes.byteLength === 0) throw new WorkbookNotRead('empty');
  if (bytes.byteLength > MAX_WORKBOOK_BYTES) throw new WorkbookNotRead('tooBig');
  // The container of Excel before 2007, and of a newer one under a password.
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw new WorkbookNotRead('oldExcel');
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) throw new WorkbookNotRead('notXlsx');
  try {
    const { parts, names } = unzipParts(bytes, (name) =>
      /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/.test(
        name,
      ),
    );
    const workbook = parts.get('xl/workbook.xml');
    if (workbook === undefined || !names.has('[Content_Types].xml')) throw new WorkbookNotRead('notXlsx');
    const styles = readStyles(parts.get('xl/styles.xml'));
    const strings = readStrings(parts.get('xl/sharedStrings.xml'));
    const budget = { cells: MAX_CELLS };
    return readSheetList(workbook, parts.get('xl/_rels/workbook.xml.rels')).flatMap(({ name, part }) => {
      const xml = parts.get(part);
      return xml === undefined ? [] : [{ name, ...readSheet(xml, strings, styles, budget) }];
    });
  } catch (error) {
    if (error instanceof Refused) throw new WorkbookNotRead(error.refusal === 'plan-damaged' ? 'damaged' : 'bomb');
    throw error;
  }
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte);

/** A name without its prefix: some writers call everything `x:row`. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The sheets in the order of their tabs, each with the part it stands in. */
function readSheetList(workbook: Uint8Array, rels: Uint8Array | undefined): { name: string; part: string }[] {
  const targets = new Map<string, string>();
  if (rels !== undefined)
    walkXml(rels, {
      open: (name, attributes) => {
        if (local(name) !== 'Relationship') return;
        const target = attributes['Target'] ?? '';
        targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      },
      close: () => undefined,
    });
  const sheets: { name: string; part: string }[] = [];
  walkXml(workbook, {
    open: (name, attributes) => {
      if (local(name) !== 'sheet') return;
      if (sheets.length >= MAX_SHEETS) throw new WorkbookNotRead('bomb');
      const id = Object.entries(attributes).find(([key]) => key === 'r:id' || key.endsWith(':id'))?.[1] ?? '';
      sheets.push({
        name: attributes['name'] ?? '',
        part: targets.get(id) ?? `xl/worksheets/sheet${sheets.length + 1}.xml`,
      });
    },
    close: () => undefined,
  });
  return sheets;
}

/** Texts that cells point to by number. What stands in `rPh` is a reading aid, not the text. */
function readStrings(xml: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  if (xml === undefined) return strings;
  let text: string | null = null;
  let inText = false;
  let aside = false;
  walkXml(xml, {
    open: (name) => {
      const tag = local(name);
      if (tag === 'si') text = '';
      if (tag === 'rPh') aside = true;
      inText = tag === 't' && !aside;
    },
    text: (piece) => {
      if (inText && text !== null) text += piece;
    },
    close: (name) => {
      const tag = local(name);
      if (tag === 'rPh') aside = false;
      if (tag === 't') inText = false;
      if (tag !== 'si' || text === null) return;
      if (strings.length >= MAX_CELLS) throw new WorkbookNotRead('bomb');
      strings.push(text);
      text = null;
    },
  });
  return strings;
}

function readSheet(
  xml: Uint8Array,
  strings: readonly string[],
  styles: Styles,
  budget: { cells: number },
): Pick<Sheet, 'cells' | 'merged'> {
  const cells: Cell[] = [];
  const merged: Range[] = [];
  let at = { row: 0, column: 0 };
  let open: { type: string; style: number; text: string } | null = null;
  let taking = false;
  walkXml(xml, {
    open: (name, attributes) => {
      const tag = local(name);
      if (tag === 'row') at = { row: Number(attributes['r'] ?? at.row + 1), column: 0 };
      else if (tag === 'c') {
        const named = parseRef(attributes['r'] ?? '');
        at = named ?? { row: at.row, column: at.column + 1 };
        open = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), text: '' };
      } else if (tag === 'v' || tag === 't') taking = open !== null;
      else if (tag === 'mergeCell') {
        const range = parseRange(attributes['ref'] ?? '');
        if (range !== null && merged.length < MAX_CELLS) merged.push(range);
      }
    },
    text: (piece) => {
      if (taking && open !== null) open.text += piece;
    },
    close: (name) => {
      const tag = local(name);
      if (tag === 'v' || tag === 't') taking = false;
      if (tag !== 'c' || open === null) return;
      const { type, style, text } = open;
      open = null;
      const value = readValue(type, text, strings);
      if (value === null || at.column > LAST_COLUMN) return;
      budget.cells -= 1;
      if (budget.cells < 0) throw new WorkbookNotRead('bomb');
      cells.push({
        ...at,
        value,
        percent: typeof value === 'number' && styles.isPercent(style),
        date: type === 'd' || (typeof value === 'number' && styles.isDate(style)),
        error: type === 'e',
      });
    },
  });
  return { cells, merged };
}

function readValue(type: string, text: string, strings: readonly string[]): Cell['value'] | null {
  if (type === 's') return strings[Number(text)] ?? null;
  if (text === '') return null;
  if (type === 'b') return text === '1';
  if (type === 'n') return Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

function parseRef(ref: string): { row: number; column: number } | null {
  const match = /^([A-Z]{1,3})(\d{1,7})$/.exec(ref);
  if (match === null) return null;
  let column = 0;
  for (const letter of match[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(match[2]), column };
}

function parseRange(ref: string): Range | null {
  const [from, to] = ref.split(':').map(parseRef);
  return from == null || to == null ? null : { top: from.row, left: from.column, bottom: to.row, right: to.column };
}

/** "E7", as Excel calls it. */
export function cellName({ row, column }: { row: number; column: number }): string {
  let name = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26))
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return `${name}${row}`;
}
