import { isRecord } from '../../http/json.js';
import type { Call, Method } from '../call.js';
import { writableDialog } from '../call.js';
import type { Dialog } from '../dialog.js';
import { readMarkup } from '../markup.js';
import { booleanOf, integerOf, jsonOf } from '../params.js';
import { badRequest } from '../refusal.js';
import { MAX_TEXT, readText } from '../text.js';
import type { WireMessage } from '../wire.js';

/**
 * Builds a message of the bot around its content and brings it to the chat: it counts as delivered from here on.
 * `content` decides before anything is written, so that a refused call leaves no trace.
 */
export function deliver(call: Call, dialog: Dialog, content: Partial<WireMessage>, withMarkup = true): WireMessage {
  const markup = withMarkup ? readMarkup(call.params) : null;
  const repliedTo = readReply(call, dialog);
  const message: WireMessage = {
    message_id: call.bot.nextMessageId(),
    from: call.bot.user,
    chat: dialog.chat,
    date: Math.floor(call.nowMs / 1000),
    ...content,
  };
  if (repliedTo !== null) message.reply_to_message = repliedTo;
  if (booleanOf(call.params, 'protect_content')) message.has_protected_content = true;
  if (markup !== null) {
    if ('inline_keyboard' in markup) {
      if (markup.inline_keyboard.length > 0) message.reply_markup = markup;
    } else if ('keyboard' in markup) {
      dialog.keyboard = markup.keyboard;
      dialog.keyboardOnce = markup.one_time_keyboard === true;
    } else if ('remove_keyboard' in markup) {
      dialog.keyboard = null;
    }
  }
  dialog.actionUntilMs = 0;
  dialog.deliver(message);
  call.deliveredIds.push(message.message_id);
  call.world.changed(dialog);
  return message;
}

function readReply(call: Call, dialog: Dialog): WireMessage | null {
  const { values } = call.params;
  if (values['reply_parameters'] === undefined && values['reply_to_message_id'] === undefined) return null;
  const raw = jsonOf(call.params, 'reply_parameters', 'reply parameters');
  const id = isRecord(raw) ? Number(raw['message_id']) : integerOf(call.params, 'reply_to_message_id', 0);
  if (id === 0 || Number.isNaN(id)) return null;
  const found = dialog.find(id);
  if (found !== undefined) {
    const { reply_to_message: _nested, ...shallow } = found;
    return shallow;
  }
  const lenient = isRecord(raw)
    ? raw['allow_sending_without_reply'] === true
    : booleanOf(call.params, 'allow_sending_without_reply');
  if (lenient) return null;
  throw badRequest('message to be replied not found');
}

export const sendMessage: Method = {
  weight: () => 1,
  run(call) {
    const dialog = writableDialog(call);
    const { text, entities } = readText(call.params, 'text', 'entities');
    if (text === '') throw badRequest('message text is empty');
    if (text.length > MAX_TEXT) throw badRequest('message is too long');
    return deliver(call, dialog, entities.length === 0 ? { text } : { text, entities });
  },
};
