import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.js';
import { createLog } from '../../base/log.js';
import { projectRoot } from '../../base/root.js';
import { translator } from '../../content/i18n.js';
import { addStaff } from '../../people/addStaff.js';
import { checkSecret } from '../../people/secretMark.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { createBroadcast } from '../../scheduler/broadcast/create.js';
import { approveBroadcast, startBroadcast } from '../../scheduler/broadcast/verbs.js';
import { LEASE_MS } from '../../scheduler/delivery/lease.js';
import { startPostgres, startRedis } from '../../setup/services.mjs';
import { insertPeople, SECRET, text } from '../support/world.js';
import { check, checkServices, FIRST_CHAT, type Findings } from './checks.js';
import { type Battlefield, insist, letLeasesRunOut, type StoreServer, strike } from './faults.js';
import { ServiceProcess, startApi } from './processes.js';
import { type Backend, makeSchedule, nameOf, type Schedule } from './schedule.js';

export interface ChaosOptions {
  seed: number;
  deliveries: number;
  backend: Backend;
  ratePerSecond: number;
  /** Fewer strikes, and nobody waits for the minute for which the killed keep what they had leased. */
  short: boolean;
  /** The service's command line, after `node`. */
  program: string[];
  /** Keep the services' logs also where every promise was kept. */
  keepLogs?: boolean;
  tell: (line: string) => void;
}

/** Every answer of the API comes so much later, so that there is something under way when a process dies. */
const LATENCY_MS = 40;
const LOOK_MS = 100;
const SETTLED_MS = 4_000;
const by = { clock: systemClock(), say: translator('en'), locale: 'en' };

/**
 * One run: a broadcast to so many people, sent by real `start` processes to a simulated Telegram, while the schedule of
 * the seed strikes. Resolves with what was found when the broadcast has finished by itself, or when the time within
 * which it should have is over. Leaves nothing behind, except the logs where a promise was broken.
 */
export async function runChaos(options: ChaosOptions): Promise<Findings> {
  const { seed, deliveries, backend, tell } = options;
  const schedule = makeSchedule(seed, backend, deliveries, options.short);
  tell(
    `seed ${seed}: ${deliveries} deliveries, ${backend}, ${schedule.strikes.length} strikes, clocks off by ${schedule.skewsMs.join(' and ')} ms`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'loa-chaos-'));
  const closing: (() => Promise<unknown>)[] = [];
  let findings: Findings | null = null;
  try {
    findings = await fight(options, schedule, folder, closing);
    return findings;
  } finally {
    for (const close of closing.reverse()) await close();
    if (findings?.complaints.length === 0 && !options.keepLogs) rmSync(folder, { recursive: true, force: true });
    else tell(`the logs of the services are in ${folder}`);
  }
}

async function fight(
  options: ChaosOptions,
  schedule: Schedule,
  folder: string,
  closing: (() => Promise<unknown>)[],
): Promise<Findings> {
  const { deliveries, backend, ratePerSecond, tell } = options;
  const keep = <T extends StoreServer>(server: T): T => {
    closing.push(() => server.stop());
    return server;
  };
  const postgres = backend === 'embedded' ? null : keep(await startPostgres());
  const redis = backend === 'server' ? keep(await startRedis()) : null;
  const api = await startApi({ folder, latencyMs: LATENCY_MS });
  closing.push(() => api.stop());
  await refuse(api, schedule);

  const dataFolder = join(folder, 'data');
  const open = () =>
    openDatabase({ databaseUrl: postgres?.url, dataFolder, role: 'command', log: createLog('silent', 'chaos') });
  const broadcastId = await prepare(await open(), deliveries);
  const services = schedule.skewsMs.map(
    (skewMs, n) =>
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
          TELEGRAM_API_ROOT: api.apiRoot,
          TELEGRAM_BOT_TOKEN: api.token,
          TELEGRAM_RATE: String(ratePerSecond),
          ...(postgres ? { DATABASE_URL: postgres.url } : {}),
          ...(redis ? { REDIS_URL: redis.url } : {}),
        },
      }),
  );
  closing.push(() => Promise.all(services.map((service) => service.stop())));
  await Promise.all(services.map((service) => service.start()));
  const db = await open();
  closing.push(() => db.close());

  const field: Battlefield = {
    db,
    api,
    services,
    postgres,
    redis,
    broadcastId,
    kills: [],
    outages: [],
  };
  const startedAt = Date.now();
  await startBroadcast(db, String(broadcastId), { name: 'an', ...by });
  const later: Promise<void>[] = [];
  const stuck: string[] = [];
  for (const one of schedule.strikes) {
    if (!(await arrived(field, one.at * deliveries, boundMs(options)))) {
      stuck.push(
        `nothing arrives any more, ${schedule.strikes.length - schedule.strikes.indexOf(one)} strikes are left`,
      );
      break;
    }
    tell(
      `${seconds(startedAt)} s, ${Math.round(one.at * 100)} %: ${one.blows.map(({ blow }) => nameOf(blow)).join(' + ')}`,
    );
    for (const rest of await strike(field, one)) {
      rest.catch(() => undefined); // heard below, when all is over
      later.push(rest);
    }
  }
  const lastStrikeAt = Date.now();
  await Promise.all(later);
  const bound = boundMs(options);
  const state = await ended(field, bound, options.short);
  tell(
    `${seconds(startedAt)} s: ${state}, ${seconds(lastStrikeAt)} s after the last strike (bound ${bound / 1_000} s)`,
  );

  const [counts, log] = [await api.counts(), await api.log()];
  const ledger = await check({ db, broadcastId, deliveries, schedule, counts, log, kills: field.kills });
  const own = checkServices(services, field.outages);
  return {
    complaints: [...stuck, ...ledger.complaints, ...own.complaints],
    figures: {
      ...ledger.figures,
      ...own.figures,
      'seconds in all': seconds(startedAt),
      'seconds after the last strike': seconds(lastStrikeAt),
    },
  };
}

/** How long a run may still take after the last strike: everything over again, the lease of what was killed, and air. */
function boundMs({ deliveries, ratePerSecond }: ChaosOptions): number {
  return Math.round((deliveries / ratePerSecond) * 1_000 + LEASE_MS + 60_000);
}

/** Waits until so many have arrived; false when nothing has moved for so long that the run is stuck. */
async function arrived({ api }: Battlefield, wanted: number, patienceMs: number): Promise<boolean> {
  let [most, movedAt] = [0, Date.now()];
  for (;;) {
    const delivered = await api.delivered();
    if (delivered >= wanted) return true;
    if (delivered > most) [most, movedAt] = [delivered, Date.now()];
    if (Date.now() - movedAt > patienceMs) return false;
    await sleep(LOOK_MS);
  }
}

/** Waits until the broadcast has finished, at most so long; returns the state it is in. */
async function ended(field: Battlefield, withinMs: number, hasten: boolean): Promise<string> {
  const { db, broadcastId } = field;
  for (const giveUpAt = Date.now() + withinMs; ; ) {
    const { rows } = await insist(
      () =>
        db.pool.query<{ state: string; open: number }>(
          `select state, (select count(*)::int from delivery where broadcast_id = $1 and state = 'waiting') as open from broadcast where id = $1`,
          [broadcastId],
        ),
      withinMs,
    );
    const { state = 'gone', open = 0 } = rows[0] ?? {};
    if (state === 'finished' || Date.now() > giveUpAt) return state;
    if (hasten && open === 0) {
      // Longer than any answer takes in a short run: whoever lives has settled what it had.
      await sleep(SETTLED_MS);
      await letLeasesRunOut(field);
    }
    await sleep(LOOK_MS);
  }
}

/** The chats that will never take a message, each with its own words. */
async function refuse(api: { fault: Battlefield['api']['fault'] }, { forbidden, badRequest }: Schedule): Promise<void> {
  const chats = (list: number[]) => list.map((n) => FIRST_CHAT + n);
  await api.fault({ chats: chats(forbidden), fault: { kind: 'forbidden', why: 'blocked' } });
  await api.fault({ chats: chats(badRequest), fault: { kind: 'bad-request', why: 'chat-not-found' } });
}

/** People, staff, and an approved broadcast to all of them; closes the database. */
async function prepare(db: Database, deliveries: number): Promise<number> {
  try {
    await checkSecret(db, SECRET);
    await syncPlaces(db);
    await insertPeople(db, deliveries);
    await addStaff(db, { name: 'an', role: 'author', place: null });
    await addStaff(db, { name: 'binh', role: 'approver', place: null });
    const choices = { at: null, until: null, onUnknown: 'leave', ifLate: 'send', anyHour: true } as const;
    const wanted = { message: text('Không với ma túy'), media: new Map(), audience: 'all', ...choices };
    const { id } = await createBroadcast(db, wanted, { name: 'an', ...by });
    await approveBroadcast(db, id, { name: 'binh', ...by });
    return Number(id);
  } finally {
    await db.close();
  }
}

const seconds = (since: number): string => ((Date.now() - since) / 1_000).toFixed(1);

/** `loa start` as it is built: what `npm run setup` made. */
export const builtProgram = [join(projectRoot, 'cli', 'loa.mjs'), 'start', '--json'];

/** The same from source, for tests that nobody built anything for. */
export const sourceProgram = [
  '--import',
  import.meta.resolve('tsx'),
  join(projectRoot, 'test', 'support', 'serviceProcess.ts'),
];
