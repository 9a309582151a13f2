import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { SECOND_MS } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { StoredUpdate, StoreUpdates } from '../../incoming.js';
import { announceCommands, announceReceiving, type WebhookAddress } from './announce.js';
import { reasonOf, type TelegramBot } from './bot.js';
import { ALLOWED_UPDATES, toStored } from './incoming.js';
import { pause, retrying } from './retrying.js';

export interface ReceivingOptions {
  bot: TelegramBot;
  store: StoreUpdates;
  log: Log;
  /** With a webhook Telegram brings the updates (`telegramWebhook`), and this only announces it. */
  webhook?: WebhookAddress | null;
  /** How long Telegram holds a question for updates open. */
  pollSeconds?: number;
  /** First wait after a failure; tests shorten it. */
  retryMs?: number;
}

export interface TelegramReceiving {
  /** Null while it works, else why not. */
  failure(): string | null;
  /** Ends promptly; what was fetched and not stored comes again at the next start. */
  stop(): Promise<void>;
}

/** Below the 60 s after which idle connections are cut on the way. */
const POLL_SECONDS = 25;
const UPDATES_AT_ONCE = 100;
/** Another process of ours may be taking over: two that poll without a pause would end each other for ever. */
const CONFLICT_MS = 5 * SECOND_MS;

/**
 * Announces the bot, and receives by long polling unless a webhook is set. An update is stored before it is acknowledged:
 * the next question carries the offset only once `store` has resolved, so a crash or a database that is away brings
 * updates again and loses none. No failure ends it.
 */
export function startTelegramPolling(options: ReceivingOptions): TelegramReceiving {
  const { bot, log, webhook = null } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const api = bot.apiUntil(signal);
  const state: { failure: string | null } = { failure: 'starting' };
  const noting = (error: unknown): string => {
    state.failure = reasonOf(error);
    return state.failure;
  };
  const wait = { log, signal, ...(options.retryMs === undefined ? {} : { firstMs: options.retryMs }) };

  const receive = async (): Promise<void> => {
    const retry = { ...wait, reasonOf: noting, what: 'receiving from Telegram' };
    await retrying(retry, () => announceReceiving(api, webhook));
    state.failure = null;
    if (webhook !== null) return;
    let offset = 0;
    while (!signal.aborted) {
      const next = await retrying(retry, () => fetchAndStore(options, api, offset, signal));
      if (next !== null) offset = next;
      state.failure = null;
    }
  };
  // Beside receiving: a menu that cannot be set must not keep anybody from being heard.
  const commands = retrying({ ...wait, reasonOf, what: 'telling Telegram the commands' }, () => announceCommands(api));
  const running = Promise.all([receive(), commands]);
  return {
    failure: () => state.failure,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One question. Returns the offset that acknowledges what it brought, all of which is stored by then. */
async function fetchAndStore(
  { bot, store, log, pollSeconds = POLL_SECONDS }: ReceivingOptions,
  api: Api,
  offset: number,
  signal: AbortSignal,
): Promise<number> {
  const updates = await getUpdates();
  if (updates.length === 0) return offset;
  const stored = updates
    .map((update) => toStored(bot.botId, update))
    .filter((update): update is StoredUpdate => update !== null);
  if (stored.length < updates.length)
    log.error({ lost: updates.length - stored.length }, 'updates without an id cannot be kept');
  await store(stored);
  return Math.max(offset, ...updates.map((update) => update.update_id + 1));

  async function getUpdates(): Promise<Update[]> {
    try {
      return await api.getUpdates({
        offset,
        limit: UPDATES_AT_ONCE,
        timeout: pollSeconds,
        allowed_updates: ALLOWED_UPDATES,
      });
    } catch (error) {
      if (isConflict(error)) await pause(CONFLICT_MS, signal);
      throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'error_code' in error && error.error_code === 409;
}
