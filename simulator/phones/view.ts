import type { TelegramCore } from '../telegram/core.js';
import type { Dialog } from '../telegram/dialog.js';
import { commandsFor } from '../telegram/methods/profile.js';
import type { WireCommand, WireKeyboardButton, WireMessage } from '../telegram/wire.js';
import type { Bot } from '../telegram/world.js';

/** A line of the list of phones. */
export interface PhoneRow {
  id: number;
  name: string;
  place: string;
  tags: string[];
  unread: number;
  delivered: number;
  /** Beginning of the last message, and when it came (seconds since 1970); empty and 0 when there is none. */
  preview: string;
  at: number;
  blocked: boolean;
  /** Grows with every change of the chat. */
  revision: number;
}

/** One phone, opened. */
export interface PhoneView {
  row: PhoneRow;
  started: boolean;
  language: string;
  typing: boolean;
  messages: readonly WireMessage[];
  keyboard: WireKeyboardButton[][] | null;
  notice: { text: string; alert: boolean; url: string | null; n: number } | null;
  commands: WireCommand[];
}

const PREVIEW_LENGTH = 80;
/** The page lists at most so many phones; a benchmark's million chats are not for looking at. */
const MAX_ROWS = 5_000;

export function rowsOf(core: TelegramCore, bot: Bot): PhoneRow[] {
  const rows: PhoneRow[] = [];
  for (const id of core.world.people.keys()) {
    if (rows.length >= MAX_ROWS) return rows;
    const dialog = core.world.findDialog(bot, id);
    if (dialog !== undefined) rows.push(rowOf(core, dialog));
  }
  for (const [id, dialog] of bot.dialogs) {
    if (rows.length >= MAX_ROWS) return rows;
    if (!core.world.people.has(id)) rows.push(rowOf(core, dialog));
  }
  return rows;
}

export function rowOf(core: TelegramCore, dialog: Dialog): PhoneRow {
  const { chat, unread, delivered, blocked } = dialog;
  const person = core.world.people.get(chat.id);
  const name = chat.title ?? [person?.firstName ?? chat.first_name, person?.lastName].filter(Boolean).join(' ');
  const last = dialog.messages.at(-1);
  return {
    id: chat.id,
    name,
    place: person?.place ?? '',
    tags: person?.tags ?? [],
    unread,
    delivered,
    preview: (last?.text ?? last?.caption ?? '').slice(0, PREVIEW_LENGTH).replace(/\s+/g, ' '),
    at: last?.date ?? 0,
    blocked,
    revision: dialog.revision,
  };
}

export function viewOf(core: TelegramCore, bot: Bot, dialog: Dialog): PhoneView {
  const language = core.world.people.get(dialog.chat.id)?.languageCode ?? '';
  return {
    row: rowOf(core, dialog),
    started: dialog.started,
    language,
    typing: dialog.actionUntilMs > core.world.options.clock.now().getTime(),
    messages: dialog.messages,
    keyboard: dialog.keyboard,
    notice: dialog.notice,
    commands: commandsFor(bot, dialog.chat.id, language),
  };
}
