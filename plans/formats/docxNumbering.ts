import { walkXml } from './xml.js';

interface Level {
  format: string;
  text: string;
  start: number;
}

/** Counters of a document's lists. Word keeps "II.", "a)" and "-" out of the text and counts them when it prints. */
export interface Numbering {
  /** The printed mark of the next paragraph of this list and level, with a space after it; empty when it has none. */
  next(numId: string, level: number): string;
  /** List and level that a paragraph style brings with it. */
  ofStyle(style: string): { numId: string; level: number } | null;
}

export function readNumbering(numberingXml: Uint8Array | undefined, stylesXml: Uint8Array | undefined): Numbering {
  const abstract = new Map<string, Map<number, Level>>();
  const lists = new Map<string, string>();
  const starts = new Map<string, number>();
  if (numberingXml !== undefined) readLists(numberingXml, abstract, lists, starts);
  const styles = stylesXml === undefined ? new Map<string, StyleList>() : readStyles(stylesXml);
  // Lists that share an abstract list go on counting together, as Word does, unless they restart by an override.
  const counters = new Map<string, number[]>();

  return {
    next(numId, level) {
      const abstractId = lists.get(numId);
      const levels = abstractId === undefined ? undefined : abstract.get(abstractId);
      const own = levels?.get(level);
      if (abstractId === undefined || levels === undefined || own === undefined) return '';
      const restart = starts.get(`${numId}/${level}`);
      const key = restart === undefined ? abstractId : numId;
      const counts = counters.get(key) ?? [];
      counts[level] = (counts[level] ?? (restart ?? own.start) - 1) + 1;
      counts.length = level + 1;
      counters.set(key, counts);
      if (own.format === 'none') return '';
      if (own.format === 'bullet') return `${bullet(own.text)} `;
      const mark = own.text.replace(/%(\d)/g, (_, digit: string) => {
        const at = Number(digit) - 1;
        const upper = levels.get(at);
        return printed(counts[at] ?? upper?.start ?? 1, upper?.format ?? 'decimal');
      });
      return mark.trim() === '' ? '' : `${mark.trim()} `;
    },
    ofStyle(style) {
      let found: StyleList | undefined = styles.get(style);
      for (let steps = 0; found !== undefined && steps < 12; steps += 1) {
        if (found.numId !== null) return { numId: found.numId, level: found.level };
        found = found.basedOn === null ? undefined : styles.get(found.basedOn);
      }
      return null;
    },
  };
}

function readLists(
  xml: Uint8Array,
  abstract: Map<string, Map<number, Level>>,
  lists: Map<string, string>,
  starts: Map<string, number>,
): void {
  let levels = new Map<number, Level>();
  let level: Level | null = null;
  let numId = '';
  let override = 0;
  walkXml(xml, {
    open(name, at) {
      const value = at['w:val'] ?? '';
      if (name === 'w:abstractNum') {
        levels = new Map<number, Level>();
        abstract.set(at['w:abstractNumId'] ?? '', levels);
      } else if (name === 'w:lvl') {
        level = { format: 'decimal', text: '', start: 1 };
        levels.set(Number(at['w:ilvl'] ?? 0), level);
      } else if (name === 'w:numFmt' && level !== null) level.format = value;
      else if (name === 'w:lvlText' && level !== null) level.text = value;
      else if (name === 'w:start' && level !== null) level.start = Number(value);
      else if (name === 'w:num') numId = at['w:numId'] ?? '';
      else if (name === 'w:abstractNumId') lists.set(numId, value);
      else if (name === 'w:lvlOverride') override = Number(at['w:ilvl'] ?? 0);
      else if (name === 'w:startOverride') starts.set(`${numId}/${override}`, Number(value));
    },
    close(name) {
      if (name === 'w:lvl') level = null;
      // Levels inside <w:num> are overrides, not levels of the abstract list read last.
      if (name === 'w:abstractNum') levels = new Map<number, Level>();
    },
  });
}

interface StyleList {
  numId: string | null;
  level: number;
  basedOn: string | null;
}

function readStyles(xml: Uint8Array): Map<string, StyleList> {
  const styles = new Map<string, StyleList>();
  let style: StyleList | null = null;
  walkXml(xml, {
    open(name, at) {
      if (name === 'w:style') {
        style = { numId: null, level: 0, basedOn: null };
        styles.set(at['w:styleId'] ?? '', style);
      } else if (style === null) return;
      else if (name === 'w:numId') style.numId = at['w:val'] ?? null;
      else if (name === 'w:ilvl') style.level = Number(at['w:val'] ?? 0);
      else if (name === 'w:basedOn') style.basedOn = at['w:val'] ?? null;
    },
    close(name) {
      if (name === 'w:style') style = null;
    },
  });
  return styles;
}

function bullet(text: string): string {
  return /^[+*]/.test(text) ? text.charAt(0) : '-';
}

function printed(number: number, format: string): string {
  if (format === 'upperRoman') return roman(number);
  if (format === 'lowerRoman') return roman(number).toLowerCase();
  if (format === 'lowerLetter') return letters(number);
  if (format === 'upperLetter') return letters(number).toUpperCase();
  if (format === 'decimalZero') return String(number).padStart(2, '0');
  return String(number);
}

function letters(number: number): string {
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.floor((number - 1) / 26) + 1);
}

function roman(number: number): string {
  let rest = number;
  let out = '';
  for (const [value, sign] of [
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ] as const) {
    for (; rest >= value; rest -= value) out += sign;
  }
  return out;
}
