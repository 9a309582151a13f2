import { Parser } from 'htmlparser2';
import { Refused } from '../refuse.js';
import { evenParagraph } from '../text/characters.js';
import { type Block, cell, type Row } from './block.js';

const BLOCK_TAGS = new Set(
  'p div h1 h2 h3 h4 h5 h6 li ul ol section article header footer main blockquote pre center table tr td th thead tbody body dt dd'.split(
    ' ',
  ),
);
const SILENT_TAGS = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'head',
  'nav',
  'svg',
  'select',
  'button',
  'iframe',
]);
/** Blocks a page may have before it is taken for an attack. */
const MAX_BLOCKS = 200_000;
/** Deepest nesting: pages stay under 100, and each level costs the parser a look at all above it. */
const MAX_DEPTH = 1_000;

interface OpenTable {
  rows: Row[];
  /** Cells that reach down from rows above, by column. */
  reaching: Map<number, { text: string; rows: number }>;
  cellText: string[] | null;
  span: number;
  down: number;
}

/** A web page: blocks of text and tables with merged cells. Numbers of ordered lists are printed as a browser would. */
export function readHtml(html: string): Block[] {
  const blocks: Block[] = [];
  const tables: OpenTable[] = [];
  const lists: { ordered: boolean; type: string; count: number }[] = [];
  let silent = 0;
  let depth = 0;
  let text = '';

  const endParagraph = (): void => {
    const paragraph = evenParagraph(text);
    text = '';
    if (paragraph === '') return;
    const table = tables.at(-1);
    if (table?.cellText) table.cellText.push(paragraph);
    else blocks.push({ kind: 'paragraph', text: paragraph });
    if (blocks.length > MAX_BLOCKS) throw new Refused('plan-bomb');
  };
  const endCell = (): void => {
    const table = tables.at(-1);
    if (!table?.cellText) return;
    endParagraph();
    const row = table.rows.at(-1);
    const content = table.cellText.join('\n');
    if (row !== undefined) {
      if (table.down > 1) table.reaching.set(columnOf(row), { text: content, rows: table.down });
      row.push(cell(content, table.span));
      fillFromAbove(table, row);
    }
    table.cellText = null;
  };
  const endTable = (): void => {
    endCell();
    const table = tables.pop();
    if (table === undefined) return;
    const outer = tables.at(-1);
    if (outer?.cellText) outer.cellText.push(table.rows.map((row) => row.map((one) => one.text).join(' ')).join('\n'));
    else if (table.rows.length > 0) blocks.push({ kind: 'table', rows: table.rows });
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) throw new Refused('plan-bomb');
        if (SILENT_TAGS.has(name)) silent += 1;
        if (silent > 0) return;
        if (name === 'br') {
          // A break within a paragraph is a new line of it; documents on the web number their items that way.
          endParagraph();
          return;
        }
        if (BLOCK_TAGS.has(name)) endParagraph();
        if (name === 'ol' || name === 'ul')
          lists.push({
            ordered: name === 'ol',
            type: attributes['type'] ?? '1',
            count: Number(attributes['start'] ?? 1) - 1,
          });
        if (name === 'li') text = listMark(lists.at(-1));
        if (name === 'table') tables.push({ rows: [], reaching: new Map(), cellText: null, span: 1, down: 1 });
        const table = tables.at(-1);
        if (table === undefined) return;
        if (name === 'tr') {
          endCell();
          const row: Row = [];
          table.rows.push(row);
          fillFromAbove(table, row);
        }
        if (name === 'td' || name === 'th') {
          endCell();
          if (table.rows.length === 0) table.rows.push([]);
          table.cellText = [];
          table.span = bounded(attributes['colspan']);
          table.down = bounded(attributes['rowspan']);
        }
      },
      ontext(piece) {
        if (silent === 0) text += piece;
      },
      onclosetag(name) {
        depth -= 1;
        if (SILENT_TAGS.has(name)) {
          silent = Math.max(0, silent - 1);
          return;
        }
        if (silent > 0) return;
        if (name === 'td' || name === 'th') endCell();
        else if (name === 'table') endTable();
        else if (BLOCK_TAGS.has(name)) endParagraph();
        if (name === 'ol' || name === 'ul') lists.pop();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  while (tables.length > 0) endTable();
  endParagraph();
  return blocks;
}

function bounded(attribute: string | undefined): number {
  const number = Number(attribute ?? 1);
  return Number.isInteger(number) && number > 0 ? Math.min(number, 500) : 1;
}

function columnOf(row: Row): number {
  return row.reduce((sum, one) => sum + one.span, 0);
}

function fillFromAbove(table: OpenTable, row: Row): void {
  for (;;) {
    const column = columnOf(row);
    const above = table.reaching.get(column);
    if (above === undefined) return;
    if (above.rows <= 1) {
      table.reaching.delete(column);
      return;
    }
    // The cell's own row does not count: it was registered while that row was open.
    if (table.rows.at(-1) !== row) return;
    table.reaching.set(column, { text: above.text, rows: above.rows - 1 });
    row.push(cell(above.text, 1, true));
  }
}

function listMark(list: { ordered: boolean; type: string; count: number } | undefined): string {
  if (list === undefined || !list.ordered) return '- ';
  list.count += 1;
  if (list.type === 'a') return `${String.fromCharCode(96 + list.count)}) `;
  if (list.type === 'I') return `${ROMAN[list.count] ?? String(list.count)}. `;
  return `${list.count}. `;
}

const ROMAN = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
