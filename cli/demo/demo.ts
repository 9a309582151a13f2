import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { formatNumber } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { laidOn } from '../../content/layOn.js';
import { campaignsFolder, loadCampaign } from '../../content/loadCampaign.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { createBroadcast } from '../../scheduler/broadcast/create.js';
import type { BroadcastStatus } from '../../scheduler/broadcast/status.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { plain, withJson } from '../command.js';
import type { Context } from '../context.js';
import { bar, printJson, printLine, progressLine } from '../output.js';
import { openSecret } from '../secret.js';
import { demoFolder } from '../session.js';
import { untilStopped } from '../signals.js';
import { COMMUNES, ON_TELEGRAM, ON_ZALO } from './people.js';
import { APPROVER, type Demo, openDemo, statusOf, WRITER } from './world.js';

const CAMPAIGN = 'thang-hanh-dong-06';
/** The opening, two that speak to a group, one against stigma, and 26 June. */
const ITEMS = ['01-khai-mac', '05-lang-nghe-con', '08-lai-xe-tinh-tao', '12-khong-ky-thi', '26-ngay-26-6'];

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
        const secret = await openSecret(db, settings.secret, dataFolder);
        await syncPlaces(db);
        const demo = await openDemo(context, db, secret, dataFolder, quietLog);
        try {
          if (options['json']) printJson(asJson(demo, dataFolder));
          else sayWhereToLook(context, demo);
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

function sayWhereToLook({ say }: Context, { phones, toTry }: Demo): void {
  const people = { residents: ON_TELEGRAM + ON_ZALO, communes: COMMUNES, telegram: ON_TELEGRAM, zalo: ON_ZALO };
  printLine(say('cli:demo.look', { phones, ...people }));
  for (const key of ['resident', 'official'] as const) {
    const { name, text } = toTry[key];
    printLine(say(`cli:demo.try.${key}`, { name, text, phone: phoneOf(phones, toTry[key].userId) }));
  }
  printLine();
}

function asJson({ phones, url, toTry }: Demo, dataFolder: string) {
  const { resident, official } = toTry;
  const shown = [resident, official].map(({ userId, text }) => ({ phone: phoneOf(phones, userId), text }));
  return { phones, healthz: `${url}/healthz`, dataFolder, zalo: { resident: shown[0], official: shown[1] } };
}

/** The page with that Zalo phone open. */
const phoneOf = (phones: string, userId: string): string => `${phones}/#p=z${userId}`;

/** Sends the chosen messages one after the other, each composed by one and approved by another, and shows how far they are. */
async function sendCampaign(context: Context, db: Database, started: string[], show: boolean): Promise<void> {
  const { clock, say, locale } = context;
  const campaign = await loadCampaign(join(campaignsFolder, CAMPAIGN));
  const laid = laidOn(campaign, clock.now().getUTCFullYear() + 1).filter(({ item }) => ITEMS.includes(item.name));
  const progress = progressLine();
  for (const { item, message } of laid) {
    const by = { clock, say, locale };
    const wanted = {
      message,
      media: item.media,
      audience: item.audience,
      at: null,
      until: null,
      onUnknown: 'leave',
      ifLate: 'send',
      anyHour: true,
    } as const;
    const { id } = await createBroadcast(
      db,
      { ...wanted, campaign: { name: campaign.name, item: item.name } },
      { name: WRITER, ...by },
    );
    await approveBroadcast(db, id, { name: APPROVER, ...by });
    await startBroadcast(db, id, { name: WRITER, ...by });
    started.push(id);
    const end = await watch(context, db, id, item.name, show ? progress : null);
    progress.end();
    if (show) printLine(say('cli:demo.through', { ...counts(end, locale), id, item: item.name }));
  }
  if (show) printLine(say('cli:demo.after', { id: started[0] ?? '1' }));
}

async function watch(
  context: Context,
  db: Database,
  id: string,
  name: string,
  progress: ReturnType<typeof progressLine> | null,
): Promise<BroadcastStatus> {
  for (;;) {
    const status = await statusOf(context, db, id);
    if (status.state !== 'running' && status.state !== 'paused') return status;
    const through = status.planned - status.waiting - status.sending;
    progress?.show(
      `${bar(status.planned === 0 ? 0 : through / status.planned)} ${through}/${status.planned} · ${name}`,
    );
    await sleep(250);
  }
}

function counts({ planned, sent, failed, skipped, expired, unknown }: BroadcastStatus, locale: string) {
  return Object.fromEntries(
    Object.entries({ planned, sent, failed, skipped, expired, unknown }).map(([key, value]) => [
      key,
      formatNumber(value, locale),
    ]),
  );
}
