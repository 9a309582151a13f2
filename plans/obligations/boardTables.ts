import type { Translate } from '../../content/i18n.js';
import type { AskedCounts, Board, BoardCounts, BoardTable } from './board.js';

/** A table of the board in words: its heading, its columns, a row for each body with the name first, the total last. */
export interface SaidTable {
  title: string;
  head: string[];
  rows: [string, ...number[]][];
}

const BUCKETS = [
  'doneOnTime',
  'doneLate',
  'openInTime',
  'openOverdue',
  'noDayOpen',
  'noDayDone',
] as const satisfies (keyof BoardCounts)[];
const ASKED = ['done', 'open'] as const satisfies (keyof AskedCounts)[];

/** The tables of a board that have something in them; a column of things without a deadline only where there are any. */
export function boardTables(shown: Board, say: Translate): SaidTable[] {
  const assigned = said(shown, shown.assigned, used(shown.assigned), 'owed:board.assigned', say);
  const followUp = said(shown, shown.followUp, used(shown.followUp), 'owed:board.followUp', say);
  const asked = said(shown, shown.asked, ASKED, 'owed:board.asked', say);
  return [assigned, followUp, asked].filter((table) => table.rows.length > 1);
}

const used = ({ total }: BoardTable<BoardCounts>): (typeof BUCKETS)[number][] =>
  BUCKETS.filter((key) => !key.startsWith('noDay') || total[key] > 0);

function said<Key extends (typeof BUCKETS)[number] | (typeof ASKED)[number]>(
  shown: Board,
  { rows, total }: BoardTable<Readonly<Record<Key, number>>>,
  columns: readonly Key[],
  title: 'owed:board.assigned' | 'owed:board.followUp' | 'owed:board.asked',
  say: Translate,
): SaidTable {
  const row = (name: string, counts: Readonly<Record<Key, number>>): [string, ...number[]] => [
    name,
    ...columns.map((key) => counts[key]),
  ];
  return {
    title: say(title),
    head: [say(`owed:board.${shown.by}`), ...columns.map((key) => say(`owed:board.${key}`))],
    rows: [...rows.map((one) => row(one.name, one)), row(say('owed:board.total'), total)],
  };
}
