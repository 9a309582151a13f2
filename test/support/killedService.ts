import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSecret } from '../../people/secretMark.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { homeIdentity } from '../../scheduler/clock/home.js';
import { childProgram } from './childProgram.js';
import { backend, freshDatabase, makeDataFolder, testLog } from './database.js';
import { Simulators } from './simulators.js';
import { freeRedisUrl, populate, SECRET, startWorld, type World } from './world.js';

/** A database of its own that a service in another process works on until it is killed, and that a world then takes over. */
export interface KilledService {
  readonly simulators: Simulators;
  open(): Promise<Database>;
  /** The database with a scheduler of this process on it, unless `idle`. */
  worldOn(options: { idle: boolean }): Promise<World>;
  /** `loa start` as a process of its own, with these settings beside what it needs. */
  start(settings: Record<string, string>): ChildProcess;
  /** Ends what is left of it. */
  kill(): void;
  close(): Promise<void>;
}

export async function prepareService(simulated: Parameters<typeof Simulators.start>[0]): Promise<KilledService> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-killed-'));
  const simulators = await Simulators.start(simulated);
  const redisUrl = freeRedisUrl();
  let databaseUrl: string | undefined;
  let removeDatabase: () => Promise<void> = async () => undefined;
  if (backend === 'server') {
    const db = await freshDatabase();
    databaseUrl = db.url;
    removeDatabase = () => db.close();
  } else await makeDataFolder(folder);
  const open = (): Promise<Database> =>
    openDatabase({ databaseUrl, dataFolder: folder, role: 'service', log: testLog });
  const db = await open();
  await checkSecret(db, SECRET);
  await populate(db, 0);
  await db.close();
  let service: ChildProcess | undefined;
  return {
    simulators,
    open,
    async worldOn(options) {
      const taken = await open();
      return startWorld({
        ...options,
        on: { db: taken, simulators, redisUrl, homeIdentity: await homeIdentity(taken, folder) },
      });
    },
    start(settings) {
      const program = childProgram('test/support/serviceProcess');
      service = fork(program.file, {
        cwd: folder,
        execArgv: program.execArgv,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: {
          PATH: process.env['PATH'],
          LOA_DATA: folder,
          LOA_PORT: '0',
          LOA_SECRET: SECRET,
          LOG_LEVEL: 'fatal',
          TELEGRAM_API_ROOT: simulators.current.apiRoot,
          TELEGRAM_BOT_TOKEN: simulators.current.token,
          ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
          ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
          ...settings,
        },
      });
      return service;
    },
    kill: () => void service?.kill('SIGKILL'),
    async close() {
      await simulators.close();
      await removeDatabase();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the signal that ended the process, null where it ended by itself. */
export const death = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
