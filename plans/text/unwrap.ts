import { headingAssignment, STARTS_WITH_VERB } from '../agencies/assign.js';
import type { Block, Row } from '../formats/block.js';
import { cell } from '../formats/block.js';
import { DOCUMENT_KIND } from '../header/kinds.js';
import { follows, type Marker, markerOf } from '../outline/marker.js';
import { evenParagraph } from './characters.js';
import { matchKey } from './key.js';

export type Piece = { kind: 'paragraph'; text: string } | { kind: 'table'; rows: Row[] };

/**
 * Printed lines to paragraphs. A new paragraph begins at a mark that fits, at an indent, at an empty line where empty
 * lines mean something, and after a line that ended early: one that would have had room for the next line's first word.
 */
export function unwrap(blocks: readonly Block[]): Piece[] {
  const lines = blocks.filter((block) => block.kind === 'line');
  const page = measure(lines);
  const pieces: Piece[] = [];
  /** The lines of the paragraph being put together; joined once, so that a long one costs no more than its length. */
  let open: string[] | null = null;
  let titled = false;
  let last = '';
  let lastMarkers = new Map<string, number>();
  const flush = (): void => {
    const text = open === null ? '' : evenParagraph(joined(open));
    if (text !== '') pieces.push({ kind: 'paragraph', text });
    open = null;
  };
  for (const block of blocks) {
    if (block.kind === 'table') {
      flush();
      pieces.push({ kind: 'table', rows: block.rows });
      last = '';
      continue;
    }
    const text = block.text.trim();
    if (block.kind === 'paragraph') {
      // Converters cut paragraphs at the end of a page: the rest begins in lower case.
      if (
        open !== null &&
        (goesOn(last, text) || (HANGING_WORD.test(last) && markerOf(text) === null && !isCapitals(text)))
      )
        open.push(text);
      else {
        flush();
        open = [text];
      }
      last = text;
      continue;
    }
    // The header's two columns, issuer and country, come out of print as one line with a gap.
    const columns = titled ? [] : text.split(COLUMN_GAP);
    titled ||= DOCUMENT_KIND.test(matchKey(text));
    if (columns.length > 1) {
      flush();
      pieces.push({ kind: 'table', rows: [columns.map((one) => cell(one))] });
      last = '';
      continue;
    }
    const marker = markerOf(text);
    const starts =
      open === null ||
      (marker !== null
        ? fits(marker, last, text, page.width, lastMarkers)
        : startsParagraph(block, last, text, page) ||
          underAgency(open, text) ||
          (!titled && isCapitals(text) && headingAssignment(text) !== null));
    if (starts) {
      flush();
      open = [text];
      if (marker?.ordinal != null) {
        lastMarkers.set(marker.kind, marker.ordinal);
        if (marker.kind === 'roman') lastMarkers = new Map([['roman', marker.ordinal]]);
      }
    } else open?.push(text);
    last = text;
  }
  flush();
  return pieces;
}

interface PageShape {
  /** Length of a full line in letters. */
  width: number;
  /** Every line is a paragraph of its own: the text was never wrapped. */
  flowing: boolean;
  /** An empty line stands between paragraphs and not between all lines. */
  gapsMean: number;
}

function measure(lines: readonly Extract<Block, { kind: 'line' }>[]): PageShape {
  const lengths = lines.map((line) => line.text.trim().length).sort((a, b) => a - b);
  const width = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  const gaps = new Map<number, number>();
  for (const { gap } of lines) gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  const usual = [...gaps].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  return { width, flowing: width > 160, gapsMean: usual + 1 };
}

/** A wide gap, except the blanks left for a number or a day ("Số:      /KH-UBND", "ngày      tháng"). */
const COLUMN_GAP = /(?<=\S)(?<!ngày|tháng|năm|số|số\s?:)\s{3,}/iu;
const CLOSES = /^(?:\(?(?:ban hành )?kèm theo|trên đây là|nhận được (?:kế hoạch|văn bản)|nơi nhận)/u;
const ENDS_SENTENCE = /[.:;!?…]["”’')\]]*$/u;
/** A line that ends in one of these goes on, whatever its length. */
const HANGING =
  /(?:[,(“"–-]|(?<!\p{L})(?:và|của|các|với|cho|về|là|tại|trong|số|ngày|tháng|năm|từ|đến|theo|do|để|những|một|bằng|qua|ở|hoặc|trên|việc|của|không|phòng,))$/iu;

const HANGING_WORD = /(?<!\p{L})(?:và|của|các|với|cho|về|là|tại|trong|từ|theo|do|những|bằng|trên)$/iu;

function startsParagraph(
  block: Extract<Block, { kind: 'line' }>,
  last: string,
  text: string,
  page: PageShape,
): boolean {
  if (goesOn(last, text)) return false;
  if (DOCUMENT_KIND.test(matchKey(text)) || DOCUMENT_KIND.test(matchKey(last)) || CLOSES.test(matchKey(text)))
    return true;
  const lower = /^[\p{Ll}\d(]/u.test(text);
  if (page.flowing) return !(lower && !ENDS_SENTENCE.test(last));
  if (block.gap >= page.gapsMean && !(lower && !ENDS_SENTENCE.test(last))) return true;
  if (lower) return false;
  if (HANGING.test(last)) return false;
  if (isCapitals(last) !== isCapitals(text) && last.length < page.width * 0.95) return true;
  if (isCapitals(last) && isCapitals(text)) return ENDS_SENTENCE.test(last);
  if (block.indented === true) return true;
  const firstWord = /^\S+/.exec(text)?.[0].length ?? 0;
  return last.length + 1 + firstWord <= page.width * (ENDS_SENTENCE.test(last) ? 0.93 : 0.82);
}

/** "8. Bộ Chỉ huy … Hà Nam Ninh" / "Phối hợp …": the heading is a body's whole name, the next line says what it does. */
function underAgency(lines: readonly string[] | null, text: string): boolean {
  if (lines === null || lines.length > 3 || !/^\p{Lu}/u.test(text) || !STARTS_WITH_VERB.test(matchKey(text)))
    return false;
  const open = joined(lines);
  const marker = markerOf(open);
  return marker !== null && headingAssignment(open.slice(marker.length))?.headingOnly === true;
}

function goesOn(last: string, text: string): boolean {
  if (last === '' || markerOf(text) !== null) return false;
  return /^[\p{Ll}]/u.test(text) && !ENDS_SENTENCE.test(last) && !isCapitals(last);
}

/** A mark at a line's begin that is really the middle of a sentence: "chính trị / - xã hội", "năm / 20. Trong đó". */
function fits(marker: Marker, last: string, text: string, width: number, seen: ReadonlyMap<string, number>): boolean {
  if (ENDS_SENTENCE.test(last) || last === '') return true;
  const rest = text.slice(marker.length);
  if (marker.kind === 'dash' || marker.kind === 'plus') {
    if (COMPOUNDS.test(`${matchKey(last).slice(-14)} - ${matchKey(rest).slice(0, 12)}`)) return false;
    if (/\d$/.test(last) && /^\d/.test(rest)) return false;
    return (
      !(HANGING.test(last) && last.length > width * 0.7) && (/^[\p{Lu}\d"“]/u.test(rest) || last.length < width * 0.75)
    );
  }
  if (marker.ordinal === null) return true;
  if (marker.kind === 'bracket')
    return last.length < width * 0.8 || follows('bracket', seen.get('bracket') ?? 0, marker.ordinal);
  if (/(?<!\p{L})(?:điều|khoản|điểm|mục|số|ngày|tháng|năm|quý)$/iu.test(last) && last.length > width * 0.7)
    return false;
  return (
    marker.ordinal === 1 ||
    follows(marker.kind, seen.get(marker.kind) ?? 0, marker.ordinal) ||
    last.length < width * 0.75
  );
}

/** Names that carry a spaced hyphen and are therefore torn at it. */
const COMPOUNDS =
  /(?:chính trị|kinh tế|văn hóa|thương binh|lao động|phát thanh|hạ tầng|khoa học|kỹ thuật|tài chính|an ninh|quốc phòng) - (?:xã hội|thương binh|truyền hình|hạ tầng|công nghệ|kế hoạch|kỹ thuật|an ninh|quốc phòng|văn hóa)/u;

function isCapitals(text: string): boolean {
  return /\p{Lu}{2}/u.test(text) && text === text.toUpperCase();
}

function joined(lines: readonly string[]): string {
  // "132-" + "KL/TW" is one symbol; "chính trị -" + "xã hội" keeps its spaces.
  return lines
    .map((line, index) => (index === lines.length - 1 || /[\p{L}\p{N}]-$/u.test(line.slice(-2)) ? line : `${line} `))
    .join('');
}
