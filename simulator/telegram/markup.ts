import { isRecord } from '../http/json.js';
import { jsonOf, type Params } from './params.js';
import { badRequest } from './refusal.js';
import type { WireInlineButton, WireInlineKeyboard, WireKeyboardButton, WireReplyMarkup } from './wire.js';

/** A keyboard of more buttons than this is "too long"; Telegram counts bytes and does not say how many. */
const MAX_BUTTONS = 100;
const INLINE_ACTIONS = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];

/** The `reply_markup` of a call, checked as Telegram checks it; null when there is none. */
export function readMarkup(params: Params): WireReplyMarkup | null {
  if (params.values['reply_markup'] === undefined) return null;
  const raw = jsonOf(params, 'reply_markup', 'reply keyboard markup');
  if (raw === undefined) return null;
  if (!isRecord(raw)) throw badRequest('object expected as reply markup');
  if (raw['inline_keyboard'] !== undefined) return readInline(raw['inline_keyboard']);
  if (raw['keyboard'] !== undefined) {
    return {
      keyboard: rowsOf(raw['keyboard'], 'keyboard').map((row) => row.map(readKey)),
      one_time_keyboard: raw['one_time_keyboard'] === true,
      ...(typeof raw['input_field_placeholder'] === 'string'
        ? { input_field_placeholder: raw['input_field_placeholder'] }
        : {}),
    };
  }
  if (raw['remove_keyboard'] === true) return { remove_keyboard: true };
  if (raw['force_reply'] === true) return { force_reply: true };
  return null;
}

/** As readMarkup where only an inline keyboard may stand, as in edits; an empty one takes the buttons away. */
export function readInlineMarkup(params: Params): WireInlineKeyboard | null {
  const markup = readMarkup(params);
  if (markup === null) return null;
  if (!('inline_keyboard' in markup)) throw badRequest('inline keyboard expected');
  return markup.inline_keyboard.length === 0 ? null : markup;
}

function rowsOf(value: unknown, field: string): unknown[][] {
  if (!Array.isArray(value)) throw badRequest(`field "${field}" of the ReplyMarkup must be an Array`);
  return value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(`field "${field}" must be an Array of Arrays`);
    return row;
  });
}

function readInline(value: unknown): WireInlineKeyboard {
  let count = 0;
  const rows = rowsOf(value, 'inline_keyboard')
    .map((row) =>
      row.map((button) => {
        count += 1;
        return readInlineButton(button);
      }),
    )
    .filter((row) => row.length > 0);
  if (count > MAX_BUTTONS) throw badRequest('reply markup is too long');
  return { inline_keyboard: rows };
}

function readInlineButton(button: unknown): WireInlineButton {
  if (!isRecord(button)) throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  const text = button['text'];
  if (typeof text !== 'string') throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"');
  if (text.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
  const actions = INLINE_ACTIONS.filter((name) => button[name] !== undefined);
  if (actions.length === 0)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw badRequest('BUTTON_TYPE_INVALID');
  const { callback_data: data, url, style } = button;
  if (data !== undefined) {
    if (typeof data !== 'string' || data === '' || Buffer.byteLength(data) > 64)
      throw badRequest('BUTTON_DATA_INVALID');
  }
  if (url !== undefined) {
    if (typeof url !== 'string' || !isButtonUrl(url))
      throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
  }
  if (style !== undefined && style !== 'danger' && style !== 'success' && style !== 'primary')
    throw badRequest('invalid button style specified');
  return { ...button, text };
}

/** Telegram opens web addresses of a host with a dot, and its own tg: links; it adds http:// where there is no scheme. */
function isButtonUrl(url: string): boolean {
  if (/^tg:(\/\/)?[a-z]/i.test(url)) return true;
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full)) return false;
  const { protocol, hostname } = new URL(full);
  return /^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname) && !/\s/.test(url);
}

function readKey(button: unknown): WireKeyboardButton {
  const text = typeof button === 'string' ? button : isRecord(button) ? button['text'] : undefined;
  if (typeof text !== 'string')
    throw badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object");
  if (text.trim() === '') throw badRequest('keyboard button text must be non-empty');
  return isRecord(button) ? { ...button, text } : { text };
}
