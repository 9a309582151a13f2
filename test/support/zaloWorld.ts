import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Redis } from 'ioredis';
import { readSettings, type ZaloSettings } from '../../base/settings.js';
import type { ZaloChannel } from '../../bot/channels/zalo/channel.js';
import { openZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { type WebhookCounts, zaloWebhook } from '../../bot/channels/zalo/webhook.js';
import type { ConversationChannel } from '../../bot/conversation.js';
import { type ConversationDeps, handleIncoming } from '../../bot/handleIncoming.js';
import { createReplyLimit, type ReplyLimit } from '../../bot/replyLimit.js';
import { openZaloChannel } from '../../cli/zaloChannel.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import type { Database } from '../../prisma/database.js';
import type { Channel } from '../../scheduler/channel.js';
import { createIntake } from '../../scheduler/inbound/intake.js';
import { startAnswering } from '../../scheduler/inbound/startAnswering.js';
import type { StoredUpdate } from '../../scheduler/inbound/store.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { openQueue } from '../../scheduler/queue/openQueue.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { startScheduler } from '../../scheduler/service.js';
import {
  type SimulatedZaloUser,
  startZaloSimulator,
  type ZaloOptions,
  type ZaloSimulator,
} from '../../simulator/index.js';
import { freshDatabase, testLog } from './database.js';
import { freeRedisUrl, populate, SECRET } from './world.js';

/** A Loa whose official account stands in a simulated Zalo: webhooks in, messages out, everything between as in the service. */
export interface ZaloWorld {
  db: Database;
  zalo: ZaloSimulator;
  channel: ZaloChannel;
  counts: WebhookCounts;
  /** Where the webhook is. */
  url: string;
  /** Updates that have been answered, or tried. */
  handled: StoredUpdate[];
  /** What answering threw. */
  failures: unknown[];
  /** Answers an update, perhaps once more. */
  answer(update: StoredUpdate): Promise<void>;
  /** One message into one chat. */
  reply: ConversationChannel['reply'];
  /** Resolves when so many updates have been answered. */
  handledBy(count: number): Promise<void>;
  /** Somebody with a phone whom nothing of ours knows. */
  newcomer(): SimulatedZaloUser;
  /** Contacts of one group, each with the addresses named. `heardHoursAgo` null: never. */
  people(wanted: readonly PersonSpec[]): Promise<{ audience: string; contacts: number[] }>;
  address(userId: string): Promise<{ state: string; reason: string | null; heardAt: Date | null } | undefined>;
  close(): Promise<void>;
}

export interface PersonSpec {
  zalo?: string;
  heardHoursAgo?: number | null;
  telegram?: number;
}

export interface ZaloWorldOptions {
  simulator?: ZaloOptions;
  /** Settings beside those of the simulator. */
  env?: Record<string, string>;
  /** Channels beside Zalo's; whoever makes them closes them. */
  beside?: (db: Database) => readonly Channel[];
  /** With the part that sends broadcasts; else only conversations. */
  sends?: boolean;
  callTimeoutMs?: number;
  /** Else that of the service. */
  replyLimit?: ReplyLimit;
  /** What conversations go by; else the simulator's. */
  clock?: ConversationDeps['clock'];
  /** Else the service has no public address. */
  formLink?: ConversationDeps['formLink'];
}

export async function startZaloWorld(options: ZaloWorldOptions = {}): Promise<ZaloWorld> {
  const db = await freshDatabase();
  await populate(db, 0);
  const zalo = await startZaloSimulator({ receiptDelayMs: null, ...options.simulator });
  const { clock } = zalo;
  const folder = mkdtempSync(join(tmpdir(), 'loa-zalo-'));
  const settings = zaloSettings(zalo, options.env);
  const redisUrl = freeRedisUrl();
  const redis = redisUrl === undefined ? null : new Redis(redisUrl, { maxRetriesPerRequest: null });
  await redis?.flushdb();
  const queue = await openQueue(db, redis, testLog);
  const pace = postgresPace(db.pool);
  const common = { db, secret: SECRET, clock, log: testLog };
  const callback = 'http://127.0.0.1/webhooks/zalo/callback';
  const tokens = await openZaloTokens({ ...common, zalo: settings, callback, dataFolder: folder });
  const { channel, bot } = openZaloChannel(settings, { ...common, pace, tokens });
  const intake = createIntake({ db, queue, log: testLog });
  const app = new Hono();
  const counts = zaloWebhook(app, { path: '/webhooks/zalo', ...settings, intake, clock, log: testLog });
  const server = await listen(app);
  zalo.webhook.set({ url: server.url });
  const handled: StoredUpdate[] = [];
  const failures: unknown[] = [];
  const deps = {
    database: db,
    secret: SECRET,
    channels: new Map([[bot.name, bot]]),
    places: await loadPlaceFinder(db),
    replyLimit: options.replyLimit ?? createReplyLimit(clock),
    formLink: options.formLink ?? null,
    clock: options.clock ?? clock,
    log: testLog,
  };
  await registerSender(db, channel.sender, channel.name, channel.windows);
  const channels = [channel, ...(options.beside?.(db) ?? [])];
  const scheduler = options.sends
    ? await startScheduler({ ...common, queue, channels, pace, homeIdentity: 'test' })
    : null;
  startAnswering({ db, queue, log: testLog }, async (update) => {
    try {
      await handleIncoming(deps, update);
    } catch (error) {
      failures.push(error);
      throw error;
    } finally {
      handled.push(update);
    }
  });

  return {
    db,
    zalo,
    channel,
    counts,
    url: server.url,
    handled,
    failures,
    answer: (update) => handleIncoming(deps, update),
    reply: (chat, part) => bot.reply(chat, part),
    async handledBy(count) {
      const giveUpAt = Date.now() + 20_000;
      while (handled.length < count) {
        if (Date.now() > giveUpAt) throw new Error(`${handled.length} of ${count} updates were answered`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    newcomer() {
      const id = nextUserId();
      zalo.addUsers([{ id, name: `Người ${id.slice(-4)}`, follower: false }]);
      return zalo.user(id);
    },
    people: (wanted) => insertPeople(db, wanted),
    async address(userId) {
      const { rows } = await db.pool.query<{ state: string; reason: string | null; heardAt: Date | null }>(
        `select state, state_reason as reason, heard_at as "heardAt" from address where channel = 'zalo' and external_id = $1`,
        [userId],
      );
      return rows[0];
    },
    async close() {
      await server.close();
      await intake.close();
      await (scheduler?.close() ?? queue.close());
      await channel.close();
      await zalo.close();
      redis?.disconnect();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The environment of a service that talks to this simulator. */
export function zaloEnvironment(zalo: ZaloSimulator): Record<string, string> {
  return {
    ZALO_APP_ID: zalo.appId,
    ZALO_APP_SECRET: zalo.appSecret,
    ZALO_OA_ID: zalo.oaId,
    ZALO_OA_SECRET_KEY: zalo.oaSecretKey,
    ZALO_REFRESH_TOKEN: zalo.tokens.current().refreshToken,
    ZALO_OAUTH_ROOT: zalo.oauthRoot,
    ZALO_OPENAPI_ROOT: zalo.openapiRoot,
    ZALO_BUSINESS_ROOT: zalo.businessRoot,
    ZALO_RATE: '1000',
  };
}

function zaloSettings(zalo: ZaloSimulator, env: Record<string, string> = {}): ZaloSettings {
  const settings = readSettings({ ...zaloEnvironment(zalo), ...env }).zalo;
  if (settings === undefined) throw new Error('The simulator gives every setting of Zalo');
  return settings;
}

let lastUser = 0;
/** As long as Zalo's ids are. */
export function nextUserId(): string {
  lastUser += 1;
  return `2468${String(lastUser).padStart(15, '0')}`;
}

const PLACE = '14758';
let groups = 0;

async function insertPeople(
  db: Database,
  wanted: readonly PersonSpec[],
): Promise<{ audience: string; contacts: number[] }> {
  groups += 1;
  const group = `z${groups}`;
  const contacts: number[] = [];
  for (const { zalo, heardHoursAgo = null, telegram } of wanted) {
    const { rows } = await db.pool.query<{ id: number }>(
      'insert into contact (place, groups) values ($1, $2) returning id',
      [PLACE, [group]],
    );
    const contact = rows[0]?.id ?? 0;
    contacts.push(contact);
    const add = (channel: string, externalId: string, hours: number | null) =>
      db.pool.query(
        `insert into address (contact_id, channel, external_id, key, heard_at)
         values ($1, $2, $3, $4, now() - $5::float8 * interval '1 hour')`,
        [contact, channel, externalId, suppressionKey(SECRET, channel, externalId), hours],
      );
    if (zalo !== undefined) await add('zalo', zalo, heardHoursAgo);
    if (telegram !== undefined) await add('telegram', String(telegram), null);
  }
  return { audience: `group:${group}`, contacts };
}

function listen(app: Hono): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}/webhooks/zalo`,
        close: () => new Promise<void>((closed) => void server.close(() => closed())),
      }),
    );
  });
}
