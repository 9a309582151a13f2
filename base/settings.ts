import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { argumentFault, InputError } from './errors.js';

const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();
const rate = (fallback: number) =>
  z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().positive().max(1_000_000).default(fallback));
const url = (fallback: string) =>
  z.preprocess((v) => (v === '' ? undefined : v), z.url().default(fallback)).transform((v) => v.replace(/\/+$/, ''));

const digits = optionalText.refine((v) => v === undefined || /^\d{1,30}$/.test(v), '0-9');

const PKCE_MODES = ['none', 'fixed', 'per-request'] as const;
/** Zalo allows an app 4,000 calls a minute and an account what its package says, which no document of 2026 states for certain. */
const ZALO_RATE_DEFAULT = 10;

/** Articles that Zalo brings to one follower in a month: 1 by the cheapest package, about 4 by those that have the API. */
const BROADCASTS_PER_MONTH = 4;

/** For so long after a person's last sign of life text is free; for so long it is possible at all. */
const FREE_WINDOW_HOURS = 48;
const PAID_WINDOW_HOURS = 168;
const windowHours = (fallback: number) =>
  z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().min(1).max(PAID_WINDOW_HOURS).default(fallback));

const environment = z.object({
  DATABASE_URL: optionalText.refine(
    (v) => v === undefined || /^postgres(ql)?:\/\//.test(v),
    'postgresql://user:password@host:5432/database',
  ),

  REDIS_URL: optionalText.refine((v) => v === undefined || /^rediss?:\/\//.test(v), 'redis://host:6379'),

  LOA_DATA: optionalText,
  LOA_PORT: z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().int().min(0).max(65_535).default(8080)),
  LOA_SECRET: optionalText,
  LOA_LANG: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^[a-z]{2,3}$/, 'vi | en')
      .default('vi'),
  ),
  LOA_CLOCK_SKEW_MS: z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().int().default(0)),
  LOG_LEVEL: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ),
  PUBLIC_URL: z.preprocess((v) => (v === '' ? undefined : v), z.url().optional()),
  TELEGRAM_BOT_TOKEN: optionalText,
  TELEGRAM_API_ROOT: url('https://api.telegram.org'),
  TELEGRAM_RATE: rate(30),
  ZALO_APP_ID: digits,
  ZALO_APP_SECRET: optionalText,
  ZALO_OA_ID: digits,
  ZALO_OA_SECRET_KEY: optionalText,
  ZALO_REFRESH_TOKEN: optionalText,
  ZALO_OPENAPI_ROOT: url('https://openapi.zalo.me'),
  ZALO_OAUTH_ROOT: url('https://oauth.zaloapp.com'),
  ZALO_BUSINESS_ROOT: url('https://business.openapi.zalo.me'),
  ZALO_RATE: rate(ZALO_RATE_DEFAULT),
  ZALO_WEBHOOK_BAD_SIGNATURE: z.preprocess((v) => (v === '' ? undefined : v), z.enum(['200', '401']).default('200')),
  ZALO_AWARENESS_HOURS: windowHours(FREE_WINDOW_HOURS),
  ZALO_NUDGE_HOURS: windowHours(PAID_WINDOW_HOURS),
  ZALO_NUDGE_TEMPLATE: optionalText,
  ZALO_BROADCASTS_PER_MONTH: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.coerce.number().int().min(0).max(31).default(BROADCASTS_PER_MONTH),
  ),
  ZALO_STAFF_QUIET_MINUTES: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.coerce.number().int().min(0).max(10_080).default(30),
  ),
  ZALO_FILE_HOSTS: optionalText.refine(
    (v) => v === undefined || /^[a-z0-9.-]+\.[a-z]{2,}(?:\s*,\s*[a-z0-9.-]+\.[a-z]{2,})*$/.test(v),
    'host.vn, host.vn',
  ),
  ZALO_PKCE: z.preprocess((v) => (v === '' ? undefined : v), z.enum(PKCE_MODES).default('per-request')),
  ZALO_CODE_VERIFIER: optionalText.refine(
    (v) => v === undefined || /^[\w-]{43}$/.test(v),
    '43 characters of A-Z a-z 0-9 _ -',
  ),
});

/** What an official account cannot do without: who the app is, who the account is, and how its webhooks are known. */
const ZALO_NEEDED = ['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_ID', 'ZALO_OA_SECRET_KEY'] as const;
/** Each of these says that somebody means to use Zalo. */
const ZALO_MEANT = [...ZALO_NEEDED, 'ZALO_REFRESH_TOKEN'] as const;

/** The official account that this installation sends from, and its app. */
export interface ZaloSettings {
  appId: string;
  appSecret: string;
  oaId: string;
  /** Key of the webhook's signature; not the app's secret. */
  oaSecretKey: string;
  /** Taken at the very first use only, or when somebody logs in with it; from then on the database has the living one. */
  refreshToken: string | undefined;
  openapiRoot: string;
  oauthRoot: string;
  businessRoot: string;
  /** Messages per second for this account. */
  rate: number;
  /** What a webhook with a wrong signature is answered. */
  badSignature: 200 | 401;
  /** For how long after a person's last sign of life they are sent awareness, and nudges, as text. */
  awarenessHours: number;
  nudgeHours: number;
  /** Id of the approved template by which nudges go beyond that; undefined: they do not. */
  nudgeTemplate: string | undefined;
  /** How many articles may be broadcast to one follower in a month of the Vietnamese calendar. */
  broadcastsPerMonth: number;
  /** For how long the bot keeps out of a chat in which staff has answered by hand. */
  staffQuietMinutes: number;
  /** Hosts beside Zalo's known ones from which files that people sent are fetched. */
  fileHosts: readonly string[];
  /** How consent proves that the code is ours: no proof, one pair kept in Zalo's console, or a new one each time. */
  pkce: (typeof PKCE_MODES)[number];
  /** The verifier of the fixed pair, where Zalo's console made it; else it is derived from LOA_SECRET. */
  codeVerifier: string | undefined;
}

/** What the environment says, parsed once. Nothing below the entry points reads process.env. */
export interface Settings {
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** Absolute path of the data folder (embedded database, secret). */
  dataFolder: string;
  port: number;
  secret: string | undefined;
  /** A code; whether the program speaks it is known where its catalogues are. */
  language: string;
  clockSkewMs: number;
  logLevel: string;
  publicUrl: string | undefined;
  telegram: {
    token: string | undefined;
    apiRoot: string;
    /** Messages per second for this bot. */
    rate: number;
  };
  /** Undefined where nothing of Zalo is set. */
  zalo: ZaloSettings | undefined;
}

/**
 * Parses environment variables into Settings. Throws InputError with a line for each variable that does not parse
 * or, where Zalo is set in part, is missing.
 * The process's own variables win over those of `.env`.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new InputError(
      'bad-environment',
      parsed.error.issues.map((issue) => argumentFault(`${String(issue.path[0])}: ${issue.message}`, MEND)),
    );
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    dataFolder: resolve(e.LOA_DATA ?? 'data'),
    port: e.LOA_PORT,
    secret: e.LOA_SECRET,
    language: e.LOA_LANG,
    clockSkewMs: e.LOA_CLOCK_SKEW_MS,
    logLevel: e.LOG_LEVEL,
    publicUrl: e.PUBLIC_URL,
    telegram: { token: e.TELEGRAM_BOT_TOKEN, apiRoot: e.TELEGRAM_API_ROOT, rate: e.TELEGRAM_RATE },
    zalo: readZalo(e),
  };
}

const MEND = 'Sửa trong .env hoặc biến môi trường / Mend it in .env or the environment.';

function readZalo(e: z.infer<typeof environment>): ZaloSettings | undefined {
  if (ZALO_MEANT.every((name) => e[name] === undefined)) return undefined;
  const { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OA_ID: oaId, ZALO_OA_SECRET_KEY: oaSecretKey } = e;
  if (appId === undefined || appSecret === undefined || oaId === undefined || oaSecretKey === undefined) {
    const set = ZALO_MEANT.filter((name) => e[name] !== undefined).join(', ');
    throw new InputError(
      'zalo-incomplete',
      ZALO_NEEDED.filter((name) => e[name] === undefined).map((name) =>
        argumentFault(`${name}: chưa đặt, mà đã có ${set} / not set, while ${set} is`, MEND),
      ),
    );
  }
  return {
    appId,
    appSecret,
    oaId,
    oaSecretKey,
    refreshToken: e.ZALO_REFRESH_TOKEN,
    openapiRoot: e.ZALO_OPENAPI_ROOT,
    oauthRoot: e.ZALO_OAUTH_ROOT,
    businessRoot: e.ZALO_BUSINESS_ROOT,
    rate: e.ZALO_RATE,
    badSignature: e.ZALO_WEBHOOK_BAD_SIGNATURE === '401' ? 401 : 200,
    awarenessHours: e.ZALO_AWARENESS_HOURS,
    nudgeHours: e.ZALO_NUDGE_HOURS,
    nudgeTemplate: e.ZALO_NUDGE_TEMPLATE,
    broadcastsPerMonth: e.ZALO_BROADCASTS_PER_MONTH,
    staffQuietMinutes: e.ZALO_STAFF_QUIET_MINUTES,
    fileHosts: e.ZALO_FILE_HOSTS?.split(/\s*,\s*/) ?? [],
    pkce: e.ZALO_PKCE,
    codeVerifier: e.ZALO_CODE_VERIFIER,
  };
}

/** Reads `.env` of the folder into process.env; variables that are already set stay as they are. */
export function loadEnvFile(folder: string): void {
  const file = join(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
