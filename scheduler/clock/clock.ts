import { type Clock, MINUTE_MS, SECOND_MS } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { noteEnded } from '../cap/noteShares.js';
import type { Channel } from '../channel.js';
import { callOnDuty } from '../danger/callOnDuty.js';
import { expireLate, expireLeases, skipCancelled } from '../delivery/expire.js';
import { finishBroadcasts } from '../delivery/finish.js';
import { nextLeasable } from '../delivery/leasable.js';
import { repair } from '../delivery/repair.js';
import { recheckOvernight } from '../exams/heldForExam.js';
import { endTalks } from '../handover/endTalks.js';
import { strandedChats } from '../inbound/drainChat.js';
import { handDecisionsOn } from '../inbound/handDecisionsOn.js';
import { handToStaff } from '../inbound/handToStaff.js';
import { tellQueue } from '../inbound/store.js';
import { nudgesDue } from '../nudges/due.js';
import type { WorkQueue } from '../queue/openQueue.js';
import { relaysDue } from '../relays/run.js';
import { reviveSender } from '../sender/revive.js';
import { claimEpoch } from '../sender/turn.js';
import { summariesDue } from '../summaries/run.js';
import { isOpen } from '../time/quietHours.js';
import { heartbeat } from './home.js';
import { oldestOverdueMs } from './overdue.js';
import { claimPass } from './pass.js';
import { startDue } from './startDue.js';

export interface ClockDeps {
  db: Database;
  queue: WorkQueue;
  channels: readonly Channel[];
  clock: Clock;
  log: Log;
  homeIdentity: string;
  /** Key of suppression: a chat of staff's becomes an address before it is written to. */
  secret: string;
}

const TICK_MS = SECOND_MS;
const HEARTBEAT_EVERY_MS = 10 * SECOND_MS;
const LEASES_EVERY_MS = 5 * SECOND_MS;
const REPAIR_EVERY_MS = 30 * SECOND_MS;
/** With the lease of an update this keeps within the minute in which whatever died is made good. */
const STRANDED_EVERY_MS = 10 * SECOND_MS;
/** Tokens live for a day and are renewed two hours early; a minute is what a lost process may delay that. */
const UPKEEP_EVERY_MS = MINUTE_MS;
const DECISIONS_EVERY_MS = 5 * SECOND_MS;
/** Eight o'clock is ten seconds long. */
const NUDGES_EVERY_MS = 10 * SECOND_MS;
/** Who starts with work waiting sends first; the embedded database does one thing at a time. */
const TIME_AFTER_MS = 250;
const STUCK_AFTER_MS = 10 * MINUTE_MS;

/**
 * The clock: a timer in every scheduler process. Each pass belongs to whichever process advances its row, and does
 * only what the database says is due, so that a lost queue, a killed process or a missed second is made good by the
 * next one. Timers go side by side: one needs only the database, one fills the queue, one waits for the platform; while
 * Redis is away the heart beats on, times are kept and what is useless expires. Resolves with a function that stops all.
 */
export function startClock(deps: ClockDeps): () => Promise<void> {
  const stops = [
    everySecond(() => fillQueue(deps), deps, 'the queue cannot be filled', 0),
    everySecond(() => keepTime(deps), deps, 'the clock cannot work', TIME_AFTER_MS),
    // A timer of its own, and at any hour: whoever is in danger waits for nobody's broadcast.
    everySecond(() => callDuty(deps), deps, 'those on duty cannot be called', 0),
    everySecond(() => planNudges(deps), deps, 'the nudges of the day cannot be planned', TIME_AFTER_MS),
    everySecond(() => planSummaries(deps), deps, 'the summaries cannot be planned', TIME_AFTER_MS),
    everySecond(() => planRelays(deps), deps, 'the relays cannot be planned', TIME_AFTER_MS),
    everySecond(
      () => reviveSenders(deps),
      deps,
      'whether a refused sender is accepted again cannot be asked',
      TIME_AFTER_MS,
    ),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function everySecond(
  work: () => Promise<void>,
  { db, log }: Pick<ClockDeps, 'db' | 'log'>,
  complaint: string,
  firstAfterMs: number,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;

  const tick = async () => {
    try {
      await work();
      if (failing) log.info('the clock goes on');
      failing = false;
    } catch (error) {
      // Said once, not every second; that the database is away says itself.
      if (!db.isAway(error) && !failing) {
        log.error({ err: messageOf(error) }, `${complaint}; it tries again every second`);
        failing = true;
      }
    }
    if (!stopped) timer = setTimeout(go, TICK_MS);
  };
  const go = () => {
    running = tick();
  };
  timer = setTimeout(go, firstAfterMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

/** One second's work that needs only the database. */
async function keepTime(deps: ClockDeps): Promise<void> {
  const { db, log } = deps;
  if (await claimPass(db, 'heartbeat', HEARTBEAT_EVERY_MS)) await beatHome(deps);
  if (await claimPass(db, 'due', TICK_MS - 100)) {
    await startDue(db, log);
    await expireLate(db);
    await skipCancelled(db);
    const finished = await finishBroadcasts(db);
    for (const id of finished) log.info({ broadcast: id }, 'finished');
    if (finished.length > 0) await noteEnded(db.pool, finished);
  }
  if (await claimPass(db, 'leases', LEASES_EVERY_MS)) {
    const settled = await expireLeases(db);
    if (settled > 0) log.warn({ deliveries: settled }, 'leases ran out; their deliveries are settled');
  }
  if (await claimPass(db, 'repair', REPAIR_EVERY_MS)) {
    await repairLedger(deps);
    if (!isOpen(deps.clock.now())) await recheckOvernight(db);
  }
}

/** One second's work that puts jobs into the queue. */
async function fillQueue(deps: ClockDeps): Promise<void> {
  const { db, queue, channels, clock } = deps;
  await wakeSenders(deps);
  if (await claimPass(db, 'fan-outs', TICK_MS - 100)) await addFanOuts(db, queue);
  if (await claimPass(db, 'stranded', STRANDED_EVERY_MS)) await addStranded(deps);
  if (isOpen(clock.now()) && (await claimPass(db, 'decisions', DECISIONS_EVERY_MS)))
    await tellQueue(queue, [...(await handDecisionsOn(db, clock.now())), ...(await handToStaff(db, clock.now()))]);
  if (await claimPass(db, 'upkeep', UPKEEP_EVERY_MS)) {
    const kept = channels.filter((channel) => channel.upkeep !== undefined);
    await queue.addAll(kept.map(({ sender }) => ({ kind: 'upkeep', sender })));
  }
}

async function callDuty({ db, queue, clock }: ClockDeps): Promise<void> {
  await tellQueue(queue, [...(await callOnDuty(db, clock.now())), ...(await endTalks(db, clock.now()))]);
}

/** A timer of its own: a plan that cannot be read holds up nobody's broadcast. */
async function planNudges({ db, clock, log }: ClockDeps): Promise<void> {
  if (await claimPass(db, 'nudges', NUDGES_EVERY_MS)) await nudgesDue(db, { clock, log });
}

/** A timer of its own as well: neither holds up the other. */
async function planSummaries({ db, clock, log, secret }: ClockDeps): Promise<void> {
  if (await claimPass(db, 'summaries', NUDGES_EVERY_MS)) await summariesDue(db, { clock, log, secret });
}

async function planRelays({ db, clock, log }: ClockDeps): Promise<void> {
  if (await claimPass(db, 'relays', NUDGES_EVERY_MS)) await relaysDue(db, { clock, log });
}

/** The sign of life, and what is said when there was none for long. */
export async function beatHome({
  db,
  homeIdentity,
  log,
}: Pick<ClockDeps, 'db' | 'homeIdentity' | 'log'>): Promise<void> {
  const home = await heartbeat(db, homeIdentity);
  if (home.moved)
    log.error('this database belongs to another place: nothing goes to many until `loa adopt --as ADMIN`');
  if (home.heldForGap > 0)
    log.error(
      { broadcasts: home.heldForGap },
      'nobody was at home for a while: broadcasts are held until `loa adopt --as ADMIN`',
    );
}

async function addFanOuts(db: Database, queue: WorkQueue): Promise<void> {
  const { rows } = await db.pool.query<{ id: number }>(
    `select id from broadcast where state = 'running' and fanned_out_at is null order by id`,
  );
  await queue.addAll(rows.map((row) => ({ kind: 'fan-out', broadcastId: row.id })));
}

/** Starts a chain of turns for each sender of this process that has work and no living chain. */
export async function wakeSenders({
  db,
  queue,
  channels,
  clock,
}: Pick<ClockDeps, 'db' | 'queue' | 'channels' | 'clock'>): Promise<void> {
  for (const channel of channels) {
    if ((await nextLeasable(db, channel.name, isOpen(clock.now()))) === null) continue;
    const epoch = await claimEpoch(db, channel.sender);
    if (epoch !== null) await queue.add({ kind: 'turn', sender: channel.sender, epoch, n: 0 });
  }
}

async function reviveSenders({ db, channels, log }: ClockDeps): Promise<void> {
  for (const channel of channels) await reviveSender(db, channel, log);
}

async function repairLedger({ db, log, clock }: ClockDeps): Promise<void> {
  const { stranded, recreated } = await repair(db);
  if (stranded > 0 || recreated > 0) log.error({ stranded, recreated }, 'the ledger was repaired');
  const overdueMs = await oldestOverdueMs(db, clock);
  if (overdueMs > STUCK_AFTER_MS)
    log.error({ overdueSeconds: Math.round(overdueMs / SECOND_MS) }, 'messages that should have gone out are stuck');
}

/** Updates that nobody works on: the queue has lost them, or their process has died. */
async function addStranded({ db, queue, log }: ClockDeps): Promise<void> {
  const chats = await strandedChats(db);
  if (chats.length > 0) log.warn({ chats: chats.length }, 'updates without a job are taken up again');
  // A worker that was killed keeps its job's name taken for a minute; whoever waits for an answer does not wait for that.
  const again = Math.floor(Date.now() / STRANDED_EVERY_MS);
  await queue.addAll(chats.map((chat) => ({ kind: 'inbound', ...chat, again })));
}
