import { isRecord } from '../../http/json.js';
import type { Call, Method } from '../call.js';
import { chatIdOf, jsonOf, type Params, textOf } from '../params.js';
import { badRequest } from '../refusal.js';
import type { WireCommand } from '../wire.js';
import type { Bot } from '../world.js';

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);
/** A chat action shows for five seconds or until the next message. */
const ACTION_MS = 5_000;
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;
const SCOPES = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]);

function plain(run: (call: Call) => unknown): Method {
  return { weight: () => 0, run };
}

/** A text of the bot's profile that can be set and read per language; what is not set in a language is the general one. */
function profileText(setName: string, getName: string, param: string): Record<string, Method> {
  return {
    [setName]: plain((call) => {
      call.bot.profile.set(`${param}|${textOf(call.params, 'language_code')}`, textOf(call.params, param));
      return true;
    }),
    [getName]: plain((call) => {
      const { profile } = call.bot;
      const own = profile.get(`${param}|${textOf(call.params, 'language_code')}`);
      return { [param]: own ?? profile.get(`${param}|`) ?? (param === 'name' ? call.bot.user.first_name : '') };
    }),
  };
}

export const profileMethods: Record<string, Method> = {
  getMe: plain(({ bot }) => ({
    ...bot.user,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  })),
  ...profileText('setMyName', 'getMyName', 'name'),
  ...profileText('setMyDescription', 'getMyDescription', 'description'),
  ...profileText('setMyShortDescription', 'getMyShortDescription', 'short_description'),
  setChatMenuButton: plain(() => true),
  getChatMenuButton: plain(() => ({ type: 'commands' })),
  setMyDefaultAdministratorRights: plain(() => true),
  logOut: plain(() => true),
  close: plain(() => true),

  getChat: plain((call) => {
    const { chat } = call.world.dialog(call.bot, chatIdOf(call.params));
    return { ...chat, accent_color_id: chat.id < 0 ? 0 : chat.id % 7, max_reaction_count: 11 };
  }),

  sendChatAction: plain((call) => {
    const dialog = call.world.dialog(call.bot, chatIdOf(call.params));
    if (!ACTIONS.has(textOf(call.params, 'action'))) throw badRequest('wrong parameter action in request');
    const refusal = dialog.refusal();
    if (refusal !== null) throw refusal;
    dialog.actionUntilMs = call.nowMs + ACTION_MS;
    call.world.changed(dialog);
    return true;
  }),

  setMyCommands: plain((call) => {
    const key = commandKey(call);
    call.bot.commands.set(key, readCommands(call.params));
    return true;
  }),
  getMyCommands: plain((call) => call.bot.commands.get(commandKey(call)) ?? []),
  deleteMyCommands: plain((call) => {
    call.bot.commands.delete(commandKey(call));
    return true;
  }),

  answerCallbackQuery: plain((call) => {
    const text = textOf(call.params, 'text');
    if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
    const alert = call.params.values['show_alert'];
    const url = textOf(call.params, 'url');
    const notice = { text, alert: alert === true || alert === 'true', url: url === '' ? null : url };
    const dialog = call.callbacks.answer(
      textOf(call.params, 'callback_query_id'),
      call.bot.user.id,
      call.nowMs,
      notice,
    );
    call.world.changed(dialog);
    return true;
  }),

  getFile: plain((call) => {
    const id = textOf(call.params, 'file_id');
    if (id === '') throw badRequest('file_id not specified');
    const file = call.bot.files.find(id);
    if (file === undefined) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big');
    return { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.bytes.length, file_path: file.path };
  }),
};

function commandKey(call: Call): string {
  const raw = jsonOf(call.params, 'scope', 'BotCommandScope');
  const language = textOf(call.params, 'language_code');
  if (raw === undefined) return `default|${language}`;
  if (!isRecord(raw)) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object");
  const type = String(raw['type']);
  if (!SCOPES.has(type)) throw badRequest("can't parse BotCommandScope: unsupported type specified");
  if (raw['chat_id'] === undefined) return `${type}|${language}`;
  const { chat } = call.world.dialog(call.bot, chatIdOf({ values: raw, files: call.params.files }));
  return `${type} ${chat.id} ${String(raw['user_id'] ?? '')}|${language}`.replace(' |', '|');
}

function readCommands(params: Params): WireCommand[] {
  const raw = jsonOf(params, 'commands', 'commands') ?? [];
  if (!Array.isArray(raw)) throw badRequest('expected an Array of BotCommand');
  if (raw.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return raw.map((entry: unknown) => {
    if (!isRecord(entry)) throw badRequest("can't parse BotCommand: expected an Object");
    const command = typeof entry['command'] === 'string' ? entry['command'].replace(/^\//, '') : '';
    const description = typeof entry['description'] === 'string' ? entry['description'].trim() : '';
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
}

/** The menu that a person of this language sees in a private chat: the nearest scope first, in each the language first. */
export function commandsFor(bot: Bot, chatId: number, language: string): WireCommand[] {
  const scopes = [`chat_member ${chatId} ${chatId}`, `chat ${chatId}`, 'all_private_chats', 'default'];
  for (const scope of scopes) {
    const found = bot.commands.get(`${scope}|${language}`) ?? bot.commands.get(`${scope}|`);
    if (found !== undefined) return found;
  }
  return [];
}
