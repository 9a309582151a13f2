import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Api } from './startApi.js';
import { nowMs } from './time.js';

const PROGRAM = fileURLToPath(new URL('../../cli/loa.mjs', import.meta.url));
const BUILT = new URL('../../dist/loa.js', import.meta.url);

/** BENCH_PROFILE=<folder> writes a CPU profile there when it ends; a browser's developer tools open it. */
const PROFILES = process.env['BENCH_PROFILE'];

export interface Started {
  process: ChildProcess;
  /** When it was asked to start, on the clock that all processes share. */
  at: number;
  /** Resident memory now, in MiB. */
  rssMib(): number;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** `loa start`, as it is built, in an empty folder of its own (`LOA_DATA`), against this API. */
export function startLoa(api: Pick<Api, 'root' | 'token'>, folder: string, env: Record<string, string>): Started {
  if (!existsSync(BUILT)) throw new Error('Loa is not built: run `npm run setup` first');
  const at = nowMs();
  const profile = PROFILES === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', PROFILES];
  const child = spawn(process.execPath, [...profile, PROGRAM, 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      TELEGRAM_API_ROOT: api.root,
      TELEGRAM_BOT_TOKEN: api.token,
      LOA_DATA: folder,
      LOA_PORT: '0',
      LOA_SECRET: 'bench',
      LOA_LANG: 'en',
      LOG_LEVEL: 'error',
      ...env,
    },
  });
  return {
    process: child,
    at,
    rssMib: () => Number(spawnSync('ps', ['-o', 'rss=', '-p', String(child.pid)]).stdout.toString()) / 1_024,
    kill: async (wanted) => {
      // Only who ends in peace writes a profile.
      const signal = PROFILES === undefined ? wanted : 'SIGTERM';
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}
