import type { Clock } from '../../base/clock.js';
import { Dialog } from './dialog.js';
import { FileStore } from './files.js';
import { badRequest, Refusal } from './refusal.js';
import { isSimulatorToken } from './token.js';
import { UpdateQueue } from './updates.js';
import type { WireChat, WireCommand, WireUser } from './wire.js';

/** A simulated person. `place` and `tags` are only shown on the phones' page, no bot ever sees them. */
export interface PersonSpec {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  place?: string;
  tags?: string[];
  /** False: never pressed Start, so a bot that writes first is answered 403. Default true. */
  started?: boolean;
}

export interface GroupSpec {
  /** Negative, as Telegram's group ids are. */
  id: number;
  title: string;
  type?: 'group' | 'supergroup' | 'channel';
  username?: string;
}

export interface BotSpec {
  id: number;
  username: string;
  name?: string;
  /** Must have the simulator's form; default `<id>:SIMULATOR-loa`. */
  token?: string;
}

/** One bot: its queue of updates, its files, its menus, and one dialog per chat that it met. */
export class Bot {
  readonly token: string;
  readonly user: WireUser;
  revoked = false;
  readonly updates: UpdateQueue;
  readonly files: FileStore;
  readonly dialogs = new Map<number, Dialog>();
  /** Commands by `<scope>|<language>`. */
  readonly commands = new Map<string, WireCommand[]>();
  /** Texts set with setMyName and its kin, by `<what>|<language>`. */
  readonly profile = new Map<string, string>();
  delivered = 0;
  #lastMessageId = 0;

  constructor(spec: BotSpec, clock: Clock) {
    this.token = spec.token ?? `${spec.id}:SIMULATOR-loa`;
    if (!isSimulatorToken(this.token) || !this.token.startsWith(`${spec.id}:`)) {
      throw new Error('A simulated bot needs a token of the form <id>:SIMULATOR-<up to 24 of A-Za-z0-9_->');
    }
    this.user = { id: spec.id, is_bot: true, first_name: spec.name ?? 'Loa', username: spec.username };
    this.updates = new UpdateQueue(clock);
    this.files = new FileStore(spec.id);
  }

  nextMessageId(): number {
    this.#lastMessageId += 1;
    return this.#lastMessageId;
  }
}

export interface WorldOptions {
  clock: Clock;
  acceptUnknownChats: boolean;
  keepMessagesPerChat: number;
}

/** Who there is: bots by token, people and groups by id. A chat that nobody made does not exist, as on Telegram. */
export class World {
  readonly bots = new Map<string, Bot>();
  readonly people = new Map<number, PersonSpec>();
  readonly groups = new Map<number, GroupSpec>();
  /** Called with a dialog whenever something in it changed; the phones' page and waiting tests listen. */
  readonly listeners = new Set<(dialog: Dialog) => void>();
  readonly options: WorldOptions;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  addBot(spec: BotSpec): Bot {
    const bot = new Bot(spec, this.options.clock);
    this.bots.set(bot.token, bot);
    return bot;
  }

  nowS(): number {
    return Math.floor(this.options.clock.now().getTime() / 1000);
  }

  changed(dialog: Dialog): void {
    dialog.revision += 1;
    for (const listener of this.listeners) listener(dialog);
  }

  /** The bot's dialog with a chat; made on first use. Undefined for a chat that does not exist. */
  findDialog(bot: Bot, chatId: number): Dialog | undefined {
    const known = bot.dialogs.get(chatId);
    if (known !== undefined) return known;
    const chat = this.#chat(chatId);
    if (chat === undefined) return undefined;
    const person = this.people.get(chatId);
    const dialog = new Dialog(bot, chat, person?.started ?? true, this.options.keepMessagesPerChat);
    bot.dialogs.set(chatId, dialog);
    return dialog;
  }

  /** As findDialog, but refuses with Telegram's words; also finds a public group by its @name. */
  dialog(bot: Bot, chatId: number | string): Dialog {
    const found = typeof chatId === 'number' ? this.findDialog(bot, chatId) : this.#byName(bot, chatId);
    if (found === undefined) throw badRequest('chat not found');
    return found;
  }

  #byName(bot: Bot, name: string): Dialog | undefined {
    const wanted = name.slice(1).toLowerCase();
    for (const group of this.groups.values()) {
      if (group.username?.toLowerCase() === wanted) return this.findDialog(bot, group.id);
    }
    return undefined;
  }

  #chat(chatId: number): WireChat | undefined {
    const person = this.people.get(chatId);
    if (person !== undefined) {
      const chat: WireChat = { id: chatId, type: 'private', first_name: person.firstName };
      if (person.lastName !== undefined) chat.last_name = person.lastName;
      if (person.username !== undefined) chat.username = person.username;
      return chat;
    }
    const group = this.groups.get(chatId);
    if (group !== undefined) {
      const chat: WireChat = { id: chatId, type: group.type ?? 'group', title: group.title };
      if (group.username !== undefined) chat.username = group.username;
      return chat;
    }
    if (!this.options.acceptUnknownChats || chatId === 0) return undefined;
    if (chatId > 0) return { id: chatId, type: 'private', first_name: String(chatId) };
    return { id: chatId, type: chatId <= -1_000_000_000_000 ? 'supergroup' : 'group', title: String(chatId) };
  }
}

/** The person as Telegram shows them to a bot. */
export function userOf(world: World, id: number): WireUser {
  const person = world.people.get(id);
  const user: WireUser = { id, is_bot: false, first_name: person?.firstName ?? String(id) };
  if (person?.lastName !== undefined) user.last_name = person.lastName;
  if (person?.username !== undefined) user.username = person.username;
  if (person?.languageCode !== undefined) user.language_code = person.languageCode;
  return user;
}

/** The bot that a token belongs to, or Telegram's 401. */
export function botFor(world: World, token: string): Bot {
  const bot = world.bots.get(token);
  if (bot === undefined || bot.revoked) throw new Refusal(401, 'Unauthorized');
  return bot;
}
