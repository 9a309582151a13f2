import type { Row } from '../formats/block.js';
import { matchKey } from '../text/key.js';
import type { Piece } from '../text/unwrap.js';

/** A paragraph or a table row at its place in the normalised text. `key` is the matching key, offset by offset. */
export interface Paragraph {
  text: string;
  key: string;
  start: number;
  end: number;
  /** Set on rows of tables. */
  row: { table: number; cells: Row } | null;
}

export interface PlanText {
  normalisedText: string;
  paragraphs: Paragraph[];
}

/** Longest paragraph that is read as one; the longest of real plans has 3,000 letters. Longer ones would cost time without end. */
const MAX_PARAGRAPH = 8_000;

function inParts(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_PARAGRAPH) {
    const cut = Math.max(
      rest.lastIndexOf('. ', MAX_PARAGRAPH) + 1,
      rest.lastIndexOf(' ', MAX_PARAGRAPH) > MAX_PARAGRAPH / 2 ? 0 : MAX_PARAGRAPH,
    );
    const at = cut > 0 ? cut : rest.lastIndexOf(' ', MAX_PARAGRAPH);
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  parts.push(rest);
  return parts;
}

/** Lays the pieces out as one text, a paragraph or a table row on each line; every offset the reader gives points into it. */
export function layOut(pieces: readonly Piece[]): PlanText {
  const paragraphs: Paragraph[] = [];
  let table = 0;
  let start = 0;
  const add = (text: string, row: Paragraph['row']): void => {
    paragraphs.push({ text, key: matchKey(text), start, end: start + text.length, row });
    start += text.length + 1;
  };
  for (const piece of pieces) {
    if (piece.kind === 'paragraph') for (const part of inParts(piece.text)) add(part, null);
    else {
      table += 1;
      for (const cells of piece.rows) {
        const text = cells
          .map((one) => (one.continues ? '' : one.text.replace(/\s*\n\s*/g, '; ')))
          .join(' | ')
          .trim();
        if (text.replace(/[|\s]/g, '') !== '') add(text, { table, cells });
      }
    }
  }
  return { normalisedText: paragraphs.map((one) => one.text).join('\n'), paragraphs };
}

/** A heading "Phụ lục" of no length, for annex rows whose own heading is missing. */
export function layOutAnnex(before: Paragraph): Paragraph {
  return { text: 'Phụ lục', key: 'phụ lục', start: before.start, end: before.start, row: null };
}
