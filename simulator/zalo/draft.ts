import { isRecord } from '../http/json.js';
import type { Assumptions } from './assumptions.js';
import type { Values } from './call.js';
import type { ZaloButton, ZaloDraft } from './message.js';
import { oaRefusal } from './refusal.js';
import type { Uploads } from './uploads.js';

const MAX_TEXT = 2_000;
const MAX_BUTTONS = 5;
const MAX_TITLE = 100;
const MAX_QUERY = 1_000;
const MAX_SMS = 160;
const BUTTON_TYPES = new Set(['oa.open.url', 'oa.query.show', 'oa.query.hide', 'oa.open.phone', 'oa.open.sms']);
const MEDIA = new Set(['image', 'gif', 'sticker'] as const);

/** Reads the `message` of a consultation; refuses what Zalo would, -201 for what has no sense. */
export function readDraft(message: unknown, uploads: Uploads, assume: Assumptions, nowMs: number): ZaloDraft {
  if (!isRecord(message)) throw oaRefusal(-201, 'message is invalid');
  const text = readText(message, assume);
  const quoteOf = message['quote_message_id'];
  const base: ZaloDraft = { kind: 'text', text, ...(typeof quoteOf === 'string' ? { quoteOf } : {}) };
  const attachment = message['attachment'];
  if (attachment === undefined) {
    if (text === '') throw oaRefusal(-201, 'message text is empty');
    return base;
  }
  if (!isRecord(attachment) || !isRecord(attachment['payload'])) throw oaRefusal(-201, 'attachment is invalid');
  const payload = attachment['payload'];
  if (attachment['type'] === 'file') {
    const file = uploads.use(payload['token'], 'file', nowMs);
    return { ...base, kind: 'file', file: { token: file.id, name: file.name, size: file.bytes.length } };
  }
  if (attachment['type'] !== 'template') throw oaRefusal(-201, 'attachment type is invalid');
  if (payload['buttons'] !== undefined) return { ...base, buttons: readButtons(payload, text, assume) };
  switch (payload['template_type']) {
    case 'media':
      return { ...base, ...readMedia(payload, uploads, nowMs) };
    case 'request_user_info':
      return { ...base, ...readRequest(payload) };
    default:
      throw oaRefusal(-233);
  }
}

function readText(message: Values, assume: Assumptions): string {
  const text = message['text'] ?? '';
  if (typeof text !== 'string') throw oaRefusal(-201, 'text is invalid');
  if (text.length * 3 > MAX_TEXT && lengthOf(text, assume.countAs) > MAX_TEXT) throw oaRefusal(assume.longTextError);
  return text;
}

function lengthOf(text: string, countAs: Assumptions['countAs']): number {
  if (countAs === 'utf16') return text.length;
  return countAs === 'bytes' ? Buffer.byteLength(text) : [...text].length;
}

function readMedia(payload: Values, uploads: Uploads, nowMs: number): Pick<ZaloDraft, 'kind' | 'picture'> {
  const element = onlyElement(payload);
  const kind = [...MEDIA].find((name) => name === element['media_type']);
  if (kind === undefined) throw oaRefusal(element['media_type'] === 'article' ? -233 : -201, 'media_type is invalid');
  const { url, attachment_id: attachmentId } = element;
  if (attachmentId !== undefined) {
    // Stickers have ids of their own, which nobody uploads.
    if (kind !== 'sticker') uploads.use(attachmentId, kind, nowMs);
    return { kind, picture: { attachmentId: String(attachmentId) } };
  }
  if (kind !== 'image' || typeof url !== 'string' || !/^https?:\/\//.test(url))
    throw oaRefusal(-201, 'url or attachment_id is invalid');
  return { kind, picture: { url } };
}

function readRequest(payload: Values): Pick<ZaloDraft, 'kind' | 'request'> {
  const element = onlyElement(payload);
  const title = element['title'];
  if (typeof title !== 'string' || title === '') throw oaRefusal(-201, 'title is invalid');
  if (title.length > MAX_TITLE) throw oaRefusal(-210, 'title is over limit');
  if (typeof element['image_url'] !== 'string') throw oaRefusal(-201, 'image_url is invalid');
  return { kind: 'request-info', request: { title, subtitle: String(element['subtitle'] ?? '') } };
}

function onlyElement(payload: Values): Values {
  const elements = payload['elements'];
  const [first] = Array.isArray(elements) && elements.length === 1 ? elements : [];
  if (!isRecord(first)) throw oaRefusal(-201, 'elements is invalid');
  return first;
}

function readButtons(payload: Values, text: string, assume: Assumptions): ZaloButton[] {
  const isNamed = payload['template_type'] === 'button';
  if (assume.buttonTemplateType === 'required' && !isNamed) throw oaRefusal(-201, 'template_type is invalid');
  if (assume.buttonTemplateType === 'refused' && isNamed) throw oaRefusal(-201, 'template_type is invalid');
  if (text === '') throw oaRefusal(-201, 'message text is empty');
  const { buttons } = payload;
  if (!Array.isArray(buttons) || buttons.length === 0) throw oaRefusal(-201, 'buttons is invalid');
  if (buttons.length > MAX_BUTTONS) throw oaRefusal(-210, 'buttons is over limit');
  return buttons.map(readButton);
}

function readButton(button: unknown): ZaloButton {
  if (!isRecord(button)) throw oaRefusal(-201, 'buttons is invalid');
  const { title, type, payload } = button;
  if (typeof title !== 'string' || title === '') throw oaRefusal(-201, 'button title is invalid');
  if (title.length > MAX_TITLE) throw oaRefusal(-210, 'button title is over limit');
  if (typeof type !== 'string' || !BUTTON_TYPES.has(type)) throw oaRefusal(-201, 'button type is invalid');
  checkPayload(type, payload);
  return { title, type, payload };
}

function checkPayload(type: string, payload: unknown): void {
  const inside = (name: string): unknown => (isRecord(payload) ? payload[name] : undefined);
  if (type.startsWith('oa.query.')) {
    if (typeof payload !== 'string' || payload === '') throw oaRefusal(-201, 'button payload is invalid');
    if (payload.length > MAX_QUERY) throw oaRefusal(-210, 'button payload is over limit');
  } else if (type === 'oa.open.url') {
    const url = inside('url');
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) throw oaRefusal(-201, 'button url is invalid');
  } else {
    if (!/^\+?\d{8,15}$/.test(String(inside('phone_code')))) throw oaRefusal(-201, 'button phone_code is invalid');
    if (type === 'oa.open.sms' && String(inside('content') ?? '').length > MAX_SMS)
      throw oaRefusal(-210, 'button content is over limit');
  }
}
