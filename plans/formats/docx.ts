import { Refused } from '../refuse.js';
import { evenParagraph } from '../text/characters.js';
import { type Block, type Cell, cell, type Row } from './block.js';
import { type Numbering, readNumbering } from './docxNumbering.js';
import { walkXml } from './xml.js';
import { unzipParts } from './zip.js';

/**
 * A Word document: paragraphs with the numbers Word would print, tables with merged cells, text boxes and page headers
 * (where the secrecy stamp stands). Deleted text of tracked changes is not read, inserted text is.
 */
export function readDocx(bytes: Uint8Array): Block[] {
  const { parts, names } = unzipParts(bytes, (name) =>
    /^word\/(document|numbering|styles|header\d*|footer\d*)\.xml$/.test(name),
  );
  const document = parts.get('word/document.xml');
  if (document === undefined) throw new Refused(names.has('EncryptedPackage') ? 'plan-encrypted' : 'plan-not-docx');
  const numbering = readNumbering(parts.get('word/numbering.xml'), parts.get('word/styles.xml'));
  const margins = [...parts].filter(([name]) => /header|footer/.test(name)).sort(([a], [b]) => a.localeCompare(b));
  return [...margins.flatMap(([, part]) => readPart(part, numbering)), ...readPart(document, numbering)];
}

/** Twice the paragraphs that are taken in; what has more is not worth reading to its end. */
const MAX_BLOCKS = 60_000;

interface OpenParagraph {
  text: string;
  numId: string | null;
  level: number;
  style: string | null;
}
interface OpenTable {
  rows: Row[];
  cell: { texts: string[]; span: number; continues: boolean } | null;
}

/** Elements whose text is not the document's: deleted runs, field codes, the second form of a drawing, comments' marks. */
const SILENT = new Set(['w:del', 'w:delText', 'w:instrText', 'mc:Fallback', 'w:moveFrom', 'w:rubyBase', 'm:oMath']);

function readPart(xml: Uint8Array, numbering: Numbering): Block[] {
  const blocks: Block[] = [];
  const paragraphs: OpenParagraph[] = [];
  const tables: OpenTable[] = [];
  let silent = 0;
  let inText = false;
  let inParagraphProperties = 0;

  const place = (texts: string[]): void => {
    const table = tables.at(-1);
    if (table?.cell) table.cell.texts.push(...texts);
    else for (const text of texts) blocks.push({ kind: 'paragraph', text });
    if (blocks.length > MAX_BLOCKS) throw new Refused('plan-too-big');
  };
  const write = (text: string): void => {
    const open = paragraphs.at(-1);
    if (open !== undefined) open.text += text;
  };

  walkXml(xml, {
    open(name, at) {
      if (SILENT.has(name)) silent += 1;
      if (silent > 0) return;
      const open = paragraphs.at(-1);
      if (name === 'w:p') paragraphs.push({ text: '', numId: null, level: 0, style: null });
      else if (name === 'w:pPr') inParagraphProperties += 1;
      else if (name === 'w:t') inText = true;
      else if (name === 'w:tab' && inParagraphProperties === 0) write(' ');
      else if (name === 'w:br' || name === 'w:cr') write('\n');
      else if (name === 'w:noBreakHyphen') write('-');
      else if (name === 'w:softHyphen') write('\u00ad');
      else if (name === 'w:sym') write(' ');
      else if (open !== undefined && inParagraphProperties > 0 && name === 'w:numId') open.numId = at['w:val'] ?? null;
      else if (open !== undefined && inParagraphProperties > 0 && name === 'w:ilvl')
        open.level = Number(at['w:val'] ?? 0);
      else if (open !== undefined && inParagraphProperties > 0 && name === 'w:pStyle') open.style = at['w:val'] ?? null;
      else if (name === 'w:tbl') tables.push({ rows: [], cell: null });
      else openTablePart(tables.at(-1), name, at);
    },
    text(text) {
      if (inText && silent === 0) write(text);
    },
    close(name) {
      if (SILENT.has(name)) {
        silent -= 1;
        return;
      }
      if (silent > 0) return;
      if (name === 'w:t') inText = false;
      else if (name === 'w:pPr') inParagraphProperties -= 1;
      else if (name === 'w:p') {
        const done = paragraphs.pop();
        if (done !== undefined) place(finish(done, numbering));
      } else if (name === 'w:tc') closeCell(tables.at(-1));
      else if (name === 'w:tbl') {
        const done = tables.pop();
        if (done === undefined || done.rows.length === 0) return;
        // A table inside a cell is that cell's text.
        if (tables.at(-1)?.cell) place(done.rows.map((row) => row.map((one) => one.text).join(' ')));
        else blocks.push({ kind: 'table', rows: done.rows });
      }
    },
  });
  return blocks;
}

/** A paragraph with line breaks inside is several printed paragraphs; the number belongs to the first. */
function finish(open: OpenParagraph, numbering: Numbering): string[] {
  const lines = open.text
    .split('\n')
    .map(evenParagraph)
    .filter((line) => line !== '');
  const list =
    open.numId !== null
      ? { numId: open.numId, level: open.level }
      : open.style === null
        ? null
        : numbering.ofStyle(open.style);
  // numId 0 takes a style's number away; an empty paragraph prints none and does not count.
  if (list === null || list.numId === '0' || lines.length === 0) return lines;
  const mark = numbering.next(list.numId, list.level);
  return lines.map((line, index) => (index === 0 ? mark + line : line));
}

function openTablePart(table: OpenTable | undefined, name: string, at: Record<string, string>): void {
  if (table === undefined) return;
  if (name === 'w:tr') table.rows.push([]);
  else if (name === 'w:tc') table.cell = { texts: [], span: 1, continues: false };
  else if (table.cell === null) return;
  else if (name === 'w:gridSpan') table.cell.span = Math.max(1, Math.min(500, Number(at['w:val'] ?? 1)));
  else if (name === 'w:vMerge') table.cell.continues = at['w:val'] !== 'restart';
}

function closeCell(table: OpenTable | undefined): void {
  const row = table?.rows.at(-1);
  if (table === undefined || table.cell === null || row === undefined) return;
  const { texts, span, continues } = table.cell;
  const above = continues ? cellAt(table.rows.at(-2), columnOf(row)) : null;
  row.push(cell(above === null ? texts.join('\n') : above.text, span, above !== null));
  table.cell = null;
}

function columnOf(row: Row): number {
  return row.reduce((sum, one) => sum + one.span, 0);
}

function cellAt(row: Row | undefined, column: number): Cell | null {
  let at = 0;
  for (const one of row ?? []) {
    if (at === column) return one;
    at += one.span;
  }
  return null;
}
