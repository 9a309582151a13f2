import type { InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity } from 'grammy/types';
import type { Button, Mark, MediaRef, Part } from '../../../content/message.js';

/**
 * A Part in Telegram's words. Marks become entities and never a parse mode, so that no text, whatever it contains, can
 * fail to parse or be read as markup. Link previews stay off: a preview would show what a stranger's page says today.
 */
export type TelegramMessage = { method: 'sendMessage'; payload: TextPayload } | FileMessage;

export interface FileMessage {
  method: 'sendPhoto' | 'sendVideo' | 'sendDocument';
  payload: CaptionPayload;
  file: MediaRef;
}

export interface TextPayload {
  text: string;
  entities?: MessageEntity[];
  link_preview_options: { is_disabled: true };
  reply_markup?: InlineKeyboardMarkup;
}

export interface CaptionPayload {
  caption?: string;
  caption_entities?: MessageEntity[];
  reply_markup?: InlineKeyboardMarkup;
  supports_streaming?: true;
}

const METHODS = { photo: 'sendPhoto', video: 'sendVideo', document: 'sendDocument' } as const;

export function toTelegram(part: Part): TelegramMessage {
  const { text } = part.body;
  const entities = part.body.marks.map(toEntity);
  const markup =
    part.buttons.length === 0
      ? {}
      : { reply_markup: { inline_keyboard: part.buttons.map((row) => row.map(toButton)) } };
  if (part.media === null) {
    return {
      method: 'sendMessage',
      payload: {
        text,
        ...(entities.length > 0 ? { entities } : {}),
        link_preview_options: { is_disabled: true },
        ...markup,
      },
    };
  }
  return {
    method: METHODS[part.media.kind],
    payload: {
      ...(text === '' ? {} : { caption: text }),
      ...(entities.length > 0 ? { caption_entities: entities } : {}),
      ...(part.media.kind === 'video' ? { supports_streaming: true as const } : {}),
      ...markup,
    },
    file: part.media,
  };
}

/** Both count UTF-16 units, so offsets pass through unchanged. */
function toEntity(mark: Mark): MessageEntity {
  const span = { offset: mark.start, length: mark.end - mark.start };
  switch (mark.type) {
    case 'link':
      return { type: 'text_link', url: mark.url, ...span };
    case 'strike':
      return { type: 'strikethrough', ...span };
    case 'quote':
      return { type: 'blockquote', ...span };
    default:
      return { type: mark.type, ...span };
  }
}

function toButton(button: Button): InlineKeyboardButton {
  return 'url' in button ? { text: button.label, url: button.url } : { text: button.label, callback_data: button.data };
}
