import type { Block, Row } from './block.js';

export interface PdfWord {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PdfLine {
  page: number;
  y: number;
  words: PdfWord[];
  /** A table in the place of a line. */
  rows?: Row[];
}

/** Printed lines to blocks, with what tells paragraphs apart: whether a line begins further right than most. */
export function blocksOfLines(lines: readonly PdfLine[]): Block[] {
  const left = commonLeft(lines);
  const blocks: Block[] = [];
  let page = 0;
  for (const line of lines) {
    if (line.rows !== undefined) blocks.push({ kind: 'table', rows: line.rows });
    const first = line.words[0];
    if (first === undefined) continue;
    blocks.push({
      kind: 'line',
      text: joined(line.words),
      gap: 0,
      indented: line.page !== page && page !== 0 ? null : first.x > left + 12,
    });
    page = line.page;
  }
  return blocks;
}

/** The margin: the leftmost edge that several lines share. Where every paragraph is one line, most lines are indented. */
function commonLeft(lines: readonly PdfLine[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const x = line.words[0]?.x;
    if (x !== undefined) counts.set(Math.round(x), (counts.get(Math.round(x)) ?? 0) + 1);
  }
  const enough = Math.max(2, lines.length * 0.02);
  return [...counts].filter(([, count]) => count >= enough).sort(([a], [b]) => a - b)[0]?.[0] ?? 0;
}

/** Words with the space between them that was printed; columns far apart keep a wide gap. */
function joined(words: readonly PdfWord[]): string {
  let text = '';
  let end = Number.NaN;
  for (const word of words) {
    const space = word.x - end;
    if (!Number.isNaN(end)) text += space > 20 ? '   ' : space > word.height * 0.12 && !text.endsWith(' ') ? ' ' : '';
    text += word.text;
    end = word.x + word.width;
  }
  return text;
}
