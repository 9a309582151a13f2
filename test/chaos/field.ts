import { join } from 'node:path';
import { systemClock } from '../../base/clock.js';
import { createLog } from '../../base/log.js';
import { projectRoot } from '../../base/root.js';
import { translator } from '../../content/i18n.js';
import { checkSecret } from '../../people/secretMark.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { createBroadcast } from '../../scheduler/broadcast/create.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { startPostgres, startRedis } from '../../setup/services.mjs';
import { childProgram } from '../support/childProgram.js';
import { populate, SECRET, text } from '../support/world.js';
import { type ApiProcess, startApi } from './apiProcess.js';
import { insertChats } from './people.js';
import { ServiceProcess } from './processes.js';
import type { Backend, ChannelName } from './schedule.js';

/** A server of setup/services.mjs. */
export interface StoreServer {
  url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Everything of a run, each part a process of its own that can be killed: the services, their stores, the API. */
export interface Field {
  db: Database;
  api: ApiProcess;
  services: ServiceProcess[];
  postgres: StoreServer | null;
  redis: StoreServer | null;
  close(): Promise<void>;
}

export interface FieldOptions {
  backend: Backend;
  /** Telegram unless it is said. */
  channel?: ChannelName;
  /** Logs, and the data folder. */
  folder: string;
  ratePerSecond: number;
  /** How far the clock of each service is off; one service for each. */
  skewsMs: readonly number[];
  /** The service's command line, after `node`. */
  program: readonly string[];
}

/** `loa start` as it is built: what `npm run setup` made. */
export const builtProgram = [join(projectRoot, 'cli', 'loa.mjs'), 'start', '--json'];
const service = childProgram('test/support/serviceProcess');
/** The same as the tests have it. */
export const testedProgram = [...service.execArgv, service.file];

/** Every answer of the API comes so much later, so that there is something under way when a process dies. */
const LATENCY_MS = 40;
const by = { clock: systemClock(), say: translator('en'), locale: 'en' };

/** Starts it all, with places and staff in the database. What has been started is stopped again when something fails. */
export async function openField(options: FieldOptions): Promise<Field> {
  const { backend, folder } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const stop of closing.splice(0).reverse()) await stop();
  };
  const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
    closing.push(() => started.stop());
    return started;
  };
  try {
    const postgres = backend === 'embedded' ? null : keep<StoreServer>(await startPostgres());
    const redis = backend === 'server' ? keep<StoreServer>(await startRedis()) : null;
    const api = keep(await startApi({ folder, latencyMs: LATENCY_MS, channel: options.channel ?? 'telegram' }));
    const dataFolder = join(folder, 'data');
    const open = () =>
      openDatabase({ databaseUrl: postgres?.url, dataFolder, role: 'command', log: createLog('silent', 'chaos') });
    const fresh = await open();
    try {
      await checkSecret(fresh, SECRET);
      await populate(fresh, 0);
    } finally {
      await fresh.close();
    }
    const services = options.skewsMs.map((skewMs, n) =>
      keep(
        new ServiceProcess({
          name: `service-${n + 1}`,
          // One bot has one receiver; the second service only sends.
          args: [...options.program, ...(n === 0 ? [] : ['--only', 'scheduler'])],
          cwd: folder,
          env: {
            PATH: process.env['PATH'],
            LOA_SECRET: SECRET,
            LOA_DATA: dataFolder,
            LOA_PORT: '0',
            LOA_LANG: 'en',
            LOA_CLOCK_SKEW_MS: String(skewMs),
            ...api.environment(options.ratePerSecond),
            ...(postgres ? { DATABASE_URL: postgres.url } : {}),
            ...(redis ? { REDIS_URL: redis.url } : {}),
          },
        }),
      ),
    );
    await Promise.all(services.map((service) => service.start()));
    const db = await open();
    closing.push(() => db.close());
    return { db, api, services, postgres, redis, close };
  } catch (error) {
    await close();
    throw error;
  }
}

let firstChat = 1_001;
/** Zalo's ids have nineteen digits: more than a number holds. */
const FIRST_ON_ZALO = 2_468_000_000_000_000_000n;

export interface Sending {
  broadcastId: number;
  /** Chat n belongs to delivery n. */
  chats: string[];
  start(): Promise<void>;
}

/** New people, and an approved broadcast to them. `outside`: numbers of those whose window is over. */
export async function prepareBroadcast(
  db: Database,
  deliveries: number,
  { channel = 'telegram', outside = [] }: { channel?: ChannelName; outside?: readonly number[] } = {},
): Promise<Sending> {
  const from = channel === 'zalo' ? FIRST_ON_ZALO + BigInt(firstChat) : BigInt(firstChat);
  const chats = Array.from({ length: deliveries }, (_, n) => String(from + BigInt(n)));
  const group = `chaos${firstChat}`;
  await insertChats(db, { channel, chats, group, outside: new Set(outside) });
  firstChat += deliveries;
  const choices = { at: null, until: null, onUnknown: 'leave', ifLate: 'send', anyHour: true } as const;
  const wanted = { message: text('Không với ma túy'), media: new Map(), audience: `group:${group}`, ...choices };
  const { id } = await createBroadcast(db, wanted, { name: 'an', ...by });
  await approveBroadcast(db, id, { name: 'binh', ...by });
  return { broadcastId: Number(id), chats, start: () => startBroadcast(db, id, { name: 'an', ...by }) };
}
