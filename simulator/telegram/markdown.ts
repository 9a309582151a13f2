import { badRequest, type Refusal } from './refusal.js';
import type { WireEntity } from './wire.js';

const RESERVED = new Set('_*[]()~`>#+-=|{}.!');
const MARKS: [string, string][] = [
  ['```', 'pre'],
  ['`', 'code'],
  ['__', 'underline'],
  ['||', 'spoiler'],
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strikethrough'],
];
/** How Telegram's refusals call the kinds. */
const KIND_NAMES: Record<string, string> = {
  pre: 'Pre',
  code: 'Code',
  underline: 'Underline',
  spoiler: 'Spoiler',
  bold: 'Bold',
  italic: 'Italic',
  strikethrough: 'Strikethrough',
  text_link: 'TextUrl',
  blockquote: 'BlockQuote',
};

interface Open {
  type: string;
  at: number;
  sourceAt: number;
  language?: string;
}

/** MarkdownV2: every reserved character outside its use must be escaped, every mark closed; else Telegram refuses. */
export function parseMarkdownV2(source: string): { text: string; entities: WireEntity[] } {
  let text = '';
  const open: Open[] = [];
  const entities: WireEntity[] = [];
  const finish = (entry: Open, url?: string): void => {
    const length = text.length - entry.at;
    if (length <= 0) return;
    const entity: WireEntity = { type: entry.type, offset: entry.at, length };
    if (entry.language !== undefined) entity.language = entry.language;
    if (url !== undefined) entity.url = url;
    entities.push(entity);
  };
  let lineStart = true;
  for (let i = 0; i < source.length; ) {
    const c = source[i] ?? '';
    const top = open.at(-1);
    const verbatim = top?.type === 'code' || top?.type === 'pre';
    const next = source.charCodeAt(i + 1);
    if (c === '\\' && next > 0 && next < 127) {
      text += source[i + 1];
      i += 2;
      lineStart = false;
      continue;
    }
    if (c === '\n' && top?.type === 'blockquote' && source[i + 1] !== '>') {
      open.pop();
      finish(top);
    }
    if (!RESERVED.has(c) || (verbatim && c !== '`')) {
      text += c;
      i += 1;
      lineStart = c === '\n';
      continue;
    }
    if (c === '>' && lineStart) {
      if (!open.some((entry) => entry.type === 'blockquote'))
        open.push({ type: 'blockquote', at: text.length, sourceAt: i });
      i += 1;
      continue;
    }
    lineStart = false;
    if (top?.type === 'text_link' && c === ']') {
      const end = source[i + 1] === '(' ? closing(source, i + 2) : -1;
      if (source[i + 1] === '(' && end < 0)
        throw fault(`Can't find end of a URL at byte offset ${bytes(source, i + 1)}`);
      open.pop();
      const url = end < 0 ? text.slice(top.at) : source.slice(i + 2, end).replace(/\\(.)/g, '$1');
      if (/^[a-z][a-z0-9+.-]*:|\./i.test(url)) finish(top, /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`);
      i = end < 0 ? i + 1 : end + 1;
      continue;
    }
    const mark = MARKS.find(([sign]) => source.startsWith(sign, i));
    if (mark !== undefined && top?.type === mark[1]) {
      open.pop();
      finish(top);
      i += mark[0].length;
      continue;
    }
    if (mark !== undefined && !verbatim) {
      const entry: Open = { type: mark[1], at: text.length, sourceAt: i };
      i += mark[0].length;
      if (mark[1] === 'pre') {
        const head = /^([^\s`]*)(\r?\n)?/.exec(source.slice(i));
        if (head?.[2] !== undefined) {
          if (head[1] !== undefined && head[1] !== '') entry.language = head[1];
          i += head[0].length;
        }
      }
      open.push(entry);
      continue;
    }
    if (c === '[' || (c === '!' && source[i + 1] === '[')) {
      open.push({ type: 'text_link', at: text.length, sourceAt: i });
      i += c === '[' ? 1 : 2;
      continue;
    }
    throw fault(`Character '${c}' is reserved and must be escaped with the preceding '\\'`);
  }
  const last = open.at(-1);
  if (last?.type === 'blockquote' && open.length === 1) finish(last);
  else if (last !== undefined) {
    throw fault(
      `Can't find end of ${KIND_NAMES[last.type] ?? last.type} entity at byte offset ${bytes(source, last.sourceAt)}`,
    );
  }
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}

function closing(source: string, from: number): number {
  for (let i = from; i < source.length; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === ')') return i;
  }
  return -1;
}

/** The old Markdown mode: marks do not nest, and a lone one is refused. */
export function parseMarkdown(source: string): { text: string; entities: WireEntity[] } {
  let text = '';
  const entities: WireEntity[] = [];
  for (let i = 0; i < source.length; ) {
    const c = source[i] ?? '';
    if (c === '\\' && '_*`['.includes(source[i + 1] ?? ' ')) {
      text += source[i + 1];
      i += 2;
      continue;
    }
    const sign = source.startsWith('```', i) ? '```' : c;
    const type = { '```': 'pre', '*': 'bold', _: 'italic', '`': 'code', '[': 'text_link' }[sign];
    if (type === undefined) {
      text += c;
      i += 1;
      continue;
    }
    const end = source.indexOf(sign === '[' ? ']' : sign, i + sign.length);
    if (end < 0) throw fault(`Can't find end of the entity starting at byte offset ${bytes(source, i)}`);
    const inner = source.slice(i + sign.length, end);
    let after = end + (sign === '[' ? 1 : sign.length);
    const entity: WireEntity = { type, offset: text.length, length: inner.length };
    if (sign === '[') {
      const close = source[after] === '(' ? source.indexOf(')', after) : -1;
      if (close > 0) {
        entity.url = source.slice(after + 1, close);
        after = close + 1;
      }
    }
    if (inner.length > 0 && (type !== 'text_link' || entity.url !== undefined)) entities.push(entity);
    text += inner;
    i = after;
  }
  return { text, entities };
}

function bytes(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

function fault(what: string): Refusal {
  return badRequest(`can't parse entities: ${what}`);
}
