import { isRecord } from '../http/json.js';
import { parseHtml } from './html.js';
import { parseMarkdown, parseMarkdownV2 } from './markdown.js';
import { jsonOf, type Params, textOf } from './params.js';
import { badRequest } from './refusal.js';
import type { WireEntity } from './wire.js';

/** In UTF-16 units, counted after the markup is taken out. */
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;
/** Entities above this number are cut off by Telegram without a word. */
const MAX_ENTITIES = 100;

export interface Formatted {
  text: string;
  entities: WireEntity[];
}

const PLAIN_TYPES = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'date_time',
]);

/** A text with its formatting, from `parse_mode` or explicit entities, trimmed as Telegram trims it. */
export function readText(params: Params, textName: string, entitiesName: string): Formatted {
  const raw = textOf(params, textName);
  const mode = textOf(params, 'parse_mode').toLowerCase();
  let formatted: Formatted;
  if (mode === '') formatted = { text: raw, entities: readEntities(params, entitiesName, raw) };
  else if (mode === 'html') formatted = parseHtml(raw);
  else if (mode === 'markdownv2') formatted = parseMarkdownV2(raw);
  else if (mode === 'markdown') formatted = parseMarkdown(raw);
  else throw badRequest('unsupported parse_mode');
  return withDetected(trimmed(formatted));
}

function readEntities(params: Params, name: string, text: string): WireEntity[] {
  if (params.values[name] === undefined) return [];
  const raw = jsonOf(params, name, 'entities');
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) throw badRequest('expected an Array of MessageEntity');
  const entities = raw.map((entity: unknown) => checkedEntity(entity, text));
  return entities
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
    .slice(0, MAX_ENTITIES);
}

function checkedEntity(raw: unknown, text: string): WireEntity {
  if (!isRecord(raw)) throw badRequest("can't parse MessageEntity: expected an Object");
  const { type, offset, length, url } = raw;
  if (typeof type !== 'string' || !PLAIN_TYPES.has(type))
    throw badRequest("can't parse MessageEntity: unsupported type specified");
  if (typeof offset !== 'number' || typeof length !== 'number') {
    throw badRequest(
      `can't parse MessageEntity: Can't find field "${typeof offset === 'number' ? 'length' : 'offset'}"`,
    );
  }
  if (!Number.isInteger(offset) || offset < 0 || offset > 1_000_000)
    throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (!Number.isInteger(length) || length < 0 || length > 1_000_000)
    throw badRequest(`receive an entity with incorrect length ${length}`);
  if (length > 0) checkRange(text, offset, length);
  if (type === 'text_link' && typeof url !== 'string')
    throw badRequest('can\'t parse MessageEntity: Can\'t find field "url"');
  const entity: WireEntity = { type, offset, length };
  if (typeof url === 'string') entity.url = url;
  if (typeof raw['language'] === 'string') entity.language = raw['language'];
  if (typeof raw['custom_emoji_id'] === 'string') entity.custom_emoji_id = raw['custom_emoji_id'];
  return entity;
}

function checkRange(text: string, offset: number, length: number): void {
  if (offset >= text.length) throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  const end = offset + length;
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  if (splitsPair(text, offset))
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${bytesBefore(text, offset)}`);
  if (splitsPair(text, end)) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${bytesBefore(text, end)}`,
    );
  }
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function bytesBefore(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at));
}

/** White space at the ends goes; entities move or shrink with it. */
function trimmed(formatted: Formatted): Formatted {
  const { text, entities } = formatted;
  const end = text.trimEnd().length;
  let start = 0;
  const limit = Math.min(end, entities[0]?.offset ?? end);
  while (start < limit && (text[start] === ' ' || text[start] === '\n')) start += 1;
  if (start === 0 && end === text.length) return formatted;
  const kept = entities
    .filter((entity) => entity.offset < end)
    .map((entity) => ({
      ...entity,
      offset: entity.offset - start,
      length: Math.min(entity.length, end - entity.offset),
    }));
  return { text: text.slice(start, end), entities: kept };
}

/** What Telegram marks by itself. One expression, and a quick look first: most texts have none of it. */
const DETECTED =
  /(?<url>https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]}'…])|(?<![\p{L}\p{M}\p{N}_/@<>])(?<command>\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\p{L}\p{M}\p{N}_/])|(?<![\p{L}\p{M}\p{N}_&])(?<hashtag>#[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*)|(?<![\p{L}\p{M}\p{N}_@/.])(?<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?![\p{L}\p{M}\p{N}_])/gu;
const WORTH_A_LOOK = /[/#@]/;
const GROUP_TYPES: Record<string, string> = {
  url: 'url',
  command: 'bot_command',
  hashtag: 'hashtag',
  mention: 'mention',
};

/** Adds addresses, commands, hashtags and mentions where no explicit code, link or other entity already stands. */
export function withDetected(formatted: Formatted): Formatted {
  if (!WORTH_A_LOOK.test(formatted.text)) return formatted;
  const { text, entities } = formatted;
  const blockers = entities.filter(
    (entity) => !['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'blockquote'].includes(entity.type),
  );
  const found: WireEntity[] = [];
  for (const match of text.matchAll(DETECTED)) {
    const group = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined);
    if (group === undefined) continue;
    const offset = match.index;
    const length = match[0].length;
    if (blockers.some((entity) => entity.offset < offset + length && offset < entity.offset + entity.length)) continue;
    found.push({ type: GROUP_TYPES[group[0]] ?? 'url', offset, length });
  }
  if (found.length === 0) return formatted;
  return { text, entities: [...entities, ...found].sort((a, b) => a.offset - b.offset || b.length - a.length) };
}
