import { LIMITS } from '../../../content/limits.js';
import type { Button, Mark, Part, RichText } from '../../../content/message.js';

/** Zalo's 2,000 characters, counted nobody knows how: some air for a reader that counts otherwise. */
const TEXT_CHARS = LIMITS.zalo.textChars - 100;
const { buttons: MOST_BUTTONS } = LIMITS.zalo;
/** Stands where buttons need a text and there is none. */
const NO_TEXT = '…';

/** Parts that only go on with what an earlier one began. */
const continuations = new WeakSet<Part>();
const split = new WeakMap<Part, Part[]>();

/** Whether this part only goes on with an earlier one, so that a template that stood for the whole has said it already. */
export function goesOn(part: Part): boolean {
  return continuations.has(part);
}

/**
 * A part as parts of which each is one call: plain text of at most what Zalo takes, cut where a paragraph, a sentence or
 * a word ends; a picture with its caption, or before its text where that needs more room or buttons; a file behind its
 * text; a video not at all; buttons under the last words, five at a time. The same part gives the same parts, so that a delivery that was
 * interrupted goes on where it was.
 */
export function toZaloParts(part: Part): Part[] {
  let parts = split.get(part);
  if (parts === undefined) {
    parts = build(part);
    split.set(part, parts);
    for (const later of parts.slice(1)) continuations.add(later);
  }
  return parts;
}

function build(part: Part): Part[] {
  const text = plainText(part.body);
  const { media } = part;
  const buttons = part.buttons.flat();
  if (media?.kind === 'photo' && buttons.length === 0 && text.length <= TEXT_CHARS) return [bare(text, part)];
  // Zalo takes no video from us: where there are words, they go alone.
  const file = media === null || (media.kind === 'video' && text !== '') ? [] : [bare('', part)];
  const words = withButtons(cut(text), buttons);
  const [first, ...rest] = media?.kind === 'photo' ? [...file, ...words] : [...words, ...file];
  if (first === undefined) return [bare('', part)];
  return [{ ...first, ...(part.template === undefined ? {} : { template: part.template }) }, ...rest];
}

/** The file with these words under it. */
function bare(text: string, { media, template }: Part): Part {
  return { body: { text, marks: [] }, media, buttons: [], ...(template === undefined ? {} : { template }) };
}

function withButtons(texts: readonly string[], buttons: readonly Button[]): Part[] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += MOST_BUTTONS) rows.push(buttons.slice(at, at + MOST_BUTTONS));
  const before = texts.slice(0, Math.max(0, texts.length - 1)).map((text) => textPart(text, []));
  const last = texts.at(-1);
  if (rows.length === 0) return last === undefined ? [] : [...before, textPart(last, [])];
  return [...before, ...rows.map((row, at) => textPart(at === 0 ? (last ?? NO_TEXT) : NO_TEXT, row))];
}

function textPart(text: string, buttons: Button[]): Part {
  return { body: { text, marks: [] }, media: null, buttons: buttons.length === 0 ? [] : [buttons] };
}

/** Zalo shows no marks: a link stands behind its words, everything else keeps its letters. */
function plainText({ text, marks }: RichText): string {
  const links = marks
    .filter((mark): mark is Mark & { type: 'link' } => mark.type === 'link')
    .filter((mark) => !sameAddress(text.slice(mark.start, mark.end), mark.url))
    .sort((a, b) => b.end - a.end);
  let said = text;
  for (const { end, url } of links) said = `${said.slice(0, end)} (${url})${said.slice(end)}`;
  return said.normalize('NFC').trim();
}

function sameAddress(words: string, url: string): boolean {
  const bareOf = (address: string) => address.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  return bareOf(words.trim()) === bareOf(url);
}

const ENDS = ['\n\n', '\n', /(?<=[.!?…])\s/g, ' '] as const;

/** Pieces of a text that each fit one message. Nothing of it is lost but the white space where it was cut. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  let left = text;
  while (left.length > TEXT_CHARS) {
    const end = lastEnd(left.slice(0, TEXT_CHARS));
    pieces.push(left.slice(0, end).trimEnd());
    left = left.slice(end).trimStart();
  }
  if (left !== '') pieces.push(left);
  return pieces;
}

/** Where to cut: the best kind of end in the last two thirds, else in the middle of a word, never of a character. */
function lastEnd(room: string): number {
  for (const kind of ENDS) {
    const at = typeof kind === 'string' ? room.lastIndexOf(kind) : ([...room.matchAll(kind)].at(-1)?.index ?? -1);
    if (at > room.length / 3) return at;
  }
  return /[\uD800-\uDBFF]$/.test(room) ? room.length - 1 : room.length;
}
