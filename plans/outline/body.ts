import { columnsOf } from '../tasks/table.js';
import { matchKey } from '../text/key.js';
import { markerOf } from './marker.js';
import { layOutAnnex, type Paragraph } from './paragraphs.js';

/**
 * The numbered part of a document and its annexes: from the first heading to "./.", without the recipients, the
 * signature and what web pages print after it. Annexes follow the signature.
 */
export function bodyOf(
  paragraphs: readonly Paragraph[],
  afterTitle: number,
): { preamble: Paragraph[]; body: Paragraph[] } {
  const rest = paragraphs.slice(afterTitle);
  const first = rest.findIndex(
    (one) => (one.row === null && startsBody(one.text)) || (one.row !== null && columnsOf(one.row.cells) !== null),
  );
  if (first === -1) return { preamble: [...rest], body: [] };
  const body: Paragraph[] = [];
  let ended = false;
  for (const paragraph of rest.slice(first)) {
    const { text, row } = paragraph;
    if (row === null && markerOf(text)?.kind === 'annex') ended = false;
    else if (ended && row !== null && columnsOf(row.cells) !== null) {
      // The annex's own heading was lost; its rows are still an annex.
      if (!body.some((one) => markerOf(one.text)?.kind === 'annex')) body.push(layOutAnnex(paragraph));
      ended = false;
    } else if (isEnd(paragraph)) ended = true;
    if (!ended) body.push(paragraph);
    if (row === null && /\.\/\.?\s*["”]?$/u.test(text)) ended = true;
  }
  return { preamble: rest.slice(0, first), body };
}

function startsBody(text: string): boolean {
  const kind = markerOf(text)?.kind;
  return (
    kind === 'section' ||
    kind === 'article' ||
    kind === 'roman' ||
    kind === 'part' ||
    kind === 'decimal' ||
    kind === 'annex'
  );
}

function isEnd({ text, row }: Paragraph): boolean {
  const key = matchKey(row === null ? text : (row.cells.find((one) => one.text.trim() !== '')?.text ?? ''));
  return /^(?:nơi nhận\s*:?|tm\.\s|kt\.\s|tl\.\s|tuq\.\s)/u.test(key.trim());
}
