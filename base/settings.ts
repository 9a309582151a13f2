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

const environment = z.object({
  DATABASE_URL: optionalText.refine(
    (v) => v === undefined || /^postgres(ql)?:\/\//.test(v),
    'postgresql://user:password@host:5432/database',
  ),

  REDIS_URL: optionalText.refine((v) => v === undefined || /^rediss?:\/\//.test(v), 'redis://host:6379'),

  LOA_DATA: optionalText,
  LOA_PORT: z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().int().min(0).max(65_535).default(8080)),
  LOA_SECRET: optionalText,
  LOA_LANG: z.preprocess((v) => (v === '' ? undefined : v), z.enum(['vi', 'en']).default('vi')),
  LOA_CLOCK_SKEW_MS: z.preprocess((v) => (v === '' ? undefined : v), z.coerce.number().int().default(0)),
  LOG_LEVEL: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ),
  PUBLIC_URL: z.preprocess((v) => (v === '' ? undefined : v), z.url().optional()),
  TELEGRAM_BOT_TOKEN: optionalText,
  TELEGRAM_API_ROOT: url('https://api.telegram.org'),
  TELEGRAM_RATE: rate(30),
});

/** What the environment says, parsed once. Nothing below the entry points reads process.env. */
export interface Settings {
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** Absolute path of the data folder (embedded database, secret). */
  dataFolder: string;
  port: number;
  secret: string | undefined;
  language: 'vi' | 'en';
  clockSkewMs: number;
  logLevel: string;
  publicUrl: string | undefined;
  telegram: {
    token: string | undefined;
    apiRoot: string;
    /** Messages per second for this bot. */
    rate: number;
  };
}

/**
 * Parses environment variables into Settings. Throws InputError with a line for each variable that does not parse.
 * The process's own variables win over those of `.env`.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new InputError(
      'bad-environment',
      parsed.error.issues.map((issue) =>
        argumentFault(
          `${String(issue.path[0])}: ${issue.message}`,
          `Sửa trong .env hoặc biến môi trường / Mend it in .env or the environment.`,
        ),
      ),
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
  };
}

/** Reads `.env` of the folder into process.env; variables that are already set stay as they are. */
export function loadEnvFile(folder: string): void {
  const file = join(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
