import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from './compiled.js';
import type { Answered, RushOptions } from './rush.js';

export type ApiQuestion =
  | { kind: 'reset' }
  | { kind: 'stats' }
  | { kind: 'await'; calls: number }
  | { kind: 'rush'; options: RushOptions }
  | { kind: 'arrival'; chat: number; says?: string };

/** What the API saw since the last reset; `calls` are the messages it took, times are those of `nowMs`. */
export interface ApiStats {
  calls: number;
  refused: number;
  /** Chats that got at least one message, and those that got more than one. */
  chats: number;
  repeated: number;
  firstAt: number;
  lastAt: number;
}

export interface Api {
  root: string;
  /** A token that this API takes. */
  token: string;
  pid: number | undefined;
  reset(): Promise<void>;
  stats(): Promise<ApiStats>;
  /** Resolves when it has taken that many messages since the reset. */
  reached(calls: number): Promise<void>;
  /** Resolves when the next message reaches this chat, with the moment; `says` is what the chat writes to the bot before. */
  arrival(chat: number, says?: string): Promise<{ askedAt: number; at: number }>;
  /** People write at a steady pace; resolves when all have their answer, with the times. `passed`: turns of chats that still waited. */
  rush(options: RushOptions): Promise<{ answered: Answered[]; passed: number }>;
  close(): void;
}

type ApiAnswer =
  | { kind: 'listening'; port: number }
  | { kind: 'reset' }
  | { kind: 'reached' }
  | { kind: 'rushed'; answered: Answered[]; passed: number }
  | { kind: 'arrived'; askedAt: number; at: number }
  | { kind: 'stats'; stats: ApiStats };

/** The official account of the lean Zalo, which believes whatever it is shown. */
export const ZALO = { appId: '2074138120372622546', oaId: '4242', secretKey: 'bench-secret-key' } as const;

/** What makes a Loa send over it; the rate is the caller's. */
export function zaloEnvironment({ root }: Pick<Api, 'root'>): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: '',
    ZALO_APP_ID: ZALO.appId,
    ZALO_APP_SECRET: 'bench-app-secret',
    ZALO_OA_ID: ZALO.oaId,
    ZALO_OA_SECRET_KEY: ZALO.secretKey,
    ZALO_REFRESH_TOKEN: 'bench-refresh-token',
    ZALO_OAUTH_ROOT: root,
    ZALO_OPENAPI_ROOT: root,
    ZALO_BUSINESS_ROOT: root,
  };
}

/** Starts the lean Telegram and Zalo in a process of its own. `perMinute`: the limit that Zalo's answers name. */
export async function startApi(
  options: { refuseAbove?: number; perMinute?: number; latencyMs?: number } = {},
): Promise<Api> {
  const args = [
    ...(options.refuseAbove === undefined ? [] : ['--refuse-above', String(options.refuseAbove)]),
    ...(options.perMinute === undefined ? [] : ['--per-minute', String(options.perMinute)]),
    ...['--latency-ms', String(options.latencyMs ?? 0)],
  ];
  const child = fork(compiled('support/api'), args, { execArgv: [] });
  const next = async <K extends ApiAnswer['kind']>(kind: K): Promise<Extract<ApiAnswer, { kind: K }>> => {
    for (;;) {
      const [answer] = (await once(child, 'message')) as [ApiAnswer];
      if (isOf(answer, kind)) return answer;
    }
  };
  const { port } = await next('listening');
  const ask = (question: ApiQuestion) => child.send(question);
  return {
    root: `http://127.0.0.1:${port}`,
    token: '4242:bench-token-of-nobody',
    pid: child.pid,
    reset: async () => {
      const done = next('reset');
      ask({ kind: 'reset' });
      await done;
    },
    stats: async () => {
      const answer = next('stats');
      ask({ kind: 'stats' });
      return (await answer).stats;
    },
    reached: async (calls) => {
      const done = next('reached');
      ask({ kind: 'await', calls });
      await done;
    },
    arrival: async (chat, says) => {
      const arrived = next('arrived');
      ask({ kind: 'arrival', chat, ...(says === undefined ? {} : { says }) });
      const { askedAt, at } = await arrived;
      return { askedAt, at };
    },
    rush: async (wanted) => {
      const done = next('rushed');
      ask({ kind: 'rush', options: wanted });
      const { answered, passed } = await done;
      return { answered, passed };
    },
    close: () => child.kill(),
  };
}

function isOf<K extends ApiAnswer['kind']>(answer: ApiAnswer, kind: K): answer is Extract<ApiAnswer, { kind: K }> {
  return answer.kind === kind;
}
