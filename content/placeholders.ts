import type { Fault } from '../base/errors.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import type { Button, LocalisedMessage, Mark, Part, RichText } from './message.js';

/**
 * What a text may leave open until its broadcast is created, a closed set:
 * `{{place}}` the place it goes to, `{{theme}}` the year's theme, `{{year}}` the year it goes out.
 */
export const PLACEHOLDERS = ['place', 'theme', 'year'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Values in one language. An empty one takes the paragraph away that names it: a theme not yet known leaves no hole. */
export type PlaceholderValues = Partial<Record<Placeholder, string>>;

const PATTERN = /\{\{\s*([^{}]*?)\s*\}\}/g;
const isPlaceholder = (name: string): name is Placeholder => PLACEHOLDERS.some((known) => known === name);
const braced = (name: string): string => `{{${name}}}`;

/** The placeholders that a text names, head and body. */
export function placeholdersIn(source: { head: string | null; body: string } | null): Set<Placeholder> {
  const text = `${source?.head ?? ''}\n${source?.body ?? ''}`;
  return new Set([...text.matchAll(PATTERN)].map((match) => match[1] ?? '').filter(isPlaceholder));
}

/** Faults of the placeholders of a text, by line: names that do not exist, braces that do not close. */
export function placeholderFaults(text: string, where: { file: string; firstLine: number }, t: Translate): Fault[] {
  return text.split('\n').flatMap((line, index) => {
    const at = { file: where.file, line: where.firstLine + index };
    const unknown = [...line.matchAll(PATTERN)]
      .map((match) => match[1] ?? '')
      .filter((name) => !isPlaceholder(name))
      .map((name) =>
        contentFault(t, 'placeholderUnknown', at, { name: braced(name), known: PLACEHOLDERS.map(braced).join(', ') }),
      );
    const broken = /\{\{|\}\}/.test(line.replace(PATTERN, ''))
      ? [contentFault(t, 'placeholderBroken', at, { example: braced('place') })]
      : [];
    return [...unknown, ...broken];
  });
}

/** The placeholders of a text that these values leave open, with the line each stands on. */
export function openPlaceholders(
  text: string,
  firstLine: number,
  values: PlaceholderValues,
): { name: string; line: number }[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(PATTERN)]
      .map((match) => match[1] ?? '')
      .filter((name) => isPlaceholder(name) && values[name] === undefined)
      .map((name) => ({ name: braced(name), line: firstLine + index })),
  );
}

/** The message with its placeholders filled, each language with its own values. What has no value stays as it is. */
export function fillMessage(
  message: LocalisedMessage,
  valuesFor: (locale: string) => PlaceholderValues,
): LocalisedMessage {
  return Object.fromEntries(
    Object.entries(message).map(([locale, parts = []]) => [
      locale,
      parts.map((part) => fillPart(part, valuesFor(locale))),
    ]),
  );
}

function fillPart(part: Part, values: PlaceholderValues): Part {
  return {
    ...part,
    body: fillText(part.body, values),
    buttons: part.buttons.map((row) =>
      row.map((button): Button => ({ ...button, label: fillText({ text: button.label, marks: [] }, values).text })),
    ),
  };
}

/** A text with its placeholders filled; every mark keeps the words it stood on. */
export function fillText(body: RichText, values: PlaceholderValues): RichText {
  const edits = editsOf(body.text, values);
  let text = '';
  let at = 0;
  for (const edit of edits) {
    text += body.text.slice(at, edit.start) + edit.put;
    at = edit.end;
  }
  // A last paragraph that went leaves no empty line behind.
  text = (text + body.text.slice(at)).trimEnd();
  const marks = body.marks
    .map(
      (mark): Mark => ({
        ...mark,
        start: moved(mark.start, edits, 'start'),
        end: Math.min(text.length, moved(mark.end, edits, 'end')),
      }),
    )
    .filter((mark) => mark.end > mark.start);
  return { text, marks };
}

interface Edit {
  start: number;
  end: number;
  put: string;
}

/** Replacements in order; the paragraph of an empty value goes with the empty line below it (above it, at the end). */
function editsOf(text: string, values: PlaceholderValues): Edit[] {
  const edits: Edit[] = [];
  for (const paragraph of text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)) {
    const start = paragraph.index;
    const end = start + paragraph[0].length;
    const found = [...paragraph[0].matchAll(PATTERN)].flatMap((match) => {
      const name = match[1] ?? '';
      const value = isPlaceholder(name) ? values[name] : undefined;
      return value === undefined
        ? []
        : [{ start: start + match.index, end: start + match.index + match[0].length, put: value }];
    });
    if (!found.some((edit) => edit.put === '')) edits.push(...found);
    else {
      const below = /^\n+/.exec(text.slice(end))?.[0].length ?? 0;
      const above = below > 0 ? 0 : (/\n+$/.exec(text.slice(0, start))?.[0].length ?? 0);
      edits.push({ start: start - above, end: end + below, put: '' });
    }
  }
  return edits.map((edit, index) => ({ ...edit, start: Math.max(edit.start, edits[index - 1]?.end ?? 0) }));
}

/** Where an offset of the old text stands in the new one; inside a replacement, a start moves to its begin, an end to its end. */
function moved(offset: number, edits: Edit[], side: 'start' | 'end'): number {
  let shift = 0;
  for (const edit of edits) {
    if (offset <= edit.start) break;
    if (offset < edit.end) return edit.start + shift + (side === 'end' ? edit.put.length : 0);
    shift += edit.put.length - (edit.end - edit.start);
  }
  return offset + shift;
}
