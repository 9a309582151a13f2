import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_MS } from '../../scheduler/delivery/lease.js';
import type { ApiProcess } from './apiProcess.js';
import { check, checkServices, type Findings } from './checks.js';
import { type Battlefield, insist, letLeasesRunOut, strike } from './faults.js';
import { openField, prepareBroadcast } from './field.js';
import { letWaitsRunOut } from './people.js';
import { type Backend, type ChannelName, makeSchedule, nameOf, type Schedule } from './schedule.js';

export interface ChaosOptions {
  seed: number;
  deliveries: number;
  backend: Backend;
  /** Telegram unless it is said. */
  channel?: ChannelName;
  ratePerSecond: number;
  /** Fewer strikes, and nobody waits for the minute for which the killed keep what they had leased. */
  short: boolean;
  /** The service's command line, after `node`. */
  program: string[];
  /** Keep the services' logs also where every promise was kept. */
  keepLogs?: boolean;
  tell: (line: string) => void;
  /** Ends the run: everything is stopped and tidied away, and it rejects. */
  signal?: AbortSignal;
}

const LOOK_MS = 100;
const SETTLED_MS = 4_000;
/** So long nothing arrives before a short run stops waiting for what the platform asked for. */
const STILL_MS = 1_000;

/**
 * One run: a broadcast to so many people, sent by real `start` processes to a simulated Telegram, while the schedule of
 * the seed strikes. Resolves with what was found when the broadcast has finished by itself, or when the time within
 * which it should have is over. Leaves nothing behind, except the logs where a promise was broken.
 */
export async function runChaos(options: ChaosOptions): Promise<Findings> {
  const { seed, deliveries, backend, channel = 'telegram', tell } = options;
  const schedule = makeSchedule(seed, { backend, deliveries, short: options.short, channel });
  tell(
    `seed ${seed}: ${deliveries} deliveries over ${channel}, ${backend}, ${schedule.strikes.length} strikes, clocks off by ${schedule.skewsMs.join(' and ')} ms`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'loa-chaos-'));
  let findings: Findings | null = null;
  try {
    findings = await fight(options, schedule, folder);
    return findings;
  } finally {
    const wanted = findings === null ? !options.signal?.aborted : findings.complaints.length > 0;
    if (!wanted && !options.keepLogs) rmSync(folder, { recursive: true, force: true });
    else tell(`the logs of the services are in ${folder}`);
  }
}

async function fight(options: ChaosOptions, schedule: Schedule, folder: string): Promise<Findings> {
  const { backend, ratePerSecond, program } = options;
  const { channel, skewsMs, outside } = schedule;
  const field = await openField({ backend, channel, ratePerSecond, program, folder, skewsMs });
  try {
    options.signal?.throwIfAborted();
    const sending = await prepareBroadcast(field.db, options.deliveries, { channel, outside });
    await refuse(field.api, schedule, sending.chats);
    const striking = strikeAll(options, { ...field, ...sending, schedule, kills: [], outages: [] });
    return await Promise.race([striking, ...(options.signal ? [aborted(options.signal)] : [])]);
  } finally {
    await field.close();
  }
}

/** Rejects when the signal comes. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

async function strikeAll(options: ChaosOptions, field: Battlefield): Promise<Findings> {
  const { deliveries, tell } = options;
  const { db, api, services, broadcastId, schedule } = field;
  const startedAt = Date.now();
  await field.start();
  const later: Promise<void>[] = [];
  const stuck: string[] = [];
  for (const one of schedule.strikes) {
    if (!(await arrived(field, one.at * deliveries, options))) {
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
  const ledger = await check({
    db,
    broadcastId,
    chats: field.chats,
    schedule,
    counts,
    log,
    kills: field.kills,
    hastened: options.short,
  });
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
async function arrived(field: Battlefield, wanted: number, options: ChaosOptions): Promise<boolean> {
  const { api } = field;
  const patienceMs = boundMs(options);
  let [most, movedAt] = [0, Date.now()];
  for (;;) {
    const delivered = await api.delivered();
    if (delivered >= wanted) return true;
    if (delivered > most) [most, movedAt] = [delivered, Date.now()];
    if (Date.now() - movedAt > patienceMs) return false;
    if (options.short && Date.now() - movedAt > STILL_MS) await letWaitsEnd(field, patienceMs);
    await sleep(LOOK_MS);
  }
}

/** Waits until the broadcast has finished, at most so long; returns the state it is in. */
async function ended(field: Battlefield, withinMs: number, hasten: boolean): Promise<string> {
  const { db, broadcastId } = field;
  for (const giveUpAt = Date.now() + withinMs; ; ) {
    const { rows } = await insist(
      () =>
        db.pool.query<{ state: string; open: number; soon: number }>(
          `select state, d.* from broadcast,
                  (select count(*)::int as open, (count(*) filter (where coalesce(retry_at, now()) < now() + interval '5 minutes'))::int as soon
                     from delivery where broadcast_id = $1 and state = 'waiting') d where id = $1`,
          [broadcastId],
        ),
      withinMs,
    );
    const { state = 'gone', open = 0, soon = 0 } = rows[0] ?? {};
    if (state === 'finished' || Date.now() > giveUpAt) return state;
    if (hasten && open === 0) {
      // Longer than any answer takes in a short run: whoever lives has settled what it had.
      await sleep(SETTLED_MS);
      await letLeasesRunOut(field);
    } else if (open > 0 && (hasten || soon === 0)) await letWaitsEnd(field, withinMs);
    await sleep(LOOK_MS);
  }
}

/** Zalo asks for a minute of silence, and at night for silence until the morning: nobody waits for the morning here. */
async function letWaitsEnd({ db, broadcastId, schedule }: Battlefield, withinMs: number): Promise<void> {
  if (schedule.channel !== 'zalo') return;
  await sleep(STILL_MS);
  await insist(() => letWaitsRunOut(db, broadcastId), withinMs);
}

/** The chats that will never take a message, each with its own words. */
async function refuse(
  api: ApiProcess,
  { channel, forbidden, badRequest }: Schedule,
  chats: readonly string[],
): Promise<void> {
  const of = (list: number[]) => list.flatMap((n) => chats[n] ?? []);
  if (channel === 'zalo') {
    await api.fault({ users: of(forbidden), fault: { kind: 'error', code: -213 } });
    await api.fault({ users: of(badRequest), fault: { kind: 'error', code: -201 } });
    return;
  }
  await api.fault({ chats: of(forbidden).map(Number), fault: { kind: 'forbidden', why: 'blocked' } });
  await api.fault({ chats: of(badRequest).map(Number), fault: { kind: 'bad-request', why: 'chat-not-found' } });
}

const seconds = (since: number): string => ((Date.now() - since) / 1_000).toFixed(1);
