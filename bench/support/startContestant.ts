import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Report } from './compete.js';
import { compiled } from './compiled.js';
import type { Api } from './startApi.js';

export interface Running {
  child: ChildProcess;
  /** Runs once: prepares, lets it send to people 1 to n, and resolves when its books are closed. */
  run(people: number): Promise<RunResult>;
  prepare(people: number): Promise<void>;
  /** Sends without preparing. */
  send(people: number): Promise<RunResult>;
  /** Sends; what the API saw of it is the caller's to ask. */
  sendOnly(people: number): Promise<Sent>;
  close(): Promise<void>;
}

type Sent = Extract<Report, { kind: 'sent' }>;

export interface RunResult {
  messagesPerSecond: number;
  /** Of the sending process, over the run. */
  cpuSecondsPer1000: number;
  rssMib: number;
  /** Chats that got the message more than once. */
  repeated: number;
  /** Calls that were answered with 429. */
  refused: number;
  /** From the first message that the API took to the last. */
  spanSeconds: number;
}

/** BENCH_PROFILE=<folder> writes a CPU profile of every measured run there; a browser's developer tools open it. */
const PROFILES = process.env['BENCH_PROFILE'];

/** Starts one of bench/contestants in a process of its own, against this API. `env` names its stores. */
export async function startContestant(name: string, api: Api, env: Record<string, string> = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-contestant-'));
  const child = fork(compiled(`contestants/${name}`), {
    // Away from any .env; and no store of the caller's gets in by accident.
    cwd: folder,
    execArgv: [],
    env: {
      PATH: process.env['PATH'],
      TELEGRAM_API_ROOT: api.root,
      TELEGRAM_BOT_TOKEN: api.token,
      TELEGRAM_RATE: '1000000',
      LOA_DATA: join(folder, 'data'),
      LOA_PORT: '0',
      LOA_SECRET: 'bench',
      LOA_LANG: 'en',
      LOG_LEVEL: 'warn',
      ...(PROFILES === undefined ? {} : { BENCH_PROFILE: PROFILES }),
      ...env,
    },
  });
  const waiting = new Map<Report['kind'], { resolve: (report: Report) => void; reject: (error: Error) => void }>();
  const fail = (error: Error) => {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };
  child.on('message', (report: Report) => {
    if (report.kind === 'failed') return fail(new Error(`${name}: ${report.message}`));
    waiting.get(report.kind)?.resolve(report);
    waiting.delete(report.kind);
  });
  child.once('exit', (code, signal) => fail(new Error(`${name} ended (${signal ?? code})`)));
  const next = (kind: Report['kind']) =>
    new Promise<Report>((resolve, reject) => {
      waiting.set(kind, { resolve, reject });
    });
  const tell = (command: Command) => child.send(command);
  await next('ready');
  const running: Running = {
    child,
    prepare: async (people) => {
      const prepared = next('prepared');
      tell({ kind: 'prepare', people });
      await prepared;
    },
    sendOnly: async (people) => {
      const sent = next('sent');
      tell({ kind: 'send', people });
      const report = await sent;
      if (report.kind !== 'sent') throw new Error(`${name} answered ${report.kind}`);
      return report;
    },
    send: async (people) => {
      await api.reset();
      const taken = api.reached(people).then(() => tell({ kind: 'all-taken' }));
      const report = await running.sendOnly(people);
      await taken;
      const { firstAt, lastAt, chats, repeated, refused } = await api.stats();
      if (chats !== people) throw new Error(`${name} reached ${chats} of ${people}`);
      return {
        messagesPerSecond: people / ((report.at - firstAt) / 1_000),
        cpuSecondsPer1000: report.cpuSeconds / (people / 1_000),
        rssMib: report.rssMib,
        repeated,
        refused,
        spanSeconds: (lastAt - firstAt) / 1_000,
      };
    },
    run: async (people) => {
      await running.prepare(people);
      return running.send(people);
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.disconnect(); // it ends by itself
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return running;
}
