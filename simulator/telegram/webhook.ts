import { STATUS_CODES } from 'node:http';
import { request } from 'undici';
import type { Clock } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import { isRecord, parseJson } from '../http/json.js';
import { isLoopbackHost } from '../loopback.js';
import { badRequest } from './refusal.js';
import type { QueuedUpdate, UpdateQueue, WebhookDrain } from './updates.js';

export interface WebhookSettings {
  url: string;
  secretToken: string;
  maxConnections: number;
}

const MAX_RETRY_AFTER_S = 3_600;
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Delivers updates to a webhook: those of one chat one after the other, those of different chats side by side, each until
 * it is answered 2xx. Only loopback addresses are ever called: nothing of a rehearsal leaves the machine.
 */
export class Webhook implements WebhookDrain {
  readonly settings: WebhookSettings;
  lastErrorS: number | null = null;
  lastError = '';
  readonly #lanes = new Map<number, QueuedUpdate[]>();
  readonly #busy = new Set<number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stop = new AbortController();
  readonly #clock: Clock;
  readonly #retryMs: number;
  readonly #onCall: (method: string, params: Record<string, unknown>) => void;

  constructor(
    settings: WebhookSettings,
    clock: Clock,
    retryMs: number,
    onCall: (method: string, params: Record<string, unknown>) => void,
  ) {
    this.settings = settings;
    this.#clock = clock;
    this.#retryMs = retryMs;
    this.#onCall = onCall;
  }

  take(queued: QueuedUpdate): void {
    const lane = this.#lanes.get(queued.chatId);
    if (lane === undefined) this.#lanes.set(queued.chatId, [queued]);
    else lane.push(queued);
    this.#work();
  }

  pendingCount(): number {
    let count = 0;
    for (const lane of this.#lanes.values()) count += lane.length;
    return count;
  }

  /** Stops delivering and gives back what was not acknowledged, in order. */
  release(): QueuedUpdate[] {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    const left = [...this.#lanes.values()].flat().sort((a, b) => a.update.update_id - b.update.update_id);
    this.#lanes.clear();
    return left;
  }

  #work(): void {
    for (const [chatId, lane] of this.#lanes) {
      if (this.#stop.signal.aborted || this.#busy.size >= this.settings.maxConnections) return;
      const head = lane[0];
      if (head === undefined) this.#lanes.delete(chatId);
      else if (!this.#busy.has(chatId)) {
        this.#busy.add(chatId);
        void this.#deliver(chatId, head, 0);
      }
    }
  }

  async #deliver(chatId: number, queued: QueuedUpdate, failures: number): Promise<void> {
    const waitMs = await this.#attempt(queued, failures);
    if (this.#stop.signal.aborted) return;
    if (waitMs === null) {
      this.#busy.delete(chatId);
      this.#lanes.get(chatId)?.shift();
      this.#work();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#deliver(chatId, queued, failures + 1);
    }, waitMs);
    this.#timers.add(timer);
  }

  /** Null when the update was taken, else how long to wait before the next try. Never throws. */
  async #attempt(queued: QueuedUpdate, failures: number): Promise<number | null> {
    const backOffMs = Math.min(this.#retryMs * 2 ** Math.min(failures, 10), 60_000);
    try {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (this.settings.secretToken !== '') headers['x-telegram-bot-api-secret-token'] = this.settings.secretToken;
      const response = await request(this.settings.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(queued.update),
        headersTimeout: ANSWER_TIMEOUT_MS,
        bodyTimeout: ANSWER_TIMEOUT_MS,
        signal: this.#stop.signal,
      });
      const body = await response.body.text();
      if (response.statusCode >= 200 && response.statusCode < 300) {
        this.#callInAnswer(body);
        return null;
      }
      this.#failed(
        `Wrong response from the webhook: ${response.statusCode} ${STATUS_CODES[response.statusCode] ?? ''}`.trimEnd(),
      );
      const retryAfterS = Number(response.headers['retry-after']);
      return Number.isFinite(retryAfterS) && retryAfterS > 0
        ? Math.min(retryAfterS, MAX_RETRY_AFTER_S) * 1_000
        : backOffMs;
    } catch (error) {
      this.#failed(messageOf(error));
      return backOffMs;
    }
  }

  /** A bot may answer a webhook with one call in the body; its result goes to nobody. */
  #callInAnswer(body: string): void {
    if (!body.startsWith('{')) return;
    const parsed = parseJson(body);
    if (!isRecord(parsed) || typeof parsed['method'] !== 'string') return;
    const { method, ...params } = parsed;
    this.#onCall(String(method), params);
  }

  #failed(why: string): void {
    if (this.#stop.signal.aborted) return;
    this.lastErrorS = Math.floor(this.#clock.now().getTime() / 1000);
    this.lastError = why;
  }
}

/** Sets, replaces and takes away the webhook of a bot's queue. */
export class Webhooks {
  readonly #clock: Clock;
  readonly #retryMs: number;
  readonly #set = new Map<UpdateQueue, Webhook>();

  constructor(clock: Clock, retryMs: number) {
    this.#clock = clock;
    this.#retryMs = retryMs;
  }

  of(queue: UpdateQueue): Webhook | undefined {
    return this.#set.get(queue);
  }

  put(
    queue: UpdateQueue,
    settings: WebhookSettings,
    onCall: (method: string, params: Record<string, unknown>) => void,
  ): void {
    this.remove(queue);
    queue.interrupt('terminated by setWebhook request');
    const webhook = new Webhook(settings, this.#clock, this.#retryMs, onCall);
    this.#set.set(queue, webhook);
    queue.drain = webhook;
    for (const queued of queue.pending.splice(0)) webhook.take(queued);
  }

  remove(queue: UpdateQueue): void {
    const webhook = this.#set.get(queue);
    if (webhook === undefined) return;
    this.#set.delete(queue);
    queue.drain = null;
    queue.pending.push(...webhook.release());
  }

  close(): void {
    for (const queue of [...this.#set.keys()]) this.remove(queue);
  }
}

/** Refuses a webhook address that does not lie on this machine, or has no sense. */
export function checkWebhookUrl(url: string): void {
  if (!URL.canParse(url)) throw badRequest('invalid webhook URL specified');
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw badRequest('invalid webhook URL specified');
  if (!isLoopbackHost(parsed.hostname)) throw badRequest('bad webhook: the simulator calls loopback addresses only');
}
