import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const START_MS = 60_000;
/** How soon whoever looks after a service (systemd, Docker) starts it again when it ended by itself. */
const RESTART_AFTER_MS = 500;
const STOP_MS = 30_000;

/** A process of ours that dies with us, even when we are killed with -9. */
export function spawnKept(args: string[], options: { env: NodeJS.ProcessEnv; cwd: string; log: string }): ChildProcess {
  const log = openSync(options.log, 'a');
  const child = spawn(process.execPath, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', log] });
  closeSync(log);
  if (child.pid === undefined) return child;
  const keeper = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -9 "$1" 2>/dev/null', 'keeper', String(child.pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => undefined); // no /bin/sh: then nobody keeps it
  keeper.unref();
  child.once('exit', () => keeper.kill('SIGKILL'));
  return child;
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (isOver(child)) return resolve();
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    child.kill(signal);
  });
}

/** The JSON document that a process prints when it runs. Null when it ends without one. */
export function firstDocument(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => reject(new Error('The process did not say that it has started')), START_MS);
    const done = (value: unknown) => {
      clearTimeout(late);
      resolve(value);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      // Over one line or several: it is whole when its last line is.
      if (/^(\{.*\}|\})\n/m.test(text)) done(JSON.parse(text));
    });
    child.once('exit', () => done(null));
    child.once('error', reject);
  });
}

/** A service that ended although nobody had killed it. */
export interface OwnEnd {
  service: string;
  code: number | null;
  signal: string | null;
  /** Whether it had said that it runs; one that finds no database at its start ends, and is started again. */
  running: boolean;
  startedAt: number;
  endedAt: number;
}

/** One `loa start`, started again whenever it ends, as by systemd or Docker. */
export class ServiceProcess {
  readonly logFile: string;
  readonly ownEnds: OwnEnd[] = [];
  healthz: string | null = null;
  #child: ChildProcess | null = null;
  #wanted = false;
  #pass: Promise<void> = Promise.resolve();
  readonly #name: string;
  readonly #args: string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #cwd: string;

  constructor(options: { name: string; args: string[]; env: NodeJS.ProcessEnv; cwd: string }) {
    this.#name = options.name;
    this.#args = options.args;
    this.#env = options.env;
    this.#cwd = options.cwd;
    this.logFile = `${options.cwd}/${options.name}.log`;
  }

  /** Starts it and keeps it going, unless that is done already; resolves when it first runs. */
  start(): Promise<void> {
    if (this.#wanted) return Promise.resolve();
    this.#wanted = true;
    return new Promise((resolve) => {
      this.#pass = this.#keepGoing(resolve);
    });
  }

  /** kill -9; nobody starts it again until `start`. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#wanted = false;
    if (this.#child) await end(this.#child, signal);
    await this.#pass;
  }

  async #keepGoing(onRunning: () => void): Promise<void> {
    while (this.#wanted) {
      const startedAt = Date.now();
      const child = spawnKept(this.#args, { env: this.#env, cwd: this.#cwd, log: this.logFile });
      this.#child = child;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const said = z
        .object({ healthz: z.string() })
        .nullable()
        .parse(await firstDocument(child));
      if (said) {
        this.healthz = said.healthz;
        onRunning();
      }
      await ended;
      if (!this.#wanted) break;
      const { exitCode: code, signalCode: signal } = child;
      this.ownEnds.push({ service: this.#name, code, signal, running: said !== null, startedAt, endedAt: Date.now() });
      appendFileSync(this.logFile, `-- ended by itself: ${signal ?? code}\n`);
      await sleep(RESTART_AFTER_MS);
    }
    onRunning();
  }

  /** What it has logged, JSON lines parsed, anything else as text. */
  log(): { entries: LogEntry[]; other: string[] } {
    const lines = existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').split('\n') : [];
    const entries: LogEntry[] = [];
    const other: string[] = [];
    for (const line of lines.filter((text) => text !== '')) {
      // A process that is killed may leave half a line.
      if (line.startsWith('{"level"') && line.endsWith('}')) entries.push(logEntry.parse(JSON.parse(line)));
      else other.push(line);
    }
    return { entries, other };
  }
}

const logEntry = z.looseObject({ level: z.number(), time: z.number(), msg: z.string() });
export type LogEntry = z.infer<typeof logEntry>;
export const WARN = 40;
export const ERROR = 50;
