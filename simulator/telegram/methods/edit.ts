import type { Call, Method } from '../call.js';
import type { Dialog } from '../dialog.js';
import { readInlineMarkup } from '../markup.js';
import { chatIdOf, integerOf, jsonOf } from '../params.js';
import { badRequest, refusedFor } from '../refusal.js';
import { MAX_TEXT, readText } from '../text.js';
import type { WireMessage } from '../wire.js';
import { readCaption } from './media.js';

/** Telegram takes a bot's message back for 48 hours after it was sent. */
const DELETE_WITHIN_S = 48 * 3600;
const MAX_DELETED_AT_ONCE = 100;

/** An edit of the bot's own message: `changed` makes the new one out of the old; an unchanged one is refused. */
function edit(changed: (call: Call, before: WireMessage) => WireMessage): Method {
  return {
    weight: () => 0,
    run(call) {
      const dialog = call.world.dialog(call.bot, chatIdOf(call.params));
      const before = dialog.find(integerOf(call.params, 'message_id', 0));
      if (before === undefined) throw badRequest('message to edit not found');
      if (before.from?.id !== call.bot.user.id) throw badRequest("message can't be edited");
      const refusal = dialog.refusal();
      if (refusal !== null) throw refusal;
      const { edit_date: _old, ...same } = before;
      const after = changed(call, same);
      if (whatCounts(after) === whatCounts(same)) throw refusedFor('message-not-modified');
      const edited: WireMessage = { ...after, edit_date: Math.floor(call.nowMs / 1000) };
      dialog.replace(edited);
      call.world.changed(dialog);
      return edited;
    },
  };
}

/** What two messages are compared by to find an edit that changes nothing. */
function whatCounts(message: WireMessage): string {
  const { text, entities, caption, caption_entities, reply_markup } = message;
  return JSON.stringify([text, entities, caption, caption_entities, reply_markup]);
}

/** An edit without `reply_markup` takes the buttons away, as on Telegram. */
function withMarkup(call: Call, message: WireMessage): WireMessage {
  const { reply_markup: _old, ...rest } = message;
  const markup = readInlineMarkup(call.params);
  return markup === null ? rest : { ...rest, reply_markup: markup };
}

const editMessageText = edit((call, before) => {
  if (before.text === undefined) throw badRequest('there is no text in the message to edit');
  const { text, entities } = readText(call.params, 'text', 'entities');
  if (text === '') throw badRequest('message text is empty');
  if (text.length > MAX_TEXT) throw badRequest('message is too long');
  const { text: _text, entities: _entities, reply_markup, ...rest } = before;
  const after: WireMessage = { ...rest, text, ...(entities.length === 0 ? {} : { entities }) };
  return withMarkup(call, reply_markup === undefined ? after : { ...after, reply_markup });
});

const editMessageCaption = edit((call, before) => {
  const isMedia = before.photo ?? before.video ?? before.document ?? before.audio ?? before.voice ?? before.animation;
  if (isMedia === undefined) throw badRequest('there is no caption in the message to edit');
  const { caption: _caption, caption_entities: _entities, reply_markup, ...rest } = before;
  const after: WireMessage = { ...rest, ...readCaption(call.params) };
  return withMarkup(call, reply_markup === undefined ? after : { ...after, reply_markup });
});

const editMessageReplyMarkup = edit((call, before) => withMarkup(call, before));

function remove(call: Call, dialog: Dialog, messageId: number): boolean {
  const message = dialog.find(messageId);
  if (message === undefined) return false;
  if (call.nowMs / 1000 - message.date > DELETE_WITHIN_S) throw badRequest("message can't be deleted for everyone");
  dialog.remove(messageId);
  return true;
}

const deleteMessage: Method = {
  weight: () => 0,
  run(call) {
    const dialog = call.world.dialog(call.bot, chatIdOf(call.params));
    if (!remove(call, dialog, integerOf(call.params, 'message_id', 0))) throw badRequest('message to delete not found');
    call.world.changed(dialog);
    return true;
  },
};

const deleteMessages: Method = {
  weight: () => 0,
  run(call) {
    const dialog = call.world.dialog(call.bot, chatIdOf(call.params));
    const ids = jsonOf(call.params, 'message_ids', 'message identifiers');
    if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified');
    if (ids.length > MAX_DELETED_AT_ONCE) throw badRequest('too many message identifiers specified');
    for (const id of ids) remove(call, dialog, Number(id));
    call.world.changed(dialog);
    return true;
  },
};

export const editMethods: Record<string, Method> = {
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  deleteMessage,
  deleteMessages,
};
