import { z } from 'zod';
import type { Counts, LoggedCall, LoggedZaloCall, ZaloCounts } from '../../simulator/index.js';
import { childProgram } from '../support/childProgram.js';
import { end, firstDocument, spawnKept } from './processes.js';
import type { ChannelName, Rule } from './schedule.js';

/** What the platform saw, whichever it is. */
export interface Seen {
  /** Messages that arrived, by chat. */
  perChat: Record<string, number>;
  /** Calls refused, by the platform's own number. */
  refused: Record<string, number>;
}

/** One call, as the platform answered it. */
export interface SeenCall {
  /** Null where it is about nobody. */
  chat: string | null;
  atMs: number;
  /** Nobody can know what became of it: cut, silent, or a server error. */
  unanswered: boolean;
  /** The platform's number for its refusal; null where there was none. */
  error: number | null;
}

/** The simulated platform as a process of its own, spoken to as anybody else would: over HTTP. */
export interface ApiProcess {
  /** What a service is told, so that it talks to this platform. */
  environment(ratePerSecond: number): Record<string, string>;
  /** Lays a fault over the API; returns what takes it away again. */
  fault(rule: Rule): Promise<() => Promise<void>>;
  delivered(): Promise<number>;
  counts(): Promise<Seen>;
  log(): Promise<SeenCall[]>;
  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const zaloTold = z.object({
  url: z.string(),
  appId: z.string(),
  appSecret: z.string(),
  oaId: z.string(),
  oaSecretKey: z.string(),
  refreshToken: z.string(),
  oauthRoot: z.string(),
  openapiRoot: z.string(),
  businessRoot: z.string(),
});

export async function startApi(options: {
  folder: string;
  latencyMs: number;
  channel?: ChannelName;
}): Promise<ApiProcess> {
  const channel = options.channel ?? 'telegram';
  const program = childProgram('simulator/run');
  const args = [...program.execArgv, program.file, '--accept-unknown-chats'];
  const child = spawnKept(
    [
      ...args,
      ...['--log-calls', '1000000', '--keep-messages', '1', '--latency-ms', String(options.latencyMs)],
      ...(channel === 'zalo' ? ['--zalo', '--zalo-unlimited'] : []),
    ],
    {
      env: { PATH: process.env['PATH'] },
      cwd: options.folder,
      log: `${options.folder}/simulator.log`,
    },
  );
  const told = z
    .object({ apiRoot: z.string(), token: z.string(), zalo: zaloTold.optional() })
    .parse(await firstDocument(child));
  const base = told.zalo === undefined ? `${told.apiRoot}/control` : `${told.zalo.url}/control/zalo`;
  const control: ApiProcess['control'] = async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    ...(told.zalo === undefined ? asTelegram(told, control) : asZalo(told.zalo, control)),
    control,
    fault: async (rule) => {
      const { id } = (await control('POST', '/faults', rule)) as { id: number };
      return async () => void (await control('DELETE', `/faults/${id}`));
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

type Platform = Pick<ApiProcess, 'environment' | 'delivered' | 'counts' | 'log'>;

function asTelegram({ apiRoot, token }: { apiRoot: string; token: string }, control: ApiProcess['control']): Platform {
  return {
    environment: (rate) => ({
      TELEGRAM_API_ROOT: apiRoot,
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_RATE: String(rate),
    }),
    delivered: async () => ((await control('GET', '/counts?chats=no')) as Counts).delivered,
    counts: async () => (await control('GET', '/counts')) as Counts,
    log: async () => {
      const { calls } = (await control('GET', '/log')) as { calls: LoggedCall[] };
      return calls.map((call) => ({
        chat: call.chatId === null ? null : String(call.chatId),
        atMs: call.atMs,
        unanswered: call.outcome === 'cut' || call.outcome === 'silent' || (call.errorCode ?? 0) >= 500,
        error: call.errorCode,
      }));
    },
  };
}

function asZalo(told: z.output<typeof zaloTold>, control: ApiProcess['control']): Platform {
  return {
    environment: (rate) => ({
      ZALO_APP_ID: told.appId,
      ZALO_APP_SECRET: told.appSecret,
      ZALO_OA_ID: told.oaId,
      ZALO_OA_SECRET_KEY: told.oaSecretKey,
      ZALO_REFRESH_TOKEN: told.refreshToken,
      ZALO_OAUTH_ROOT: told.oauthRoot,
      ZALO_OPENAPI_ROOT: told.openapiRoot,
      ZALO_BUSINESS_ROOT: told.businessRoot,
      ZALO_RATE: String(rate),
    }),
    delivered: async () => ((await control('GET', '/counts?users=no')) as ZaloCounts).delivered,
    counts: async () => {
      const { perUser, refused } = (await control('GET', '/counts')) as ZaloCounts;
      return { perChat: perUser, refused };
    },
    log: async () => {
      const { calls } = (await control('GET', '/log')) as { calls: LoggedZaloCall[] };
      return calls.map((call) => ({
        chat: call.to,
        atMs: call.atMs,
        unanswered: call.outcome === 'cut' || call.outcome === 'silent' || (call.error ?? 0) >= 500,
        error: call.error,
      }));
    },
  };
}
