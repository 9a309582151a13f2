/** The numbering of Nghị định 30/2020 (I. 1. a) - +) and what offices make of it ((1), 1), 1.1., A., *). */
export type MarkerKind =
  | 'annex'
  | 'part'
  | 'section'
  | 'roman'
  | 'article'
  | 'decimal'
  | 'dotted'
  | 'paren'
  | 'letter'
  | 'bracket'
  | 'dash'
  | 'plus'
  | 'star';

export interface Marker {
  kind: MarkerKind;
  /** As it stands in a section path: "V", "1", "1.1", "a", "(3)"; "-", "+" and "*" get their position later. */
  label: string;
  /** Place in its sequence from 1, or null for signs without order. */
  ordinal: number | null;
  /** Length of the mark and the space after it. */
  length: number;
}

const LETTERS = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
/** Lists skip f, j, w, z or do not, use đ or do not: a letter may follow any of the letters close before it. */
const ROMANS = [
  'I',
  'II',
  'III',
  'IV',
  'V',
  'VI',
  'VII',
  'VIII',
  'IX',
  'X',
  'XI',
  'XII',
  'XIII',
  'XIV',
  'XV',
  'XVI',
  'XVII',
  'XVIII',
  'XIX',
  'XX',
];

const FORMS: readonly [MarkerKind, RegExp][] = [
  ['annex', /^(phụ\s+lục(?:\s+(?:số\s+)?(?:[IVX]+|\d{1,2}))?)(?=\s*[.:(]|\s*$)[.:]?\s*/iu],
  [
    'part',
    /^(?:phần\s+(?:thứ\s+)?(?:nhất|hai|ba|tư|năm|sáu|[IVX]+|\d{1,2})|chương\s+[IVX\d]{1,4})(?=[\s.:]|$)[.:]?\s*/iu,
  ],
  ['section', /^(mục\s+(?:[IVX]+|\d{1,2}))(?=[.:]|$)[.:]?\s*/iu],
  ['article', /^(điều\s+\d{1,3})(?=[.:]|$)[.:]?\s*/iu],
  ['roman', /^([IVX]{1,5})\s?[./)-](?!\d)\s*(?=\p{L}|["“(]|$)/u],
  ['dotted', /^(\d{1,2}(?:\.\d{1,2}){1,3})(?:\.?[)/]?|-)\s+(?=\P{N})/u],
  ['decimal', /^(\d{1,2})\s?(?:[.](?!\d)|-(?=\s\p{Lu})|\/(?=\s*\p{Lu}))\s*(?=\P{N}|$)/u],
  ['paren', /^(\d{1,2})\s?\)\s*/u],
  ['bracket', /^(\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\))\s*/u],
  ['letter', /^([a-zđ])\s?\)\s*/iu],
  ['letter', /^([a-zđ])(?:\.|\s?\/|-)\s+(?=\p{L})/u],
  ['part', /^([A-H])\s?[.)/-]\s+(?=\p{Lu})/u],
  ['plus', /^(\+)\s*(?=\P{N})/u],
  ['star', /^([*•●▪■◦○❖➢►✓])\s*(?=[^\s*])/u],
  ['dash', /^([-–—−])\s*(?=[^\s\d-]|\d)/u],
];

/** The mark a line begins with, or null. Whether it fits where it stands is for the outline to say. */
export function markerOf(line: string): Marker | null {
  for (const [kind, form] of FORMS) {
    const match = form.exec(line);
    if (match === null) continue;
    const label = match[1] ?? match[0].trim();
    if (kind === 'roman' && !ROMANS.includes(label)) continue;
    if (kind === 'dash' && /^-\p{Lu}{2,}[/]/u.test(line)) continue;
    return { kind, label: labelOf(kind, label), ordinal: ordinalOf(kind, label), length: match[0].length };
  }
  return null;
}

function labelOf(kind: MarkerKind, label: string): string {
  if (kind === 'letter') return label.toLowerCase();
  if (kind === 'annex') return label.replace(/\s+/g, ' ').replace(/^phụ lục/i, 'Phụ lục');
  if (kind === 'section' || kind === 'article')
    return (
      label.charAt(0).toUpperCase() +
      label
        .slice(1)
        .toLowerCase()
        .replace(/[ivx]+$/u, (roman) => roman.toUpperCase())
    );
  if (kind === 'part') return label.replace(/[.:]\s*$/, '').trim();
  if (kind === 'dash') return '-';
  if (kind === 'star') return '*';
  return label;
}

function ordinalOf(kind: MarkerKind, label: string): number | null {
  if (kind === 'section' || kind === 'article') {
    const number = label.split(/\s+/).at(-1) ?? '';
    return /^\d+$/.test(number) ? Number(number) : ROMANS.indexOf(number.toUpperCase()) + 1;
  }
  if (kind === 'roman') return ROMANS.indexOf(label) + 1;
  if (kind === 'decimal' || kind === 'paren') return Number(label);
  if (kind === 'dotted') return Number(label.split('.').at(-1));
  if (kind === 'letter') return LETTERS.indexOf(label.toLowerCase()) + 1;
  if (kind === 'bracket') {
    const inner = label.slice(1, -1);
    return /^\d+$/.test(inner) ? Number(inner) : LETTERS.indexOf(inner) + 1;
  }
  return null;
}

/** Whether `next` may follow `last` in one list. Letters may leave out the ones Vietnamese lists skip. */
export function follows(kind: MarkerKind, last: number, next: number): boolean {
  if (kind === 'letter') return next > last && next - last <= 5;
  return next > last && next - last <= 2;
}
