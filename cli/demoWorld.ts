import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../base/log.js';
import { addStaff } from '../people/addStaff.js';
import { importContacts } from '../people/import/importContacts.js';
import { bundledPlaces } from '../people/places.js';
import type { Database } from '../prisma/database.js';
import { type BroadcastStatus, broadcastStatus } from '../scheduler/broadcast/status.js';
import {
  type BroadcastProgress,
  makeResidents,
  type Resident,
  startTelegramSimulator,
  type TelegramSimulator,
} from '../simulator/index.js';
import type { Context } from './context.js';
import { PARTS, runService } from './service.js';

/** Communes of the provinces whose plans Loa grew out of: Hưng Yên, Ninh Bình, Thanh Hóa, Gia Lai, Thái Nguyên. */
const PROVINCES = ['33', '37', '38', '52', '19'];
const COMMUNES_EACH = 2;
export const COMMUNES = PROVINCES.length * COMMUNES_EACH;
export const RESIDENTS = 240;
export const WRITER = 'Người soạn tin';
export const APPROVER = 'Người phê duyệt';
const ADMIN = 'Quản trị';

export interface Demo {
  phones: string;
  url: string;
  /** Ids of the broadcasts of this run, in order; the page shows them. */
  started: string[];
  close(): Promise<void>;
}

/** Phones, residents, staff and the service of the demo, until `close`. */
export async function openDemo(
  context: Context,
  db: Database,
  secret: string,
  dataFolder: string,
  log: Log,
): Promise<Demo> {
  const { settings } = context;
  const residents = makeResidents({ count: RESIDENTS, places: communes() });
  const started: string[] = [];
  const titles = new Map<string, string>();
  const simulator = await openPhones(settings.port === 0 ? 0 : settings.port + 1, residents, log, async () => {
    const shown: BroadcastProgress[] = [];
    // The newest first: it is the one under way.
    for (const id of [...started].reverse()) {
      const status = await statusOf(context, db, id);
      shown.push({ ...status, title: titles.get(id) ?? (await titleOf(db, id, titles)) });
    }
    return shown;
  });
  try {
    await importResidents(db, secret, dataFolder, residents);
    for (const [name, role] of [
      [WRITER, 'author'],
      [APPROVER, 'approver'],
      [ADMIN, 'admin'],
    ] as const) {
      await addStaff(db, { name, role, place: null });
    }
    // Some people block the bot, as in life: the ledger says so for each of them.
    for (const resident of residents.filter((_, i) => i % 60 === 17))
      simulator.person(Number(resident.externalId)).block();
    const telegram = { token: simulator.token, apiRoot: simulator.apiRoot, rate: settings.telegram.rate };
    const service = await runService(
      // Whatever the environment says of a real account: a demo reaches nobody, and must not use up its tokens.
      { ...context, settings: { ...settings, redisUrl: undefined, publicUrl: undefined, telegram, zalo: undefined } },
      { db, secret, dataFolder, parts: PARTS, address: '127.0.0.1', log },
    );
    return {
      phones: simulator.apiRoot,
      url: service.url,
      started,
      close: async () => {
        await service.close();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** The simulator on the port beside the service's, or on a free one when that is taken. */
async function openPhones(
  port: number,
  residents: readonly Resident[],
  log: Log,
  status: () => Promise<BroadcastProgress[]>,
): Promise<TelegramSimulator> {
  const names = new Map(bundledPlaces().places.map((place) => [place.code, place.name]));
  const people = residents.map((resident) => ({
    id: Number(resident.externalId),
    firstName: resident.name,
    languageCode: resident.locale,
    place: names.get(resident.placeCode) ?? resident.placeCode,
    tags: resident.groups,
  }));
  const options = { people, log, status, latencyMs: 40, refuseAbovePerSecond: 32 };
  try {
    return await startTelegramSimulator({ ...options, port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return startTelegramSimulator({ ...options, port: 0 });
  }
}

/** Residents come in as they would in life: by the list that a ward keeps. */
async function importResidents(
  db: Database,
  secret: string,
  dataFolder: string,
  residents: readonly Resident[],
): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'residents.csv');
  const rows = residents.map((r) =>
    ['telegram', r.externalId, r.placeCode, r.groups.join(';'), r.locale, r.name].join(','),
  );
  writeFileSync(file, `channel,external_id,place,groups,locale,name\n${rows.join('\n')}\n`);
  await importContacts({ db, secret, file });
  rmSync(file);
}

function communes(): string[] {
  const { places } = bundledPlaces();
  return PROVINCES.flatMap((province) =>
    places
      .filter((place) => place.parent === province && place.kind === 'phường')
      .slice(0, COMMUNES_EACH)
      .map((place) => place.code),
  );
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
