import { evenCharacters } from '../text/characters.js';
import { type Block, cell, type Row } from './block.js';

/** Plain text: every line is a printed line; rows between upright bars are a table. */
export function readText(text: string): Block[] {
  const blocks: Block[] = [];
  let gap = 0;
  let rows: Row[] = [];
  const endTable = (): void => {
    if (rows.length > 0) blocks.push({ kind: 'table', rows });
    rows = [];
  };
  for (const raw of evenCharacters(text).split('\n')) {
    const row = barredRow(raw);
    if (row !== null) {
      rows.push(row);
      gap = 0;
      continue;
    }
    endTable();
    const line = raw.replace(/^\s*\|+|\|+\s*$/g, '');
    if (line.trim() === '') {
      gap += 1;
      continue;
    }
    blocks.push({ kind: 'line', text: line, gap, indented: null });
    gap = 0;
  }
  endTable();
  return blocks;
}

/** "| a | b |" as cells; null for a line that is no row. Rules such as "|---|---|" are rows without text. */
export function barredRow(line: string): Row | null {
  const trimmed = line.trim();
  if (!/^\|.+\|.+\|$/.test(trimmed)) return null;
  return trimmed
    .slice(1, -1)
    .split('|')
    .map((text) => cell(/^\s*:?-{2,}:?\s*$/.test(text) ? '' : text.replace(/<br\s*\/?>/gi, '\n').trim()));
}
