import { type Clock, systemClock } from '../../base/clock.js';
import { createLog, type Log } from '../../base/log.js';
import { Agenda } from '../agenda.js';
import { MovableClock } from '../movableClock.js';
import { type ArticleProcessing, Articles } from './articles.js';
import { type Assumptions, type AssumptionsInput, assumptionsSchema } from './assumptions.js';
import { Broadcasts } from './broadcasts.js';
import { ZaloEvents } from './events.js';
import { ZaloFaults } from './faults.js';
import { type ZaloCounts, ZaloJournal } from './journal.js';
import type { OaSpec } from './officialAccount.js';
import { type ZaloLimits, ZaloPace } from './pace.js';
import { isSimulatorSecret } from './secrets.js';
import { SentFiles } from './sentFiles.js';
import { defaultTemplates, Templates, type ZaloTemplateSpec } from './templates.js';
import { Tokens } from './tokens.js';
import { Uploads } from './uploads.js';
import type { ZaloUserSpec } from './user.js';
import { ZaloWebhook } from './webhook.js';
import type { WebhookChanges } from './webhookSettings.js';
import { ZaloWorld } from './world.js';
import { Zbs } from './zbs.js';

export interface ZaloOptions {
  /** 0 (default) takes a free port. It always listens on 127.0.0.1 only. */
  port?: number;
  /** `prefixes` (default): /oauth, /openapi and /business on one port; `ports`: a port for each. */
  roots?: 'prefixes' | 'ports';
  appId?: string;
  /** Must begin with `SIMULATOR-`, as the OA's secret key must. */
  appSecret?: string;
  oaSecretKey?: string;
  /** Requires `appsecret_proof` on every call. Default false. */
  requireProof?: boolean;
  /** The callback as saved in the console, to the letter; null (default): any loopback address. */
  callbackUrl?: string | null;
  oa?: Partial<OaSpec>;
  users?: ZaloUserSpec[];
  /** Lets every user id (a follower) and phone number exist, for benches. Default false. */
  acceptUnknown?: boolean;
  /** Messages kept per phone; 0 keeps none, for benches. Default 200. */
  keepMessagesPerUser?: number;
  /** Calls kept in the log; 0 keeps none. Default 10,000. */
  logCalls?: number;
  /** Every answer comes this much later. Default 0. */
  latencyMs?: number;
  /** Default: Zalo's 4,000 a minute for the OA API and the same for articles. `{}`: none, for benches. */
  limits?: ZaloLimits;
  webhook?: WebhookChanges;
  /** How long after a message its `user_received_message` comes; null: never. Default 300. */
  receiptDelayMs?: number | null;
  /** Default: three for deadlines, with the parameters ten, noi_dung and han. */
  templates?: ZaloTemplateSpec[];
  /** How long after its acceptance a template is on the phone. Default 300. */
  templateDelayMs?: number;
  /** Default: one question is answered -214. */
  articleProcessing?: ArticleProcessing;
  /** How long a broadcast is moderated. Default 30 minutes. */
  moderationMs?: number;
  assume?: AssumptionsInput;
  /** A MovableClock is taken as it is, so that several simulators can share it. */
  clock?: Clock;
  log?: Log;
}

export const DEFAULT_APP_ID = '3600000000000000001';
export const DEFAULT_OA_ID = '3880000000000000001';
export const DEFAULT_APP_SECRET = 'SIMULATOR-app-secret';
export const DEFAULT_OA_SECRET_KEY = 'SIMULATOR-oa-secret-key';
const ZALO_LIMITS: ZaloLimits = { appPerMinute: 4_000, articlePerMinute: 4_000 };
const MODERATION_MS = 30 * 60_000;
const DEFAULT_OA: OaSpec = {
  id: DEFAULT_OA_ID,
  name: 'Loa',
  type: 4,
  verified: true,
  packageName: 'Tăng trưởng',
  csQuota: 500,
  wallet: 1_000_000,
  zbsDailyQuota: 20_000,
  quality: 'HIGH',
};

/** The parts of a simulated Zalo, put together but without a port. */
export interface ZaloCore {
  appId: string;
  appSecret: string;
  oaSecretKey: string;
  requireProof: boolean;
  callbackUrl: string | null;
  latencyMs: number;
  clock: MovableClock;
  agenda: Agenda;
  assume: Assumptions;
  tokens: Tokens;
  world: ZaloWorld;
  uploads: Uploads;
  sentFiles: SentFiles;
  articles: Articles;
  templates: Templates;
  zbs: Zbs;
  /** Every tag that the OA has made. */
  tags: Set<string>;
  broadcasts: Broadcasts;
  events: ZaloEvents;
  webhook: ZaloWebhook;
  faults: ZaloFaults;
  pace: ZaloPace;
  journal: ZaloJournal;
  log: Log;
  counts(): ZaloCounts;
}

export function buildZaloCore(options: ZaloOptions): ZaloCore {
  const appId = options.appId ?? DEFAULT_APP_ID;
  const appSecret = options.appSecret ?? DEFAULT_APP_SECRET;
  const oaSecretKey = options.oaSecretKey ?? DEFAULT_OA_SECRET_KEY;
  for (const secret of [appSecret, oaSecretKey]) {
    if (!isSimulatorSecret(secret)) throw new Error('A simulated app needs secrets that begin with SIMULATOR-');
  }
  const given = options.clock ?? systemClock();
  const clock = given instanceof MovableClock ? given : new MovableClock(given);
  const agenda = new Agenda(clock);
  const assume = assumptionsSchema.parse(options.assume ?? {});
  const oa = { ...DEFAULT_OA, ...options.oa };
  const events = new ZaloEvents(oa.id);
  const world = new ZaloWorld({
    clock,
    agenda,
    events,
    assume,
    oa,
    acceptUnknown: options.acceptUnknown ?? false,
    keepMessagesPerUser: options.keepMessagesPerUser ?? 200,
    receiptDelayMs: options.receiptDelayMs === undefined ? 300 : options.receiptDelayMs,
  });
  const tokens = new Tokens(clock, appSecret);
  const webhook = new ZaloWebhook(options.webhook ?? {}, {
    clock,
    agenda,
    appId,
    secretKey: oaSecretKey,
    retriesStatus: () => assume.retryWebhookOnStatus,
    isGranted: () => tokens.isGranted,
  });
  events.sink = webhook;
  for (const user of options.users ?? []) world.addUser(user);
  const articles = new Articles(options.articleProcessing ?? { polls: 1, delayMs: 0 });
  const moderationMs = options.moderationMs ?? MODERATION_MS;
  const templates = new Templates();
  for (const template of options.templates ?? defaultTemplates()) templates.add(template);
  const journal = new ZaloJournal(options.logCalls ?? 10_000);
  return {
    appId,
    appSecret,
    oaSecretKey,
    requireProof: options.requireProof ?? false,
    callbackUrl: options.callbackUrl ?? null,
    latencyMs: options.latencyMs ?? 0,
    clock,
    agenda,
    assume,
    tokens,
    world,
    uploads: new Uploads(),
    sentFiles: new SentFiles(),
    articles,
    broadcasts: new Broadcasts(world, { agenda, articles, assume, moderationMs }),
    templates,
    zbs: new Zbs(world, { templates, events, agenda, assume, delayMs: options.templateDelayMs ?? 300 }),
    tags: new Set(),
    events,
    webhook,
    faults: new ZaloFaults(),
    pace: new ZaloPace(options.limits ?? ZALO_LIMITS),
    journal,
    log: options.log ?? createLog('warn', 'simulator'),
    counts: () => countAll(world, journal),
  };
}

function countAll(world: ZaloWorld, journal: ZaloJournal): ZaloCounts {
  const perUser: Record<string, number> = {};
  for (const [id, user] of world.users) if (user.delivered > 0) perUser[id] = user.delivered;
  return {
    delivered: world.delivered,
    calls: journal.calls,
    refused: Object.fromEntries(journal.refused),
    unanswered: journal.unanswered,
    perUser,
  };
}
