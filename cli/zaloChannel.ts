import { type Clock, MINUTE_MS } from '../base/clock.js';
import { LoaError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { ZaloSettings } from '../base/settings.js';
import { databaseUploads } from '../bot/channels/telegram/uploads.js';
import { createZaloBot } from '../bot/channels/zalo/bot.js';
import { createZaloChannel, type ZaloChannel } from '../bot/channels/zalo/channel.js';
import { callbackAddress } from '../bot/channels/zalo/consent.js';
import { fetchZaloFile } from '../bot/channels/zalo/fetchFile.js';
import { databaseHeard } from '../bot/channels/zalo/heard.js';
import { createZaloMassChannel } from '../bot/channels/zalo/massChannel.js';
import { buttonPayloads } from '../bot/channels/zalo/payload.js';
import { openZaloTokens, type ZaloTokens } from '../bot/channels/zalo/tokens.js';
import type { ConversationChannel } from '../bot/conversation.js';
import { phoneOfChat } from '../people/officials/phoneOfChat.js';
import type { Database } from '../prisma/database.js';
import type { MassChannel } from '../scheduler/mass/channel.js';
import type { Pace } from '../scheduler/pace/pace.js';
import { keepSilent } from '../scheduler/sender/health.js';
import type { Context } from './context.js';
import { loadMedia } from './media.js';
import { pictureAddress } from './pictures.js';

/**
 * Calls in flight at most, as over Telegram: at Zalo's 67 a second answers may take almost two seconds before the pace
 * suffers (32 were half a second). What all these are told at once when Zalo has had enough is lost to nobody. On loopback
 * it changes little between 32 and 256: there the work for a call sets the speed.
 */
const MAX_IN_FLIGHT = 128;

export interface OpenZalo {
  channel: ZaloChannel;
  bot: ConversationChannel;
  /** Articles to everybody who follows; null without an address at which Zalo could fetch their pictures. */
  mass: MassChannel | null;
}

/** The official account of the settings: its channel for broadcasts and its conversing side. Null where none is set. */
export async function openZalo(
  { settings, clock, log }: Context,
  { db, secret, dataFolder, pace }: { db: Database; secret: string; dataFolder: string; pace: Pace },
): Promise<OpenZalo | null> {
  const { zalo } = settings;
  if (zalo === undefined) return null;
  const callback = callbackAddress(settings);
  const tokens = await openZaloTokens({ db, secret, dataFolder, zalo, callback, clock, log });
  return openZaloChannel(zalo, { db, secret, pace, tokens, clock, log, publicUrl: settings.publicUrl });
}

/** The same over tokens that are open. */
export function openZaloChannel(
  zalo: ZaloSettings,
  deps: {
    db: Database;
    secret: string;
    pace: Pace;
    tokens: ZaloTokens;
    clock: Clock;
    log: Log;
    publicUrl?: string | undefined;
  },
): OpenZalo {
  const { db, secret, pace, tokens, clock, log } = deps;
  const payloads = buttonPayloads({ secret, oaId: zalo.oaId, clock });
  const channel = createZaloChannel({
    oaId: zalo.oaId,
    openapiRoot: zalo.openapiRoot,
    businessRoot: zalo.businessRoot,
    tokens,
    rate: zalo.rate,
    maxInFlight: MAX_IN_FLIGHT,
    awarenessHours: zalo.awarenessHours,
    nudgeHours: zalo.nudgeHours,
    template:
      zalo.nudgeTemplate === undefined ? null : { id: zalo.nudgeTemplate, phoneOf: phoneOfOfficial(db, secret, log) },
    heardAt: databaseHeard(db),
    payloads,
    loadMedia: (sha256) => loadMedia(db, sha256),
    uploads: (sender) => databaseUploads(db, sender),
    clock,
    log,
  });
  const bot = createZaloBot({
    channel,
    payloads,
    pace,
    keepSilent: (waitMs) => keepSilent(db, channel.sender, waitMs),
    attendedMs: zalo.staffQuietMinutes * MINUTE_MS,
    fetchFile: fetchZaloFile({ openapiRoot: zalo.openapiRoot, hosts: zalo.fileHosts, log }),
    clock,
  });
  const { publicUrl } = deps;
  const mass =
    publicUrl === undefined
      ? null
      : createZaloMassChannel({
          connection: channel.connection,
          rate: zalo.rate,
          broadcastsPerMonth: zalo.broadcastsPerMonth,
          addressOf: (picture) => pictureAddress(publicUrl, picture),
          clock,
        });
  return { channel, bot, mass };
}

/** A number that does not open is none for this nudge: another way is looked for, and whoever runs the service is told. */
function phoneOfOfficial(db: Database, secret: string, log: Log): (userId: string) => Promise<string | null> {
  const phoneOf = phoneOfChat(db, secret);
  return async (userId) => {
    try {
      return await phoneOf('zalo', userId);
    } catch (error) {
      if (error instanceof LoaError && error.code === 'unsealing-failed') {
        log.error({ reason: error.code }, "an official's telephone number was sealed with another LOA_SECRET");
        return null;
      }
      log.warn({ reason: messageOf(error) }, "an official's telephone number cannot be read");
      throw error;
    }
  };
}
