import type { Callbacks } from './callbacks.js';
import type { Dialog } from './dialog.js';
import { type FileKind, mediaFields } from './files.js';
import { withDetected } from './text.js';
import type { WireInlineButton, WireMessage, WireUpdateContent } from './wire.js';
import { type Bot, userOf, type World } from './world.js';

export interface SentFile {
  bytes: Uint8Array;
  fileName?: string;
  mime?: string;
  caption?: string;
  /** Somebody else's, passed on. */
  forwardedFrom?: string;
}

/** What pressing a button did: the bot was asked, or the phone opens an address. */
export type Pressed =
  | { kind: 'asked'; queryId: string }
  | { kind: 'opened'; url: string }
  | { kind: 'said'; text: string };

const MIMES: Record<FileKind, [string, string]> = {
  photo: ['photo.png', 'image/png'],
  video: ['video.mp4', 'video/mp4'],
  document: ['document.pdf', 'application/pdf'],
  audio: ['audio.mp3', 'audio/mpeg'],
  voice: ['voice.ogg', 'audio/ogg'],
  animation: ['animation.mp4', 'video/mp4'],
  sticker: ['sticker.webp', 'image/webp'],
};

/**
 * A person with a phone, in a chat with one bot: their private chat, or a group when `chatId` says so. Everything they do
 * reaches the bot as the update that Telegram would send.
 */
export class SimulatedPerson {
  readonly id: number;
  readonly chatId: number;
  readonly #world: World;
  readonly #bot: Bot;
  readonly #callbacks: Callbacks;

  constructor(world: World, bot: Bot, callbacks: Callbacks, id: number, chatId: number = id) {
    this.#world = world;
    this.#bot = bot;
    this.#callbacks = callbacks;
    this.id = id;
    this.chatId = chatId;
  }

  get dialog(): Dialog {
    return this.#world.dialog(this.#bot, this.chatId);
  }

  /** The messages on this phone, oldest first, the person's own among them. */
  get messages(): readonly WireMessage[] {
    return this.dialog.messages;
  }

  /** Writes a text, or passes on somebody else's (`forwardedFrom`). Returns the message as the bot gets it. */
  say(text: string, options: { replyTo?: number; forwardedFrom?: string } = {}): WireMessage {
    const formatted = withDetected({ text, entities: [] });
    const content: Partial<WireMessage> = {
      text,
      ...(formatted.entities.length === 0 ? {} : { entities: formatted.entities }),
      ...this.#passedOn(options.forwardedFrom),
    };
    const repliedTo = options.replyTo === undefined ? undefined : this.dialog.find(options.replyTo);
    return this.#send(repliedTo === undefined ? content : { ...content, reply_to_message: repliedTo });
  }

  /** Presses Start, or opens t.me/<bot>?start=<payload>. Unblocks the bot when it was blocked, as Telegram does. */
  start(payload = ''): WireMessage {
    this.unblock();
    return this.say(payload === '' ? '/start' : `/start ${payload}`);
  }

  /** Presses a button of a message: by its label, its data, or its place (row and column from 0). */
  press(messageId: number, which: string | { row: number; column: number }): Pressed {
    const message = this.dialog.find(messageId);
    const rows = message?.reply_markup?.inline_keyboard ?? [];
    const button =
      typeof which === 'string'
        ? rows.flat().find((b) => b.text === which || b.callback_data === which)
        : rows[which.row]?.[which.column];
    if (message === undefined || button === undefined)
      throw new Error(`No such button under message ${messageId} of chat ${this.chatId}`);
    return this.#pressButton(message, button);
  }

  /** Resolves when the bot has answered a press (`answerCallbackQuery`): the button stops turning. Ask right after the press. */
  acknowledged(queryId: string): Promise<void> {
    return this.#callbacks.answered(queryId);
  }

  sendPhoto(file: SentFile): WireMessage {
    return this.#sendFile('photo', file);
  }

  sendDocument(file: SentFile): WireMessage {
    return this.#sendFile('document', file);
  }

  sendVoice(file: SentFile): WireMessage {
    return this.#sendFile('voice', file);
  }

  sendVideo(file: SentFile): WireMessage {
    return this.#sendFile('video', file);
  }

  sendSticker(file: SentFile): WireMessage {
    return this.#sendFile('sticker', file);
  }

  sendLocation(latitude: number, longitude: number): WireMessage {
    return this.#send({ location: { latitude, longitude } });
  }

  /** Changes an own message; the bot gets `edited_message`. */
  edit(messageId: number, text: string): WireMessage {
    const before = this.dialog.find(messageId);
    if (before === undefined || before.from?.id !== this.id)
      throw new Error(`Message ${messageId} is not ${this.id}'s own`);
    const { entities } = withDetected({ text, entities: [] });
    const { entities: _old, ...rest } = before;
    const after: WireMessage = {
      ...rest,
      text,
      edit_date: this.#world.nowS(),
      ...(entities.length === 0 ? {} : { entities }),
    };
    this.dialog.replace(after);
    this.#tell({ edited_message: after });
    return after;
  }

  /** Blocks the bot: it gets my_chat_member, and its sends are refused from now on. */
  block(): void {
    if (this.dialog.blocked) return;
    this.dialog.blocked = true;
    this.#tellMembership('member', 'kicked');
  }

  unblock(): void {
    if (!this.dialog.blocked) return;
    this.dialog.blocked = false;
    this.#tellMembership('kicked', 'member');
  }

  /** Looks at the chat: nothing is unread any more. */
  read(): void {
    if (this.dialog.unread === 0) return;
    this.dialog.unread = 0;
    this.#world.changed(this.dialog);
  }

  /**
   * The first kept or coming message of the bot that `wanted` accepts; `after` skips those up to that id. Rejects after
   * `withinMs`, naming what the phone shows instead.
   */
  waitFor(
    wanted: (message: WireMessage) => boolean = () => true,
    options: { after?: number; withinMs?: number } = {},
  ): Promise<WireMessage> {
    const { after = 0, withinMs = 5_000 } = options;
    const find = (): WireMessage | undefined =>
      this.messages.find((message) => message.message_id > after && message.from?.is_bot === true && wanted(message));
    return new Promise((resolve, reject) => {
      const there = find();
      if (there !== undefined) return resolve(there);
      const listener = (dialog: Dialog): void => {
        if (dialog !== this.dialog) return;
        const came = find();
        if (came === undefined) return;
        clearTimeout(timer);
        this.#world.listeners.delete(listener);
        resolve(came);
      };
      const timer = setTimeout(() => {
        this.#world.listeners.delete(listener);
        const shown = this.messages.slice(-3).map((message) => message.text ?? message.caption ?? '(no text)');
        reject(
          new Error(
            `Chat ${this.chatId} did not get the message within ${withinMs} ms; it ends with: ${shown.join(' | ')}`,
          ),
        );
      }, withinMs);
      this.#world.listeners.add(listener);
    });
  }

  #pressButton(message: WireMessage, button: WireInlineButton): Pressed {
    if (button.url !== undefined) return { kind: 'opened', url: button.url };
    if (button.callback_data === undefined) return { kind: 'said', text: button.text };
    const queryId = this.#callbacks.open(this.#bot.user.id, this.dialog, this.#world.options.clock.now().getTime());
    this.#bot.updates.push(this.chatId, {
      callback_query: {
        id: queryId,
        from: userOf(this.#world, this.id),
        message,
        chat_instance: String(this.chatId),
        data: button.callback_data,
      },
    });
    return { kind: 'asked', queryId };
  }

  #sendFile(kind: FileKind, file: SentFile): WireMessage {
    const [name, mime] = MIMES[kind];
    const stored = this.#bot.files.put(kind, Buffer.from(file.bytes), file.fileName ?? name, file.mime ?? mime);
    return this.#send({
      ...mediaFields(stored),
      ...(file.caption === undefined ? {} : { caption: file.caption }),
      ...this.#passedOn(file.forwardedFrom),
    });
  }

  #passedOn(from: string | undefined): Pick<WireMessage, 'forward_origin'> {
    if (from === undefined) return {};
    return { forward_origin: { type: 'hidden_user', date: this.#world.nowS(), sender_user_name: from } };
  }

  #send(content: Partial<WireMessage>): WireMessage {
    const { dialog } = this;
    // Whoever writes to a bot has unblocked it.
    this.unblock();
    dialog.started = true;
    const message: WireMessage = {
      message_id: this.#bot.nextMessageId(),
      from: userOf(this.#world, this.id),
      chat: dialog.chat,
      date: this.#world.nowS(),
      ...content,
    };
    dialog.keepMessage(message);
    if (dialog.keyboardOnce) dialog.keyboard = null;
    this.#tell({ message });
    return message;
  }

  #tell(content: WireUpdateContent): void {
    this.#bot.updates.push(this.chatId, content);
    this.#world.changed(this.dialog);
  }

  #tellMembership(before: 'member' | 'kicked', after: 'member' | 'kicked'): void {
    const member = (status: 'member' | 'kicked') => ({
      user: this.#bot.user,
      status,
      ...(status === 'kicked' ? { until_date: 0 } : {}),
    });
    this.#tell({
      my_chat_member: {
        chat: this.dialog.chat,
        from: userOf(this.#world, this.id),
        date: this.#world.nowS(),
        old_chat_member: member(before),
        new_chat_member: member(after),
      },
    });
  }
}
