import { type Cell, cell, type Row } from './block.js';
import type { PdfWord } from './pdfLines.js';
import type { Rule } from './pdfRules.js';

/** A ruled table of one page: its rows with merged cells, where it stands, and the words that are in it. */
export interface PdfTable {
  rows: Row[];
  top: number;
  bottom: number;
  /** Edges of its columns, to know it again on the next page. */
  columns: number[];
  words: Set<PdfWord>;
}

/** Edges closer than this are one; printers draw each cell's border for itself. */
const NEAR = 3;

/**
 * Tables out of ruled lines: rules that touch are one table; where a rule is missing between two fields of its grid,
 * they are one merged cell. What has fewer than two columns and two rows is a frame or an underline.
 */
export function tablesOf(rules: readonly Rule[], words: readonly PdfWord[]): PdfTable[] {
  return components(rules)
    .map((group) => tableOf(group, words))
    .filter((one) => one !== null)
    .sort((a, b) => b.top - a.top);
}

function tableOf(rules: readonly Rule[], words: readonly PdfWord[]): PdfTable | null {
  const xs = edges(rules.filter((one) => !one.across).map((one) => one.at));
  const ys = edges(rules.filter((one) => one.across).map((one) => one.at)).reverse();
  if (xs.length < 3 || ys.length < 3 || xs.length > 40) return null;
  const [columns, rows] = [xs.length - 1, ys.length - 1];
  const ruled = (across: boolean, at: number, middle: number): boolean =>
    rules.some(
      (one) => one.across === across && Math.abs(one.at - at) <= NEAR && one.from <= middle && one.to >= middle,
    );
  // The field each field belongs to: the first of its merged cell.
  const owner = Array.from({ length: columns * rows }, (_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (owner[at] !== at) at = owner[at] ?? at;
    return at;
  };
  const join = (a: number, b: number): void => {
    const [one, other] = [find(a), find(b)];
    owner[Math.max(one, other)] = Math.min(one, other);
  };
  for (let row = 0; row < rows; row += 1) {
    const [high, low] = [ys[row] ?? 0, ys[row + 1] ?? 0];
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [xs[column] ?? 0, xs[column + 1] ?? 0];
      const field = row * columns + column;
      if (column + 1 < columns && !ruled(false, right, (high + low) / 2)) join(field, field + 1);
      if (row + 1 < rows && !ruled(true, low, (left + right) / 2)) join(field, field + columns);
    }
  }
  const inside = new Map<number, PdfWord[]>();
  const taken = new Set<PdfWord>();
  for (const word of words) {
    const [x, y] = [word.x + Math.min(3, word.width / 2), word.y + word.height * 0.3];
    const column = xs.findIndex((edge, index) => x >= edge && x < (xs[index + 1] ?? Number.NEGATIVE_INFINITY));
    const row = ys.findIndex((edge, index) => y <= edge && y > (ys[index + 1] ?? Number.POSITIVE_INFINITY));
    if (column === -1 || row === -1) continue;
    const field = find(row * columns + column);
    inside.set(field, [...(inside.get(field) ?? []), word]);
    taken.add(word);
  }
  if (taken.size === 0) return null;
  const table: Row[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line: Cell[] = [];
    for (let column = 0; column < columns; ) {
      const first = find(row * columns + column);
      let span = 1;
      while (column + span < columns && find(row * columns + column + span) === first) span += 1;
      const above = row > 0 && find((row - 1) * columns + column) === first;
      const width = (xs[column + span] ?? 0) - (xs[column] ?? 0);
      line.push(cell(cellText(inside.get(first) ?? [], width), span, above));
      column += span;
    }
    table.push(line);
  }
  return { rows: table, top: ys[0] ?? 0, bottom: ys.at(-1) ?? 0, columns: xs, words: taken };
}

/** Lines of a cell; one that had no room for the next line's first word goes on in it. */
function cellText(words: readonly PdfWord[], width: number): string {
  let text = '';
  let line: PdfWord[] = [];
  let used = 0;
  for (const word of [...words].sort((a, b) =>
    Math.abs(a.y - b.y) <= Math.max(2, a.height * 0.35) ? a.x - b.x : b.y - a.y,
  )) {
    const last = line.at(-1);
    if (last !== undefined && Math.abs(last.y - word.y) <= Math.max(2, word.height * 0.35)) {
      const gap = word.x - (last.x + last.width);
      text += (gap > word.height * 0.12 && !text.endsWith(' ') ? ' ' : '') + word.text;
      line.push(word);
    } else {
      const first = line[0];
      if (first !== undefined && last !== undefined) {
        used = last.x + last.width - first.x;
        const firstWord =
          word.width * ((/^\S+/.exec(word.text.trim())?.[0].length ?? 0) / Math.max(1, word.text.trim().length));
        // Twice the usual margins of a cell, and a space.
        const room = width - used - 18;
        const ends =
          /[;.]$/u.test(text.trimEnd()) || /^[-+•*]\s/u.test(word.text) || room > firstWord + word.height * 0.3;
        text += ends ? '\n' : ' ';
      }
      text += word.text;
      line = [word];
    }
  }
  return text.replace(/ {2,}/g, ' ').trim();
}

/** Distinct positions from small to large. */
function edges(positions: readonly number[]): number[] {
  const sorted = [...positions].sort((a, b) => a - b);
  const out: number[] = [];
  for (const at of sorted) if (out.length === 0 || at - (out.at(-1) ?? 0) > NEAR) out.push(at);
  return out;
}

/** Groups of rules that touch one another. */
function components(rules: readonly Rule[]): Rule[][] {
  const group = rules.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (group[at] !== at) at = group[at] ?? at;
    return at;
  };
  for (const [index, one] of rules.entries()) {
    for (let other = index + 1; other < rules.length; other += 1) {
      const next = rules[other];
      if (next === undefined || !touch(one, next)) continue;
      const [a, b] = [find(index), find(other)];
      group[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, Rule[]>();
  for (const [index, one] of rules.entries()) groups.set(find(index), [...(groups.get(find(index)) ?? []), one]);
  return [...groups.values()].filter((one) => one.length >= 6);
}

function touch(a: Rule, b: Rule): boolean {
  if (a.across === b.across) return Math.abs(a.at - b.at) <= NEAR && a.from <= b.to + NEAR && b.from <= a.to + NEAR;
  return a.at >= b.from - NEAR && a.at <= b.to + NEAR && b.at >= a.from - NEAR && b.at <= a.to + NEAR;
}

/**
 * A table that goes on at the head of the next page, without its head or with it again. A row torn by the page's end,
 * whose rest has no number and begins in lower case, is put together.
 */
export function continueTable(before: PdfTable, next: PdfTable): boolean {
  const same =
    before.columns.length === next.columns.length &&
    before.columns.every((edge, index) => Math.abs(edge - (next.columns[index] ?? 0)) <= 2 * NEAR);
  if (!same) return false;
  const [last, first, ...rest] = [before.rows.at(-1), ...next.rows];
  const torn =
    last !== undefined &&
    first !== undefined &&
    last.length === first.length &&
    first[0]?.text === '' &&
    first.some((one) => /^\p{Ll}/u.test(one.text));
  if (torn && last !== undefined && first !== undefined) {
    for (const [index, one] of first.entries()) {
      const upper = last[index];
      if (upper !== undefined && one.text !== '') upper.text = `${upper.text} ${one.text}`.trim();
    }
    before.rows.push(...rest);
  } else before.rows.push(...next.rows);
  return true;
}
