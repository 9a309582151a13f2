import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { addStaff } from '../../people/addStaff.js';
import { importContacts } from '../../people/import/importContacts.js';
import type { Database } from '../../prisma/database.js';
import { type BroadcastStatus, broadcastStatus } from '../../scheduler/broadcast/status.js';
import {
  type BroadcastProgress,
  type Simulators,
  startSimulators,
  type ZaloSimulator,
  zaloIdOf,
} from '../../simulator/index.js';
import type { Context } from '../context.js';
import { PARTS, runService } from '../service.js';
import { type DemoPeople, demoPeople, telegramPeople, zaloPeople } from './people.js';
import { prepareScenes, rememberWindows, takeTokens, type ZaloScenes, zaloSettingsOf } from './zalo.js';

export const WRITER = 'Người soạn tin';
export const APPROVER = 'Người phê duyệt';
const ADMIN = 'Quản trị';

/** As slow as the real ones are. */
const LATENCY_MS = 40;

export interface Demo {
  /** The page with all phones. */
  phones: string;
  url: string;
  /** Ids of the broadcasts of this run, in order; the page shows them. */
  started: string[];
  /** What to try on which Zalo phone. */
  toTry: Pick<ZaloScenes, 'resident' | 'official'>;
  zalo: ZaloSimulator;
  close(): Promise<void>;
}

/**
 * Phones, residents, officials, staff and the service of the demo, until `close`. May be opened again over the same
 * database, however the last one ended: the simulators begin anew, and what they have forgotten is told them.
 */
export async function openDemo(
  context: Context,
  db: Database,
  secret: string,
  dataFolder: string,
  log: Log,
): Promise<Demo> {
  const { settings, clock } = context;
  const people = demoPeople();
  const started: string[] = [];
  const titles = new Map<string, string>();
  const { telegram, zalo, close } = await openPhones(settings.port === 0 ? 0 : settings.port + 1, {
    ...{ people, log, clock },
    status: async () => {
      const shown: BroadcastProgress[] = [];
      // The newest first: it is the one under way.
      for (const id of [...started].reverse()) {
        const status = await statusOf(context, db, id);
        shown.push({ ...status, title: titles.get(id) ?? (await titleOf(db, id, titles)) });
      }
      return shown;
    },
  });
  try {
    await importResidents(db, secret, dataFolder, people);
    for (const [name, role] of [
      [WRITER, 'author'],
      [APPROVER, 'approver'],
      [ADMIN, 'admin'],
    ] as const) {
      await addStaff(db, { name, role, place: null });
    }
    // Some people block the bot, as in life: the ledger says so for each of them.
    for (const resident of people.telegram.filter((_, i) => i % 60 === 17))
      telegram.person(Number(resident.externalId)).block();
    const account = zaloSettingsOf(zalo);
    await rememberWindows(db, zalo, people);
    await takeTokens(db, secret, account);
    const scenes = await prepareScenes({ db, secret, dataFolder, clock, admin: ADMIN }, zalo, people);
    const bot = { token: telegram.token, apiRoot: telegram.apiRoot, rate: settings.telegram.rate };
    const service = await runService(
      // Whatever the environment says of real accounts: a demo reaches nobody, and must not use up their tokens.
      {
        ...context,
        settings: { ...settings, redisUrl: undefined, publicUrl: undefined, telegram: bot, zalo: account },
      },
      { db, secret, dataFolder, parts: PARTS, address: '127.0.0.1', log },
    );
    const stop = new AbortController();
    const scene = scenes.play(service.url, stop.signal).catch((error: unknown) => {
      log.error({ err: messageOf(error) }, 'a scene of the demo broke off');
    });
    return {
      phones: telegram.apiRoot,
      url: service.url,
      started,
      toTry: scenes,
      zalo,
      close: async () => {
        stop.abort();
        await scene;
        await service.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Phones {
  people: DemoPeople;
  log: Log;
  clock: Context['clock'];
  status: () => Promise<BroadcastProgress[]>;
}

/** The page on the port beside the service's, or on a free one when that is taken. */
async function openPhones(port: number, { people, log, clock, status }: Phones): Promise<Simulators> {
  const options = {
    telegram: { people: telegramPeople(people), log, status, latencyMs: LATENCY_MS, refuseAbovePerSecond: 32 },
    zalo: { users: zaloPeople(people), log, clock, latencyMs: LATENCY_MS },
  };
  try {
    return await startSimulators({ ...options, telegram: { ...options.telegram, port } });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return startSimulators(options);
  }
}

/** Residents come in as they would in life: by the list that a ward keeps. */
async function importResidents(db: Database, secret: string, dataFolder: string, people: DemoPeople): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'residents.csv');
  const rows = [
    ...people.telegram.map((resident) => ({ ...resident, channel: 'telegram', id: resident.externalId })),
    ...people.zalo.map((resident) => ({ ...resident, channel: 'zalo', id: zaloIdOf(resident) })),
  ].map(({ channel, id, placeCode, groups, locale, name }) =>
    [channel, id, placeCode, groups.join(';'), locale, name].join(','),
  );
  writeFileSync(file, `channel,external_id,place,groups,locale,name\n${rows.join('\n')}\n`);
  await importContacts({ db, secret, file });
  rmSync(file);
}

/** How a broadcast of the demo stands. */
export const statusOf = (context: Context, db: Database, id: string): Promise<BroadcastStatus> =>
  broadcastStatus(db, id, { clock: context.clock, say: context.say, ratePerSecond: context.settings.telegram.rate });

/** The first line of what is said. */
async function titleOf(db: Database, id: string, titles: Map<string, string>): Promise<string> {
  const { rows } = await db.pool.query<{ text: string | null }>(
    `select message #>> '{vi,0,body,text}' as text from broadcast where id = $1`,
    [Number(id)],
  );
  const title = rows[0]?.text?.split('\n')[0] ?? id;
  titles.set(id, title);
  return title;
}
