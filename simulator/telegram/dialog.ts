import { forbidden, type Refusal } from './refusal.js';
import type { WireChat, WireKeyboardButton, WireMessage, WireUser } from './wire.js';

/** The part of a bot that a dialog needs to know. */
export interface DialogOwner {
  readonly user: WireUser;
  delivered: number;
  nextMessageId(): number;
}

/**
 * What one bot and one chat said to each other. `delivered` counts every message of the bot that reached the chat, also
 * those that are no longer kept: it never goes down, so a test can count on it.
 */
export class Dialog {
  readonly owner: DialogOwner;
  readonly chat: WireChat;
  started: boolean;
  blocked = false;
  /** The newest messages, oldest first; at most `keep` of them. */
  readonly messages: WireMessage[] = [];
  delivered = 0;
  /** Messages of the bot since the phone's owner last looked. */
  unread = 0;
  revision = 0;
  /** Buttons below the text box, as the bot last set them. */
  keyboard: WireKeyboardButton[][] | null = null;
  keyboardOnce = false;
  /** What the bot last answered to a pressed button: shown once on the phone. */
  notice: { text: string; alert: boolean; url: string | null; n: number } | null = null;
  /** Until when (ms) the phone shows "typing…". */
  actionUntilMs = 0;
  readonly #keep: number;

  constructor(owner: DialogOwner, chat: WireChat, started: boolean, keep: number) {
    this.owner = owner;
    this.chat = chat;
    this.started = started;
    this.#keep = keep;
  }

  /** Why the bot may not write here, or null. */
  refusal(): Refusal | null {
    if (this.blocked) {
      if (this.chat.type === 'private') return forbidden('blocked');
      return forbidden(`kicked-from-${this.chat.type}`);
    }
    return this.started ? null : forbidden('never-started');
  }

  /** Takes in a message of the bot: from here on it counts as delivered. */
  deliver(message: WireMessage): void {
    this.delivered += 1;
    this.unread += 1;
    this.owner.delivered += 1;
    this.keepMessage(message);
  }

  keepMessage(message: WireMessage): void {
    if (this.#keep === 0) return;
    this.messages.push(message);
    if (this.messages.length > this.#keep) this.messages.shift();
  }

  find(messageId: number): WireMessage | undefined {
    for (let i = this.messages.length - 1; i >= 0; i -= 1) {
      const message = this.messages[i];
      if (message?.message_id === messageId) return message;
    }
    return undefined;
  }

  replace(message: WireMessage): void {
    const at = this.messages.findIndex((kept) => kept.message_id === message.message_id);
    if (at >= 0) this.messages[at] = message;
  }

  /** Whether there was such a message to take away. */
  remove(messageId: number): boolean {
    const at = this.messages.findIndex((kept) => kept.message_id === messageId);
    if (at < 0) return false;
    this.messages.splice(at, 1);
    return true;
  }
}
