import { isClosingFormula } from './closing.js';
import { follows, type MarkerKind, markerOf } from './marker.js';
import type { Paragraph } from './paragraphs.js';

/** One numbered, bulleted or unmarked unit of the plan, or a table row. */
export interface Unit {
  kind: MarkerKind | 'root' | 'plain' | 'row';
  /** Section path as printed; of unmarked paragraphs it is set once their siblings are known. */
  path: string;
  label: string;
  ordinal: number | null;
  /** The text after the mark, its matching key, and where it stands in the normalised text. */
  text: string;
  key: string;
  start: number;
  end: number;
  parent: Unit | null;
  children: Unit[];
  row: Paragraph['row'];
}

/** How deep a kind usually stands. Brackets and "1)" stand wherever their first one is met. */
const RANK: Record<MarkerKind, number> = {
  annex: 0,
  part: 1,
  section: 2,
  roman: 3,
  article: 4,
  decimal: 5,
  dotted: 6,
  paren: 7,
  letter: 8,
  bracket: 9,
  dash: 10,
  plus: 11,
  star: 12,
};
const FLOATING: ReadonlySet<MarkerKind> = new Set(['paren', 'bracket', 'star']);

/**
 * Paragraphs to a tree of units. A mark continues the list it follows in; a first mark opens a list inside the unit
 * before it, by the order of Nghị định 30/2020. What carries no mark belongs to the unit it stands in.
 */
export function outlineOf(paragraphs: readonly Paragraph[]): Unit {
  const root = unit('root', '', null, null, null);
  let top = root;
  for (const paragraph of paragraphs) {
    if (paragraph.row !== null) {
      // A table belongs to the heading it stands under, not to the last bullet before it.
      const holder = upwards(top).find((one) => HOLDS_TABLES.has(one.kind)) ?? root;
      append(holder, unit('row', '', null, paragraph, holder));
      continue;
    }
    const marker = markerOf(paragraph.text);
    const parent = marker === null ? null : parentFor(top, marker.kind, marker.ordinal, marker.label);
    if (marker === null && top.text === '' && top.children.length === 0 && TITLED_BELOW.has(top.kind)) {
      // "Phần thứ nhất" stands in a line of its own, its title in the next.
      Object.assign(top, { text: paragraph.text, key: paragraph.key, start: paragraph.start, end: paragraph.end });
      continue;
    }
    if (marker === null && isClosingFormula(paragraph.key)) {
      // The closing formula belongs to the plan, not to the last body before it.
      top = append(root, unit('plain', '', null, paragraph, root));
      continue;
    }
    if (marker === null || parent === null) {
      const holder = top.kind === 'plain' && top.parent !== null ? top.parent : top;
      top = append(holder, unit('plain', '', null, paragraph, holder));
      continue;
    }
    top = append(parent, unit(marker.kind, marker.label, marker.ordinal, paragraph, parent, marker.length));
  }
  name(root);
  return root;
}

function unit(
  kind: Unit['kind'],
  label: string,
  ordinal: number | null,
  from: Paragraph | null,
  parent: Unit | null,
  skip = 0,
): Unit {
  return {
    kind,
    path: '',
    label,
    ordinal,
    text: from?.text.slice(skip) ?? '',
    key: from?.key.slice(skip) ?? '',
    start: (from?.start ?? 0) + skip,
    end: from?.end ?? 0,
    parent,
    children: [],
    row: from?.row ?? null,
  };
}

function append(parent: Unit, child: Unit): Unit {
  child.parent = parent;
  parent.children.push(child);
  return child;
}

const TITLED_BELOW: ReadonlySet<Unit['kind']> = new Set<Unit['kind']>(['part', 'section', 'article', 'roman']);

const HOLDS_TABLES: ReadonlySet<Unit['kind']> = new Set<Unit['kind']>([
  'root',
  'annex',
  'part',
  'section',
  'roman',
  'article',
  'decimal',
  'dotted',
  'letter',
  'paren',
]);
const MAX_DEPTH = 14;

/** The unit the new mark belongs under, or null where the mark cannot be one ("D." without "C." before it). */
function parentFor(top: Unit, kind: MarkerKind, ordinal: number | null, label: string): Unit | null {
  const line: Unit[] = [];
  for (let at: Unit | null = top; at !== null; at = at.parent) line.push(at);
  const sibling = line.find((one) => one.kind === kind);
  // No document nests so deep; what repeats "(1)" without end stays one list.
  if (line.length > MAX_DEPTH && sibling?.parent != null) return sibling.parent;
  if (kind === 'part' && sibling === undefined && label.length === 1 && label !== 'A') return null;
  if (sibling?.parent != null) {
    if (ordinal === null || sibling.ordinal === null || follows(kind, sibling.ordinal, ordinal)) {
      // "1.1" after "1.2.3" goes up by as many levels as it has fewer numbers.
      if (kind === 'dotted') return dottedParent(line, label);
      return sibling.parent;
    }
    if (!FLOATING.has(kind)) return kind === 'dotted' ? dottedParent(line, label) : sibling.parent;
  }
  if (kind === 'dotted') return dottedParent(line, label);
  if (FLOATING.has(kind) && (ordinal === 1 || ordinal === null))
    return line.find((one) => one.kind !== 'plain') ?? null;
  return (
    line.find(
      (one) => one.kind === 'root' || (one.kind !== 'plain' && one.kind !== 'row' && RANK[one.kind] < RANK[kind]),
    ) ?? null
  );
}

function dottedParent(line: readonly Unit[], label: string): Unit | null {
  const upper = label.split('.').slice(0, -1).join('.');
  return (
    line.find((one) => (one.kind === 'decimal' || one.kind === 'dotted') && one.label === upper) ??
    line.find(
      (one) =>
        one.kind === 'root' ||
        one.kind === 'annex' ||
        one.kind === 'part' ||
        one.kind === 'section' ||
        one.kind === 'roman' ||
        one.kind === 'article' ||
        one.kind === 'decimal',
    ) ??
    null
  );
}

/** Gives every unit its path; bullets are counted among their like, unmarked paragraphs when they are not alone. */
function name(parent: Unit): void {
  const counts = new Map<string, number>();
  const count = (sign: string): number => {
    const number = (counts.get(sign) ?? 0) + 1;
    counts.set(sign, number);
    return number;
  };
  const plain = parent.children.filter((child) => child.kind === 'plain');
  const heading = isHeading(parent);
  for (const child of parent.children) {
    let label = child.label;
    let base = parent.path;
    if (child.kind === 'dash' || child.kind === 'plus' || child.kind === 'star')
      label = `${child.label}${count(child.label)}`;
    else if (child.kind === 'dotted' && child.label.startsWith(`${parent.label}.`))
      base = parent.path.slice(0, -parent.label.length).replace(/\.$/, '');
    else if (child.kind === 'plain') {
      const alone = heading && plain.length === 1 && parent.children.length === 1;
      label = alone ? '' : `¶${count('¶') + (heading ? 0 : 1)}`;
    } else if (child.kind === 'row') label = '';
    child.path = [base, label].filter((part) => part !== '').join('.');
    name(child);
  }
}

/** A title over what follows, as against a sentence that stands for itself. */
export function isHeading(unit: Unit): boolean {
  return (
    unit.kind === 'root' ||
    unit.kind === 'annex' ||
    !/[.;][”"’')]*$/u.test(unit.text) ||
    unit.text === unit.text.toUpperCase()
  );
}

/** The unit and everything above it, nearest first. */
export function upwards(unit: Unit): Unit[] {
  const line: Unit[] = [];
  for (let at: Unit | null = unit; at !== null; at = at.parent) line.push(at);
  return line;
}
