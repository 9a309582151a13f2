import { createHmac } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Redis } from 'ioredis';
import { LoaError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { acknowledgeStored } from '../bot/acknowledgeStored.js';
import { startTelegramPolling, type TelegramReceiving } from '../bot/channels/telegram/polling.js';
import { telegramWebhook } from '../bot/channels/telegram/webhook.js';
import { zaloCallback } from '../bot/channels/zalo/callback.js';
import { callbackAddress } from '../bot/channels/zalo/consent.js';
import { completeConsent } from '../bot/channels/zalo/login.js';
import { type WebhookCounts, ZALO_WEBHOOK_PATH, zaloWebhook } from '../bot/channels/zalo/webhook.js';
import { formLinks } from '../bot/formLink.js';
import { type ConversationDeps, handleIncoming } from '../bot/handleIncoming.js';
import { relayLinks } from '../bot/relayLink.js';
import { createReplyLimit } from '../bot/replyLimit.js';
import { inboundSeal } from '../bot/sealInbound.js';
import { stoppingIntake, stopStored } from '../bot/stopStored.js';
import { openLivePlaces } from '../people/livePlaces.js';
import type { Database } from '../prisma/database.js';
import { homeIdentity } from '../scheduler/clock/home.js';
import { createIntake } from '../scheduler/inbound/intake.js';
import { startAnswering } from '../scheduler/inbound/startAnswering.js';
import { storeInbound, tellQueue } from '../scheduler/inbound/store.js';
import { postgresPace } from '../scheduler/pace/postgresPace.js';
import { redisPace } from '../scheduler/pace/redisPace.js';
import { openQueue } from '../scheduler/queue/openQueue.js';
import { type Scheduler, startScheduler } from '../scheduler/service.js';
import type { Context } from './context.js';
import { serveForms } from './forms.js';
import { type HealthSources, readHealth } from './health.js';
import { metricsText } from './metrics.js';
import { servePictures } from './pictures.js';
import { serveRelays } from './relays/relayFiles.js';
import { openTelegram, WEBHOOK_PATH, webhookUrl } from './telegram.js';
import { openZalo } from './zaloChannel.js';

/** The parts that one process may run. The console is a later step; asking for it is an error. */
export const PARTS = ['bot', 'scheduler'] as const;
export type Part = (typeof PARTS)[number];

export interface Service {
  /** Where /healthz answers. */
  url: string;
  close(): Promise<void>;
}

/** Runs the parts of a service on an open database until `close`. `address` is what the HTTP port listens on. */
export async function runService(
  context: Context,
  options: { db: Database; secret: string; dataFolder: string; parts: readonly Part[]; address: string; log: Log },
): Promise<Service> {
  const { settings, clock } = context;
  const { db, log, secret } = options;
  const redis = settings.redisUrl === undefined ? null : await connectRedis(settings.redisUrl, log);
  const queue = await openQueue(db, redis, log);
  const pace = redis ? redisPace(redis) : postgresPace(db.pool);
  const telegram = openTelegram({ ...context, log }, db, pace);
  const zalo = await openZalo({ ...context, log }, { db, secret, dataFolder: options.dataFolder, pace });
  const bot = telegram?.bot ?? null;
  const opened = [telegram, zalo].filter((one) => one !== null);
  const closeChannels = () => Promise.all(opened.map(({ channel }) => channel.close()));
  const intake = createIntake({ db, queue, log });
  const { seal, open } = inboundSeal(secret);

  const app = new Hono();
  const { zalo: account } = settings;
  if (account !== undefined) {
    const consent = { db, zalo: account, secret, callback: callbackAddress(settings), clock, locale: context.locale };
    zaloCallback(app, { complete: (callback) => completeConsent(consent, callback), locale: context.locale, log });
  }
  let scheduler: Scheduler | undefined;
  let receiving: TelegramReceiving | undefined;
  const schedules = options.parts.includes('scheduler');
  const converses = options.parts.includes('bot') && bot !== null;
  const sources: HealthSources = {
    db,
    redis,
    scheduler: schedules ? () => (scheduler === undefined ? 'starting' : null) : null,
    bot: converses ? () => (receiving === undefined ? 'starting' : receiving.failure()) : null,
    channels: schedules ? opened.map(({ channel }) => channel) : [],
  };
  app.get('/healthz', async (c) => {
    const health = await readHealth(sources);
    return c.json(health, health.ok ? 200 : 503);
  });

  // Whoever fetches them comes from outside and to whichever process the proxy leads to.
  if (account !== undefined) servePictures(app, db);
  const links = settings.publicUrl === undefined ? null : formLinks({ secret, publicUrl: settings.publicUrl, clock });
  if (links !== null) serveForms(app, db, links);
  const relays = settings.publicUrl === undefined ? null : relayLinks({ secret, publicUrl: settings.publicUrl, clock });
  if (relays !== null) serveRelays(app, db, relays);
  let zaloCounts: WebhookCounts | undefined;
  app.get('/metrics', async (c) => c.text(await metricsText(db, clock, zaloCounts)));

  // The port first: a second service on it must fail before it has touched anything.
  const store = async (updates: Parameters<typeof storeInbound>[2]): Promise<void> => {
    await storeInbound(db, queue, updates.map(seal));
    if (bot === null) return;
    acknowledgeStored(bot, updates);
    await stopStored({ database: db, secret, log }, bot, updates);
  };
  const { publicUrl } = settings;
  const hooked = publicUrl !== undefined && options.parts.includes('bot') && bot !== null;
  const webhookSecret = createHmac('sha256', secret).update('telegram webhook').digest('base64url');
  const sealing: Pick<typeof intake, 'store'> = { store: (update) => intake.store(seal(update)) };
  const take = async (updates: Parameters<typeof store>[0]) => {
    await Promise.all(updates.map((update) => sealing.store(update)));
    if (bot !== null) await stopStored({ database: db, secret, log }, bot, updates);
  };
  if (hooked) telegramWebhook(app, { path: WEBHOOK_PATH, secret: webhookSecret, botId: bot.botId, store: take, log });
  if (zalo && account && options.parts.includes('bot')) {
    const stopping = stoppingIntake(sealing, { database: db, secret, log }, zalo.bot);
    zaloCounts = zaloWebhook(app, { path: ZALO_WEBHOOK_PATH, ...account, intake: stopping, clock, log });
  }
  let server: Awaited<ReturnType<typeof listen>> | undefined;
  let live: Awaited<ReturnType<typeof openLivePlaces>> | undefined;
  try {
    server = await listen(app, settings.port, options.address);
    if (schedules) {
      scheduler = await startScheduler({
        db,
        queue,
        channels: opened.map(({ channel }) => channel),
        mass: zalo?.mass ? [zalo.mass] : [],
        pace,
        clock,
        log,
        secret,
        homeIdentity: await homeIdentity(db, options.dataFolder),
      });
    }
    if (options.parts.includes('bot') && opened.length > 0) {
      live = await openLivePlaces(db, log);
      const conversations: ConversationDeps = {
        database: db,
        secret,
        channels: new Map(opened.map((one) => [one.bot.name, one.bot])),
        places: live.places,
        replyLimit: createReplyLimit(clock),
        formLink: links === null ? null : (of) => links.make(of),
        relayLink: relays === null ? null : (id) => relays.make(id),

        tellNow: (stored) => tellQueue(queue, stored),
        ratePerSecond: settings.telegram.rate,
        clock,
        log,
      };
      startAnswering({ db, queue, log }, (update) => handleIncoming(conversations, open(update)), intake.isRushed);
    }
    if (options.parts.includes('bot') && bot) {
      const webhook = hooked ? { url: webhookUrl(publicUrl), secret: webhookSecret } : null;
      receiving = startTelegramPolling({ bot, store, log, webhook });
    }
  } catch (error) {
    await server?.close();
    await live?.close();
    await (scheduler?.close() ?? queue.close());
    await closeChannels();
    redis?.disconnect();
    throw error;
  }
  const { url, close } = server;
  return {
    url,
    close: async () => {
      await receiving?.stop();
      await live?.close();
      // What has been told 200 is stored; the queue hears of it before it closes.
      await intake.close();
      await (scheduler?.close() ?? queue.close());
      await closeChannels();
      await close();
      redis?.disconnect();
    },
  };
}

/** Connects, or says at once that there is no Redis there. Later on it may go and come as it likes. */
async function connectRedis(url: string, log: Log): Promise<Redis> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(1_000, times * 100),
  });
  let away = false;
  let reason = '';
  redis.on('error', (error) => {
    reason = messageOf(error);
    if (!away) log.warn({ err: messageOf(error) }, 'Redis is out of reach; sending goes on as soon as it is back');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new LoaError(
      'no-redis',
      `No Redis answers at REDIS_URL (${reason}). Start it, correct REDIS_URL, or leave it out to use PostgreSQL alone.`,
      undefined,
      { cause: error, values: { reason } },
    );
  }
  return redis;
}

/** Whoever sends a request does it at once: a platform, a proxy, a watch. Half a request must not hold a connection for minutes. */
const PATIENCE = { headersTimeout: 5_000, requestTimeout: 15_000, connectionsCheckingInterval: 5_000 };

function listen(app: Hono, port: number, hostname: string): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname, serverOptions: PATIENCE }, (info) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.on('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(
        taken
          ? new LoaError(
              'port-taken',
              `Port ${port} is taken by another program. Stop it, or set LOA_PORT to a free one.`,
              { again: 'no' },
              { values: { port } },
            )
          : error,
      );
    });
  });
}
