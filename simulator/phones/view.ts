import type { TelegramCore } from '../telegram/core.js';
import type { Dialog } from '../telegram/dialog.js';
import { commandsFor } from '../telegram/methods/profile.js';
import type { WireCommand, WireKeyboardButton, WireMessage } from '../telegram/wire.js';
import type { Bot } from '../telegram/world.js';
import type { PhoneRow } from './source.js';

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

export function rowsOf(core: TelegramCore, bot: Bot, limit: number): PhoneRow[] {
  const rows: PhoneRow[] = [];
  for (const id of core.world.people.keys()) {
    if (rows.length >= limit) return rows;
    const dialog = core.world.findDialog(bot, id);
    if (dialog !== undefined) rows.push(rowOf(core, dialog));
  }
  for (const [id, dialog] of bot.dialogs) {
    if (rows.length >= limit) return rows;
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
    channel: 'telegram',
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
