import { argumentFault, InputError } from '../base/errors.js';
import { createTelegramBot, type TelegramBot } from '../bot/channels/telegram/bot.js';
import { createTelegramChannel, type TelegramChannel } from '../bot/channels/telegram/channel.js';
import { databaseUploads } from '../bot/channels/telegram/uploads.js';
import type { Database } from '../prisma/database.js';
import type { Pace } from '../scheduler/pace/pace.js';
import { keepSilent } from '../scheduler/sender/health.js';
import type { Context } from './context.js';
import { loadMedia } from './media.js';

/** Where Telegram brings updates, below PUBLIC_URL. */
export const WEBHOOK_PATH = '/webhooks/telegram';
export const webhookUrl = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}${WEBHOOK_PATH}`;

/** Calls in flight at most, over all broadcasts of one bot. */
const MAX_IN_FLIGHT = 128;

/** The bot of the settings: its channel for broadcasts and its conversing side. Null without a token. */
export function openTelegram(
  context: Context,
  db: Database,
  pace: Pace,
): { channel: TelegramChannel; bot: TelegramBot } | null {
  const { settings, clock, log } = context;
  const { token, apiRoot, rate } = settings.telegram;
  if (token === undefined) return null;
  const channel = createTelegramChannel({
    token,
    apiRoot,
    rate,
    maxInFlight: MAX_IN_FLIGHT,
    loadMedia: (sha256) => loadMedia(db, sha256),
    uploads: (sender) => databaseUploads(db, sender),
    log,
    language: settings.language,
  });
  return {
    channel,
    bot: createTelegramBot({
      channel,
      pace,
      clock,
      log,
      keepSilent: (waitMs) => keepSilent(db, channel.sender, waitMs),
    }),
  };
}

/**
 * Asks Telegram whose token this is, before anything else is touched. Throws InputError for one that is malformed or
 * refused. A Telegram that does not answer is no fault of the token: the service waits for it.
 */
export async function checkToken({ settings, log, say }: Context): Promise<void> {
  const { token, apiRoot, rate } = settings.telegram;
  if (token === undefined) return;
  const channel = createTelegramChannel({
    token,
    apiRoot,
    rate,
    maxInFlight: 1,
    loadMedia: async () => null,
    uploads: () => ({ find: async () => null, keep: async () => undefined, drop: async () => undefined }),
    log,
    language: settings.language,
  });
  try {
    const probe = await channel.probe();
    if (probe.kind === 'stopped') {
      throw new InputError('telegram-token-refused', [argumentFault(say('bot:token.refused'), say('bot:token.renew'))]);
    }
    if (probe.kind === 'away')
      log.warn({ apiRoot, reason: probe.reason }, 'Telegram does not answer yet; the service waits for it');
  } finally {
    await channel.close();
  }
}
