import { isRecord } from '../../http/json.js';
import type { Call, Method } from '../call.js';
import { writableDialog } from '../call.js';
import type { Dialog } from '../dialog.js';
import { type FileKind, mediaFields, type StoredFile } from '../files.js';
import { jsonOf, numberOf, type Params, textOf } from '../params.js';
import { badRequest } from '../refusal.js';
import { MAX_CAPTION, readText } from '../text.js';
import type { WireEntity, WireMessage } from '../wire.js';
import { deliver } from './send.js';

const HOMOGENEOUS = new Set(['document', 'audio']);
const GROUP_KINDS = new Set(['photo', 'video', 'document', 'audio']);

/** The caption of a call, checked; no fields at all when there is none. */
export function readCaption(params: Params): { caption?: string; caption_entities?: WireEntity[] } {
  const { text, entities } = readText(params, 'caption', 'caption_entities');
  if (text.length > MAX_CAPTION) throw badRequest('message caption is too long');
  if (text === '') return {};
  return entities.length === 0 ? { caption: text } : { caption: text, caption_entities: entities };
}

/** The file that a parameter brings (upload, attach://) or names (file_id); addresses on the web are never fetched. */
function readFile(call: Call, kind: FileKind, named: string, ownName: string): StoredFile {
  const uploaded = call.params.files.get(named.startsWith('attach://') ? named.slice(9) : ownName);
  if (uploaded !== undefined && (named === '' || named.startsWith('attach://'))) {
    return call.bot.files.put(kind, uploaded.bytes, uploaded.fileName, uploaded.mime);
  }
  if (named === '' || named.startsWith('attach://')) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:\/\//i.test(named)) throw badRequest('failed to get HTTP URL content');
  return call.bot.files.reuse(named, kind);
}

function sendOne(kind: FileKind): Method {
  return {
    weight: () => 1,
    run(call) {
      const dialog = writableDialog(call);
      const caption = kind === 'sticker' ? {} : readCaption(call.params);
      const file = readFile(call, kind, textOf(call.params, kind), kind);
      return deliver(call, dialog, { ...mediaFields(file), ...caption });
    },
  };
}

function readItem(call: Call, raw: unknown): { kind: string; content: Partial<WireMessage> } {
  if (!isRecord(raw)) throw badRequest("can't parse InputMedia: expected an Object");
  const { type, media } = raw;
  if (typeof type !== 'string' || !GROUP_KINDS.has(type))
    throw badRequest("can't parse InputMedia: invalid type specified");
  if (typeof media !== 'string' || media === '') throw badRequest('can\'t parse InputMedia: Can\'t find field "media"');
  const kind = type as FileKind;
  const caption = readCaption({ values: raw, files: call.params.files });
  return { kind, content: { ...mediaFields(readFile(call, kind, media, '')), ...caption } };
}

const sendMediaGroup: Method = {
  weight(params) {
    try {
      const items = jsonOf(params, 'media', 'input media');
      return Array.isArray(items) ? Math.max(1, items.length) : 1;
    } catch {
      // The call itself refuses what does not parse.
      return 1;
    }
  },
  run(call) {
    const dialog = writableDialog(call);
    const items = jsonOf(call.params, 'media', 'media');
    if (!Array.isArray(items)) throw badRequest('expected an Array of InputMedia');
    if (items.length === 0) throw badRequest('there are no messages to send');
    if (items.length < 2) throw badRequest('there must be from 2 to 10 messages in an album');
    if (items.length > 10) throw badRequest('too many messages to send as an album');
    const parsed = items.map((item: unknown) => readItem(call, item));
    const kinds = new Set(parsed.map((item) => item.kind));
    const lonely = [...kinds].find((kind) => HOMOGENEOUS.has(kind));
    if (kinds.size > 1 && lonely !== undefined) {
      throw badRequest(`${lonely} can't be mixed with other media types`);
    }
    const group = String(call.nowMs * 1000 + dialog.delivered);
    return parsed.map((item) => deliver(call, dialog, { ...item.content, media_group_id: group }, false));
  },
};

const copyMessage: Method = {
  weight: () => 1,
  run(call) {
    const dialog = writableDialog(call);
    const source = sourceMessage(call);
    const { text, entities, photo, video, document, audio, voice, animation, sticker, location, contact } = source;
    const content: Partial<WireMessage> = {};
    Object.assign(
      content,
      withoutUndefined({ text, entities, photo, video, document, audio, voice, animation, sticker, location, contact }),
    );
    // A new caption replaces the old one, an empty one takes it away, none at all keeps it.
    if (call.params.values['caption'] === undefined) {
      Object.assign(content, withoutUndefined({ caption: source.caption, caption_entities: source.caption_entities }));
    } else if (text === undefined) Object.assign(content, readCaption(call.params));
    return { message_id: deliver(call, dialog, content).message_id };
  },
};

function sourceMessage(call: Call): WireMessage {
  const from: Dialog = call.world.dialog(call.bot, idOf(call.params));
  const source = from.find(numberOf(call.params, 'message_id') ?? 0);
  if (source === undefined) throw badRequest('message to copy not found');
  return source;
}

function idOf(params: Params): number | string {
  const value = textOf(params, 'from_chat_id');
  if (value === '') throw badRequest('from_chat_id is empty');
  return value.startsWith('@') ? value : Number(value);
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const sendLocation: Method = {
  weight: () => 1,
  run(call) {
    const dialog = writableDialog(call);
    const latitude = numberOf(call.params, 'latitude');
    const longitude = numberOf(call.params, 'longitude');
    if (latitude === null) throw badRequest('latitude is empty');
    if (longitude === null) throw badRequest('longitude is empty');
    return deliver(call, dialog, { location: { latitude, longitude } });
  },
};

export const mediaMethods: Record<string, Method> = {
  sendPhoto: sendOne('photo'),
  sendVideo: sendOne('video'),
  sendDocument: sendOne('document'),
  sendAudio: sendOne('audio'),
  sendVoice: sendOne('voice'),
  sendAnimation: sendOne('animation'),
  sendSticker: sendOne('sticker'),
  sendMediaGroup,
  sendLocation,
  copyMessage,
};
