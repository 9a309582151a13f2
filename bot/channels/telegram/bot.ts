import { setTimeout as sleep } from 'node:timers/promises';
import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Clock } from '../../../base/clock.js';
import { argumentFault, InputError, messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import { translator } from '../../../content/i18n.js';
import type { Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { Pace } from '../../../scheduler/pace/pace.js';
import type { ConversationChannel } from '../../conversation.js';
import { messageIdOf, refusedAnswer } from './answer.js';
import type { TelegramChannel } from './channel.js';
import { classify } from './classify.js';
import { download } from './download.js';
import { fetchOver, NoAnswer } from './fetch.js';
import { toTelegram } from './format.js';
import { toIncoming } from './incoming.js';
import { pacing } from './pacing.js';

export interface TelegramBotOptions {
  channel: TelegramChannel;
  pace: Pace;
  /** `(waitMs) => keepSilent(database, sender, waitMs)` */
  keepSilent: (waitMs: number) => Promise<void>;
  clock: Clock;
  log: Log;
}

/** The conversing side of a bot: grammY's Api over the channel's pool and pace. */
export interface TelegramBot extends ConversationChannel {
  readonly api: Api;
  /** The same, for calls that end when the signal comes. */
  apiUntil(signal: AbortSignal): Api;
  readonly botId: string;
  /** Who the token belongs to. Throws InputError when Telegram does not know the token, in the language asked for. */
  whoAmI(language?: string): Promise<UserFromGetMe>;
}

/** Longer than any call below lasts; grammY's own default of 500 s would keep a stopping process alive. */
const GRAMMY_TIMEOUT_S = 90;
/** Presses remembered as answered; far more than are open at a time. */
const PRESSES = 2_000;

export function createTelegramBot(options: TelegramBotOptions): TelegramBot {
  const { channel, pace, keepSilent, clock, log } = options;
  const { connection, sender, ratePerSecond } = channel;
  const open = (until?: AbortSignal): Api => {
    const api = new Api(connection.token, {
      apiRoot: connection.apiRoot,
      fetch: fetchOver(connection, until),
      timeoutSeconds: GRAMMY_TIMEOUT_S,
    });
    api.config.use(pacing({ sender, ratePerSecond, pace, keepSilent, log }));
    return api;
  };
  const api = open();
  const acknowledged = new Set<string>();

  async function replyWithFile(chat: string, part: Part): Promise<Outcome> {
    const slot = await pace.reserve(sender, ratePerSecond, 1, 'reply');
    if (slot.startsInMs > 0) await sleep(slot.startsInMs);
    const outcome = await channel.send({ externalId: chat, part });
    if (outcome.kind === 'throttled' && outcome.scope === 'sender') await keepSilent(outcome.waitMs);
    return outcome;
  }

  return {
    name: channel.name,
    api,
    apiUntil: open,
    botId: connection.botId,
    toIncoming: (stored) => toIncoming(stored, clock.now()),
    async reply(chat, part) {
      const message = toTelegram(part);
      // Files go by the channel, which knows their handles and uploads them once.
      if (message.method !== 'sendMessage') return replyWithFile(chat, part);
      try {
        const { text, ...rest } = message.payload;
        return { kind: 'sent', messageIds: messageIdOf(await api.sendMessage(chat, text, rest)) };
      } catch (error) {
        return outcomeOf(error, chat);
      }
    },
    async sendDocument(chat, { fileName, bytes }) {
      try {
        return { kind: 'sent', messageIds: messageIdOf(await api.sendDocument(chat, new InputFile(bytes, fileName))) };
      } catch (error) {
        return outcomeOf(error, chat);
      }
    },
    fetchFile: (file, mostBytes) => download(api, connection, file, mostBytes),
    async acknowledge(incoming) {
      if (incoming.kind !== 'button' || acknowledged.has(incoming.callbackId)) return;
      acknowledged.add(incoming.callbackId);
      for (const oldest of acknowledged) {
        if (acknowledged.size <= PRESSES) break;
        acknowledged.delete(oldest);
      }
      try {
        await api.answerCallbackQuery(incoming.callbackId);
      } catch (error) {
        acknowledged.delete(incoming.callbackId);
        // The button stops turning by itself after a while; an answer that comes too late is refused.
        log.debug({ reason: reasonOf(error) }, 'a pressed button could not be acknowledged');
      }
    },
    async whoAmI(language = 'vi') {
      try {
        return await api.getMe();
      } catch (error) {
        const outcome = outcomeOf(error, connection.botId);
        if (outcome.kind !== 'stopped') throw error;
        const t = translator(language);
        throw new InputError('telegram-token-refused', [argumentFault(t('bot:token.refused'), t('bot:token.renew'))]);
      }
    },
  };
}

/** The same outcomes as on the hot path. What grammY throws beyond its two errors is a fault of the program. */
function outcomeOf(error: unknown, chat: string): Outcome {
  if (error instanceof GrammyError) return classify(refusedAnswer(error), chat);
  if (error instanceof HttpError && error.error instanceof NoAnswer) return classify(error.error.answer, chat);
  throw error;
}

/** For logs: never the error itself, which holds the payload, and in it what was said. */
export function reasonOf(error: unknown): string {
  if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
  if (error instanceof HttpError) return messageOf(error.error);
  return messageOf(error);
}
