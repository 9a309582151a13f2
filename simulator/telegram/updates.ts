import type { Clock } from '../../base/clock.js';
import { Refusal } from './refusal.js';
import type { WireUpdate, WireUpdateContent } from './wire.js';

/** Kinds that a bot gets only when it asks for them by name. */
const NOT_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
/** Telegram answers the first 409 at once and the following ones this much later, so that two pollers do not spin. */
const CONFLICT_PAUSE_MS = 3_000;

export interface QueuedUpdate {
  update: WireUpdate;
  /** Updates of one chat go to a webhook one after the other. */
  chatId: number;
}

export interface PollRequest {
  offset: number;
  limit: number;
  timeoutMs: number;
  allowed: string[] | null;
}

interface Waiter {
  request: PollRequest;
  timer: NodeJS.Timeout;
  answer(updates: WireUpdate[]): void;
  refuse(refusal: Refusal, pauseMs: number): void;
}

/** Takes updates over from the queue while a webhook is set. */
export interface WebhookDrain {
  take(queued: QueuedUpdate): void;
  pendingCount(): number;
}

/**
 * A bot's updates, in order, each kept until it is acknowledged by an `offset` above it (or by the webhook's 2xx).
 * Only one getUpdates waits at a time: a second one ends the first with 409.
 */
export class UpdateQueue {
  pending: QueuedUpdate[] = [];
  allowed: string[] | null = null;
  drain: WebhookDrain | null = null;
  #lastId: number;
  #waiter: Waiter | null = null;
  #nextConflictMs = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    // Telegram starts anywhere; starting from the seconds keeps ids growing when the simulator is started again.
    this.#lastId = Math.floor(clock.now().getTime() / 1000) % 1_000_000_000;
  }

  push(chatId: number, content: WireUpdateContent): void {
    const kind = Object.keys(content)[0] ?? '';
    if (this.allowed === null ? NOT_BY_DEFAULT.has(kind) : !this.allowed.includes(kind)) return;
    this.#lastId += 1;
    const queued: QueuedUpdate = { update: { update_id: this.#lastId, ...content }, chatId };
    if (this.drain !== null) {
      this.drain.take(queued);
      return;
    }
    this.pending.push(queued);
    this.#wake();
  }

  /** Answers at once when there is something, else when there is, else after the time-out with nothing. */
  poll(request: PollRequest, answer: (updates: WireUpdate[]) => void, refuse: (refusal: Refusal) => void): () => void {
    if (this.drain !== null) {
      this.#conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        (refusal) => refuse(refusal),
      );
      return () => undefined;
    }
    this.interrupt('terminated by other getUpdates request; make sure that only one bot instance is running');
    if (request.allowed !== null) this.allowed = request.allowed.length === 0 ? null : request.allowed;
    this.#acknowledge(request.offset);
    const ready = this.#ready(request.limit);
    if (ready.length > 0 || request.timeoutMs <= 0) {
      answer(ready);
      return () => undefined;
    }
    const waiter: Waiter = {
      request,
      timer: setTimeout(() => {
        this.#drop(waiter);
        answer([]);
      }, request.timeoutMs),
      answer,
      refuse: (refusal, pauseMs) => {
        if (pauseMs === 0) refuse(refusal);
        else setTimeout(() => refuse(refusal), pauseMs).unref();
      },
    };
    this.#waiter = waiter;
    return () => this.#drop(waiter);
  }

  /** Ends a getUpdates that waits, with 409. */
  interrupt(why: string): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    this.#drop(waiter);
    this.#conflict(why, waiter.refuse);
  }

  count(): number {
    return this.pending.length + (this.drain?.pendingCount() ?? 0);
  }

  close(): void {
    if (this.#waiter !== null) this.#drop(this.#waiter);
  }

  #conflict(why: string, refuse: (refusal: Refusal, pauseMs: number) => void): void {
    const nowMs = this.#clock.now().getTime();
    const pauseMs = nowMs >= this.#nextConflictMs ? 0 : CONFLICT_PAUSE_MS;
    if (pauseMs === 0) this.#nextConflictMs = nowMs + CONFLICT_PAUSE_MS;
    refuse(new Refusal(409, `Conflict: ${why}`), pauseMs);
  }

  #acknowledge(offset: number): void {
    if (offset > 0) this.pending = this.pending.filter((queued) => queued.update.update_id >= offset);
    // A negative offset keeps only the last so many and forgets the rest.
    else if (offset < 0) this.pending = this.pending.slice(offset);
  }

  #ready(limit: number): WireUpdate[] {
    return this.pending.slice(0, limit).map((queued) => queued.update);
  }

  #wake(): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    this.#drop(waiter);
    waiter.answer(this.#ready(waiter.request.limit));
  }

  #drop(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    if (this.#waiter === waiter) this.#waiter = null;
  }
}
