import { badRequest, type Refusal } from './refusal.js';
import type { WireEntity } from './wire.js';

const TYPES: Record<string, string> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
};
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TAG = /<(?<slash>\/?)(?<name>[^\s>]*)(?<rest>(?:"[^"]*"|'[^']*'|[^>"'])*)>/y;
const ATTRIBUTE = /([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?/g;

interface OpenTag {
  name: string;
  at: number;
  attributes: Map<string, string>;
}

/** Telegram's HTML: a handful of tags, four named character references and numeric ones; anything else is refused. */
export function parseHtml(source: string): { text: string; entities: WireEntity[] } {
  let text = '';
  const open: OpenTag[] = [];
  const entities: WireEntity[] = [];
  for (let i = 0; i < source.length; ) {
    const c = source[i];
    if (c === '&') {
      const [decoded, used] = reference(source, i);
      text += decoded;
      i += used;
      continue;
    }
    if (c !== '<') {
      text += c;
      i += 1;
      continue;
    }
    TAG.lastIndex = i;
    const match = TAG.exec(source);
    const offset = Buffer.byteLength(source.slice(0, i));
    if (match?.groups === undefined)
      throw fault(`Unclosed ${source[i + 1] === '/' ? 'end' : 'start'} tag at byte offset ${offset}`);
    const name = (match.groups['name'] ?? '').toLowerCase();
    if (match.groups['slash'] === '') {
      if (TYPES[name] === undefined) throw fault(`Unsupported start tag "${name}" at byte offset ${offset}`);
      const attributes = readAttributes(match.groups['rest'] ?? '');
      if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
        throw fault(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`);
      }
      open.push({ name, at: text.length, attributes });
    } else {
      const last = open.pop();
      if (last === undefined) throw fault(`Unexpected end tag at byte offset ${offset}`);
      if (name !== '' && name !== last.name) {
        throw fault(`Unmatched end tag at byte offset ${offset}, expected "</${last.name}>", found "</${name}>"`);
      }
      close(last, text, entities);
    }
    i = TAG.lastIndex;
  }
  const left = open.at(-1);
  if (left !== undefined) throw fault(`Can't find end tag corresponding to start tag "${left.name}"`);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}

function close(tag: OpenTag, text: string, entities: WireEntity[]): void {
  const length = text.length - tag.at;
  if (length === 0) return;
  const entity: WireEntity = { type: TYPES[tag.name] ?? tag.name, offset: tag.at, length };
  if (tag.name === 'a') {
    const href = tag.attributes.get('href') ?? text.slice(tag.at);
    // A link that leads nowhere stays plain text.
    if (!/^[a-z][a-z0-9+.-]*:|\./i.test(href)) return;
    entity.url = /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `http://${href}`;
  }
  if (tag.name === 'tg-emoji') entity.custom_emoji_id = tag.attributes.get('emoji-id') ?? '';
  if (tag.name === 'blockquote' && tag.attributes.has('expandable')) entity.type = 'expandable_blockquote';
  const language = tag.attributes.get('class');
  if (tag.name === 'code' && language?.startsWith('language-') === true) entity.language = language.slice(9);
  // <pre><code class="language-x"> is one block of that language.
  const inner = entities.at(-1);
  if (tag.name === 'pre' && inner?.type === 'code' && inner.offset === tag.at && inner.length === length) {
    entities.pop();
    if (inner.language !== undefined) entity.language = inner.language;
  }
  entities.push(entity);
}

function readAttributes(rest: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of rest.matchAll(ATTRIBUTE)) {
    attributes.set(name.toLowerCase(), decodeAll(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

function decodeAll(value: string): string {
  return value.replace(/&(?:#x?[0-9a-f]+|[a-z]+);/gi, (whole) => reference(whole, 0)[0]);
}

/** The character that a reference at `i` stands for and the length of the reference; unknown ones stay as written. */
function reference(source: string, i: number): [string, number] {
  const match = /^&(?:#(?:x([0-9a-f]{1,8})|(\d{1,10}))|([a-z]+));?/i.exec(source.slice(i, i + 16));
  if (match === null) return ['&', 1];
  const named = match[3] === undefined ? undefined : NAMED[match[3].toLowerCase()];
  if (named !== undefined) return [named, match[0].length];
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  if (code > 0 && code <= 0x10ffff) return [String.fromCodePoint(code), match[0].length];
  return ['&', 1];
}

function fault(what: string): Refusal {
  return badRequest(`can't parse entities: ${what}`);
}
