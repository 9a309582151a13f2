import type { Dialog } from './dialog.js';
import { badRequest } from './refusal.js';

interface OpenQuery {
  botId: number;
  dialog: Dialog;
  atMs: number;
}

/** Pressed buttons that wait for the bot's answer. Telegram gives no figure for how long; ours is an option. */
export class Callbacks {
  readonly #open = new Map<string, OpenQuery>();
  readonly #waiting = new Map<string, () => void>();
  readonly #lifetimeMs: number;
  #last = 0;
  #lastNotice = 0;

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  open(botId: number, dialog: Dialog, nowMs: number): string {
    for (const [id, query] of this.#open) {
      if (nowMs - query.atMs <= this.#lifetimeMs) break;
      this.#open.delete(id);
    }
    this.#last += 1;
    const id = `${botId}${String(this.#last).padStart(9, '0')}`;
    this.#open.set(id, { botId, dialog, atMs: nowMs });
    return id;
  }

  /** Resolves when the bot answers that press; ask right after it. */
  answered(id: string): Promise<void> {
    return new Promise((resolve) => void this.#waiting.set(id, resolve));
  }

  /** Shows the bot's answer on the phone that pressed; refuses one that comes too late or names no query. */
  answer(
    id: string,
    botId: number,
    nowMs: number,
    notice: { text: string; alert: boolean; url: string | null },
  ): Dialog {
    const query = this.#open.get(id);
    if (query === undefined || query.botId !== botId || nowMs - query.atMs > this.#lifetimeMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    this.#lastNotice += 1;
    query.dialog.notice = { ...notice, n: this.#lastNotice };
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    return query.dialog;
  }
}
