import { evenCharacters } from '../text/characters.js';
import type { Block, Row } from './block.js';
import { barredRow } from './text.js';

/**
 * Markdown as converters write it: marks of emphasis and headings go, the printed numbering stays, a blank line ends
 * a paragraph. The document's own "1." and "-" are kept as they stand, since they are the plan's headings and not a list of ours.
 */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  let rows: Row[] = [];
  const endParagraph = (): void => {
    if (open.length > 0) blocks.push({ kind: 'paragraph', text: open.join(' ') });
    open = [];
  };
  const endTable = (): void => {
    if (rows.length > 0) blocks.push({ kind: 'table', rows });
    rows = [];
  };
  for (const raw of evenCharacters(text).split('\n')) {
    const row = barredRow(raw);
    if (row !== null) {
      endParagraph();
      rows.push(row.map((one) => ({ ...one, text: withoutMarks(one.text) })));
      continue;
    }
    endTable();
    if (raw.trim() === '' || /^\s*([-*_])(\s*\1){2,}\s*$/.test(raw)) {
      endParagraph();
      continue;
    }
    const heading = /^\s*#{1,6}\s+(.*?)\s*#*\s*$/.exec(raw);
    const line = withoutMarks(heading?.[1] ?? raw);
    // The header's lines, all in capitals, are each their own.
    const capitals =
      line === line.toUpperCase() && /\p{Lu}{2}/u.test(line) && open.length > 0 && !/[,–-]$/u.test(open.at(-1) ?? '');
    if (heading !== null || STARTS_ITEM.test(line) || capitals) endParagraph();
    open.push(line);
    if (heading !== null || /(\s{2}|\\)$/.test(raw)) endParagraph();
  }
  endParagraph();
  endTable();
  return blocks;
}

const STARTS_ITEM = /^(?:[-+–•]\s|[IVX]+\.\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s|\(\d{1,2}\)\s)/u;

function withoutMarks(line: string): string {
  return line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/(\*\*|__)(.*?)\1/g, '$2')
    .replace(/(^|[\s("“])[*_]([^\s*_][^*_]*)[*_](?=$|[\s.,;:)"”])/g, '$1$2')
    .replace(/\*\*/g, '')
    .replace(/\\([\\`*_{}[\]()#+.!|>-])/g, '$1')
    .replace(/^\s*[*]\s+/, '- ')
    .trim();
}
