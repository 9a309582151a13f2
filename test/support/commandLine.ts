import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { runProgram } from '../../cli/program.js';
import { checkSecret } from '../../people/secretMark.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { backend, freshDatabase, makeDataFolder, testLog } from './database.js';
import { populate, SECRET } from './world.js';

/** What a command printed, and how it ended. */
export interface Printed {
  out: string;
  err: string;
  code: number;
}

/** A database with places and staff, and the whole command line on it, as it is typed into a terminal. */
export interface CommandLine {
  db: Database;
  run(...argv: string[]): Promise<Printed>;
  /** With `--json`: the document. */
  json<T = unknown>(...argv: string[]): Promise<T>;
  /** What the clock shows while commands run. */
  clockShows(time: string): void;
  close(): Promise<void>;
}

export async function startCommandLine(): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-cli-'));
  const server = backend === 'server' ? await freshDatabase() : null;
  if (server === null) await makeDataFolder(folder);
  // As while a service runs: the commands of the embedded database talk to its socket.
  const db =
    server ?? (await openDatabase({ databaseUrl: undefined, dataFolder: folder, role: 'service', log: testLog }));
  await checkSecret(db, SECRET);
  await populate(db, 0);
  vi.stubEnv('LOA_DATA', folder);
  vi.stubEnv('LOA_SECRET', SECRET);
  vi.stubEnv('DATABASE_URL', server?.url ?? '');
  for (const name of ['REDIS_URL', 'TELEGRAM_BOT_TOKEN', 'ZALO_APP_ID']) vi.stubEnv(name, '');

  const run = async (...argv: string[]): Promise<Printed> => {
    const printed: Printed = { out: '', err: '', code: 0 };
    const keep = (key: 'out' | 'err') => (text: string | Uint8Array) => {
      printed[key] += String(text);
      return true;
    };
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation(keep('out')),
      vi.spyOn(process.stderr, 'write').mockImplementation(keep('err')),
    ];
    const before = process.exitCode;
    process.exitCode = 0;
    try {
      await runProgram(argv, 'vi');
      printed.code = Number(process.exitCode);
    } finally {
      process.exitCode = before;
      for (const spy of spies) spy.mockRestore();
    }
    return printed;
  };
  return {
    db,
    run,
    async json<T>(...argv: string[]) {
      const { out, err, code } = await run(...argv, '--json');
      if (code !== 0) throw new Error(`loa ${argv.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out) as T;
    },
    clockShows: (time) => void vi.stubEnv('LOA_CLOCK_SKEW_MS', String(Date.parse(time) - Date.now())),
    async close() {
      vi.unstubAllEnvs();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
