import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { formatNumber } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { laidOn } from '../content/layOn.js';
import { campaignsFolder, loadCampaign } from '../content/loadCampaign.js';
import { addStaff } from '../people/addStaff.js';
import { importContacts } from '../people/import/importContacts.js';
import { bundledPlaces } from '../people/places.js';
import { checkSecret } from '../people/secretMark.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { createBroadcast } from '../scheduler/broadcast/create.js';
import { broadcastStatus, type BroadcastStatus } from '../scheduler/broadcast/status.js';
import { approveBroadcast, startBroadcast } from '../scheduler/broadcast/verbs.js';
import { type BroadcastProgress, makeResidents, type Resident, startTelegramSimulator, type TelegramSimulator } from '../simulator/index.js';
import { plain, withJson } from './command.js';
import { bar, printJson, printLine, progressLine } from './output.js';
import { readSecret } from './secret.js';
import { PARTS, runService } from './service.js';
import { type Context, demoFolder } from './session.js';
import { untilStopped } from './signals.js';

/** Communes of the provinces whose plans Loa grew out of: Hưng Yên, Ninh Bình, Thanh Hóa, Gia Lai, Thái Nguyên. */
const PROVINCES = ['33', '37', '38', '52', '19'];
const COMMUNES_EACH = 2;
const RESIDENTS = 240;
const CAMPAIGN = 'thang-hanh-dong-06';
/** The opening, three that speak to a group, and 26 June. */
const ITEMS = ['01-khai-mac', '03-lang-nghe-con', '04-lai-xe-tinh-tao', '06-khong-ky-thi', '14-ngay-26-6'];
const WRITER = 'Người soạn tin';
const APPROVER = 'Người phê duyệt';
const ADMIN = 'Quản trị';

/** `demo`: a worked example with simulated phones, in LOA_DATA/demo, at any hour; it refuses a real database. */
export function demoCommand(program: Command, say: Translate): void {
  withJson(program.command('demo').description(say('cli:describe.demo'))).action(
    plain(async (context, _args, options) => {
      const { settings, log, say: t } = context;
      if (settings.databaseUrl !== undefined) {
        throw new InputError('demo-refuses', [argumentFault(t('cli:demo.refuses'), t('cli:demo.refusesMend'))]);
      }
      const dataFolder = demoFolder(settings);
      const stop = untilStopped();
      const quietLog = log.child({}, { level: settings.logLevel === 'info' ? 'warn' : settings.logLevel });
      const db = await openDatabase({ databaseUrl: undefined, dataFolder, role: 'service', log: quietLog });
      try {
        const secret = readSecret(settings.secret, dataFolder);
        await checkSecret(db, secret);
        await syncPlaces(db);
        const demo = await openDemo(context, db, secret, dataFolder, quietLog);
        try {
          if (options['json']) printJson({ phones: demo.phones, healthz: `${demo.url}/healthz`, dataFolder });
          else printLine(t('cli:demo.look', { phones: demo.phones, residents: RESIDENTS, communes: PROVINCES.length * COMMUNES_EACH }));
          await Promise.race([stop, sendCampaign(context, db, demo.started, options['json'] !== true)]);
          await stop;
        } finally {
          await demo.close();
        }
      } finally {
        await db.close();
      }
    }),
  );
}

interface Demo {
  phones: string;
  url: string;
  /** Ids of the broadcasts of this run, in order; the page shows them. */
  started: string[];
  close(): Promise<void>;
}

async function openDemo(context: Context, db: Database, secret: string, dataFolder: string, log: Log): Promise<Demo> {
  const { settings } = context;
  const residents = makeResidents({ count: RESIDENTS, places: communes() });
  const started: string[] = [];
  const titles = new Map<string, string>();
  const simulator = await openPhones(settings.port === 0 ? 0 : settings.port + 1, residents, log, async () => {
    const shown: BroadcastProgress[] = [];
    for (const id of started) {
      const status = await statusOf(context, db, id);
      shown.push({ ...status, title: titles.get(id) ?? (await titleOf(db, id, titles)) });
    }
    return shown;
  });
  try {
    await importResidents(db, secret, dataFolder, residents);
    for (const [name, role] of [[WRITER, 'author'], [APPROVER, 'approver'], [ADMIN, 'admin']] as const) {
      await addStaff(db, { name, role, place: null });
    }
    // Some people block the bot, as in life: the ledger says so for each of them.
    for (const resident of residents.filter((_, i) => i % 60 === 17)) simulator.person(Number(resident.externalId)).block();
    const telegram = { token: simulator.token, apiRoot: simulator.apiRoot, rate: settings.telegram.rate };
    const service = await runService(
      { ...context, settings: { ...settings, redisUrl: undefined, publicUrl: undefined, telegram } },
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
async function openPhones(port: number, residents: readonly Resident[], log: Log, status: () => Promise<BroadcastProgress[]>): Promise<TelegramSimulator> {
  const names = new Map(bundledPlaces().places.map((place) => [place.code, place.name]));
  const people = residents.map((resident) => ({
    id: Number(resident.externalId),
    firstName: resident.name,
    languageCode: resident.locale,
    place: names.get(resident.placeCode) ?? resident.placeCode,
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
async function importResidents(db: Database, secret: string, dataFolder: string, residents: readonly Resident[]): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'residents.csv');
  const rows = residents.map((r) => ['telegram', r.externalId, r.placeCode, r.groups.join(';'), r.locale, r.name].join(','));
  writeFileSync(file, `channel,external_id,place,groups,locale,name\n${rows.join('\n')}\n`);
  await importContacts({ db, secret, file });
  rmSync(file);
}

function communes(): string[] {
  const { places } = bundledPlaces();
  return PROVINCES.flatMap((province) =>
    places.filter((place) => place.parent === province && place.kind === 'phường').slice(0, COMMUNES_EACH).map((place) => place.code),
  );
}

/** Sends the chosen messages one after the other, each composed by one and approved by another, and shows how far they are. */
async function sendCampaign(context: Context, db: Database, started: string[], show: boolean): Promise<void> {
  const { clock, say, locale } = context;
  const campaign = await loadCampaign(join(campaignsFolder, CAMPAIGN));
  const laid = laidOn(campaign, clock.now().getUTCFullYear() + 1).filter(({ item }) => ITEMS.includes(item.name));
  const progress = progressLine();
  for (const { item, message } of laid) {
    const by = { clock, say, locale };
    const wanted = { message, media: item.media, audience: item.audience, at: null, until: null, onUnknown: 'leave', ifLate: 'send', anyHour: true } as const;
    const { id } = await createBroadcast(db, { ...wanted, campaign: { name: campaign.name, item: item.name } }, { name: WRITER, ...by });
    await approveBroadcast(db, id, { name: APPROVER, ...by });
    await startBroadcast(db, id, { name: WRITER, ...by });
    started.push(id);
    const end = await watch(context, db, id, item.name, show ? progress : null);
    progress.end();
    if (show) printLine(say('cli:demo.through', { ...counts(end, locale), id, item: item.name }));
  }
  if (show) printLine(say('cli:demo.after', { id: started[0] ?? '1' }));
}

async function watch(context: Context, db: Database, id: string, name: string, progress: ReturnType<typeof progressLine> | null): Promise<BroadcastStatus> {
  for (;;) {
    const status = await statusOf(context, db, id);
    if (status.state !== 'running' && status.state !== 'paused') return status;
    const through = status.planned - status.waiting - status.sending;
    progress?.show(`${bar(status.planned === 0 ? 0 : through / status.planned)} ${through}/${status.planned} · ${name}`);
    await sleep(250);
  }
}

const statusOf = (context: Context, db: Database, id: string): Promise<BroadcastStatus> =>
  broadcastStatus(db, id, { clock: context.clock, say: context.say, ratePerSecond: context.settings.telegram.rate });

async function titleOf(db: Database, id: string, titles: Map<string, string>): Promise<string> {
  const { campaignItem } = await db.prisma.broadcast.findUniqueOrThrow({ where: { id: Number(id) }, select: { campaignItem: true } });
  const title = campaignItem ?? id;
  titles.set(id, title);
  return title;
}

function counts(status: BroadcastStatus, locale: string) {
  const { planned, sent, failed, skipped, expired, unknown } = status;
  return Object.fromEntries(Object.entries({ planned, sent, failed, skipped, expired, unknown }).map(([key, value]) => [key, formatNumber(value, locale)]));
}
