import { Refused } from '../refuse.js';
import { isOutOfMemory } from '../sandbox/outOfMemory.js';
import { evenCharacters } from '../text/characters.js';
import type { Block } from './block.js';
import { blocksOfLines, type PdfLine, type PdfWord } from './pdfLines.js';
import { type OperatorCodes, rulesOf } from './pdfRules.js';
import { continueTable, type PdfTable, tablesOf } from './pdfTables.js';
import { type Quarters, quartersOf, upright, uprightRules } from './pdfTurn.js';

const MAX_PAGES = 500;
const MAX_WORDS = 600_000;
/** A page of a plan holds about 2,500 letters; a scan holds none, or a stamp and a digital signature. */
const MIN_LETTERS_PER_PAGE = 40;

/**
 * A PDF's text layer as printed lines with their indents, and its ruled tables with their cells. Drawing operators are
 * looked at only on pages that bear the head of a table of tasks or go on with one: they cost as much as the text.
 */
export async function readPdf(bytes: Uint8Array): Promise<Block[]> {
  const { getDocument, OPS, VerbosityLevel } = await loadPdf();
  const task = getDocument({
    // The reader takes the buffer away from whoever holds it, so it gets a copy; Node's own Buffer it refuses.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
    // No picture is looked at, so none is unpacked: of those, the largest may be a bomb.
    maxImageSize: 1,
  });
  try {
    const document = await task.promise;
    if (document.numPages > MAX_PAGES) throw new Refused('plan-too-big');
    const lines: PdfLine[] = [];
    let letters = 0;
    let count = 0;
    let open: PdfTable | null = null;
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const content = await page.getTextContent();
      const set: PdfWord[] = [];
      const turns: [number, number, number, number] = [0, 0, 0, 0];
      for (const item of content.items) {
        if (!('str' in item) || item.str.trim() === '') continue;
        const x = Number(item.transform[4]);
        const y = Number(item.transform[5]);
        set.push({
          text: evenCharacters(item.str).replace(/\n/g, ' '),
          x,
          y,
          width: item.width,
          height: item.height,
        });
        turns[quartersOf(Number(item.transform[0]), Number(item.transform[1]))] += item.str.length;
        letters += item.str.replace(/\s/g, '').length;
      }
      const quarters = mostOf(turns);
      const words = upright(set, quarters);
      count += words.length;
      if (count > MAX_WORDS) throw new Refused('plan-bomb');
      const tables: PdfTable[] =
        open !== null || bearsTableHead(words)
          ? tablesOf(uprightRules(rulesOf(await page.getOperatorList(), OPS satisfies OperatorCodes), quarters), words)
          : [];
      const printed = linesOf(
        words.filter((word) => !tables.some((table) => table.words.has(word))),
        number,
      );
      const [first] = tables;
      const head = printed.filter((line) => first !== undefined && line.y > first.top);
      const goesOn =
        open !== null && first !== undefined && head.every((line) => isPageNumber(line)) && continueTable(open, first);
      for (const table of goesOn ? tables.slice(1) : tables)
        printed.push({ page: number, y: table.top, words: [], rows: table.rows });
      lines.push(...printed.sort((a, b) => b.y - a.y));
      const last = tables.at(-1);
      const below = last !== undefined && printed.every((line) => line.y >= last.bottom || isPageNumber(line));
      if (!below) open = null;
      else if (!goesOn || tables.length > 1) open = last;
      page.cleanup();
    }
    if (letters < MIN_LETTERS_PER_PAGE * document.numPages) throw new Refused('plan-scanned');
    return blocksOfLines(lines);
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (error instanceof Error && error.name === 'PasswordException') throw new Refused('plan-encrypted');
    throw isOutOfMemory(error) ? error : new Refused('plan-damaged');
  } finally {
    await task.destroy();
  }
}

/** Loaded when the first PDF comes: it is the heaviest part of the program. */
async function loadPdf(): Promise<typeof import('pdfjs-dist/legacy/build/pdf.mjs')> {
  Object.assign(globalThis, { DOMMatrix: Matrix, ImageData: class {}, Path2D: class {} });
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

/**
 * The library draws with these and cannot be loaded without them; it would take them from a native library of 30 MB, which
 * not every machine has. Nothing is drawn here.
 */
class Matrix {}

function mostOf(turns: readonly [number, number, number, number]): Quarters {
  const quarters = [0, 1, 2, 3] as const;
  return quarters.reduce<Quarters>((best, one) => (turns[one] > turns[best] ? one : best), 0);
}

/** Words that stand alone only in the head of a table of tasks. */
function bearsTableHead(words: readonly PdfWord[]): boolean {
  return words.some((word) =>
    /^(?:S?TT|Stt|Số TT|[Ss]ố thứ tự|(?:Cơ quan|CƠ QUAN|Đơn vị|ĐƠN VỊ|Bộ phận)(?:,? đơn vị|,? ĐƠN VỊ)? (?:chủ trì|CHỦ TRÌ|phối hợp|PHỐI HỢP|thực hiện|THỰC HIỆN)|Chủ trì|CHỦ TRÌ)$/u.test(
      word.text.trim(),
    ),
  );
}

function isPageNumber(line: PdfLine): boolean {
  return line.rows === undefined && /^\D{0,6}\d{1,3}\D{0,6}$/u.test(line.words.map((word) => word.text).join(''));
}

/** Words of one height are a line, from left to right. */
function linesOf(words: readonly PdfWord[], page: number): PdfLine[] {
  const lines: PdfLine[] = [];
  for (const word of [...words].sort((a, b) => b.y - a.y || a.x - b.x)) {
    const line = lines.at(-1);
    const same = line !== undefined && Math.abs(line.y - word.y) <= Math.max(2, word.height * 0.35);
    if (same) line.words.push(word);
    else lines.push({ page, y: word.y, words: [word] });
  }
  for (const line of lines) line.words.sort((a, b) => a.x - b.x);
  return lines;
}
