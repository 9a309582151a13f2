import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { expireQuestions } from '../people/questions.js';
import { refreshObligations } from '../plans/obligations/refreshObligations.js';
import type { Database } from '../prisma/database.js';
import { ensurePartitions } from '../prisma/partitions.js';
import { purgeShares } from './cap/noteShares.js';
import type { Channel } from './channel.js';
import { beatHome, startClock, wakeSenders } from './clock/clock.js';
import { fanOut } from './delivery/fanOut.js';
import { purgeInbound } from './inbound/drainChat.js';
import type { MassChannel } from './mass/channel.js';
import { startMass } from './mass/work.js';
import { purgeDigests } from './nudges/purgeDigests.js';
import type { Pace } from './pace/pace.js';
import type { Job, WorkQueue } from './queue/openQueue.js';
import { restartSender, stopSender } from './sender/health.js';
import { installedChannels, registerSender } from './sender/register.js';
import { createSenderLoop, type SenderLoop } from './sender/senderLoop.js';

export interface SchedulerDeps {
  db: Database;
  queue: WorkQueue;
  channels: readonly Channel[];
  /** Those of them that bring articles to everybody who follows. */
  mass?: readonly MassChannel[];
  pace: Pace;
  clock: Clock;
  log: Log;
  /** Key of suppression (LOA_SECRET). */
  secret: string;
  homeIdentity: string;
  /** How long a leased delivery belongs to who leased it (60 s); must be well above the longest call. Tests shorten it. */
  leaseMs?: number;
}

export interface Scheduler {
  /** Takes nothing new, lets calls in flight end, records their outcomes. */
  close(): Promise<void>;
}

/** Jobs at a time: several senders' turns, fan-outs, chores. */
const CONCURRENCY = 10;

/** Starts the scheduler's part of this process: it works through the queue, and its clock keeps the queue filled. */
export async function startScheduler(deps: SchedulerDeps): Promise<Scheduler> {
  const { db, queue, channels, clock, log } = deps;
  await ensurePartitions(db.pool);
  await beatHome(deps);
  const loops = new Map<string, SenderLoop>();
  for (const channel of channels) {
    await registerSender(db, channel.sender, channel.name, channel.windows);
    await greet(db, channel, log);
    loops.set(channel.sender, createSenderLoop({ ...deps, channel }));
  }

  const work = async (job: Job): Promise<void> => {
    switch (job.kind) {
      case 'turn': {
        const loop = loops.get(job.sender);
        if (!loop) throw new Error(`This process does not send for ${job.sender}`);
        if ((await loop.turn(job.epoch)) === 'more') await queue.add({ ...job, n: job.n + 1 });
        return;
      }
      case 'fan-out': {
        const planned = await fanOut(db, job.broadcastId, await installedChannels(db), log);
        if (planned !== null) await wakeSenders({ db, queue, channels, clock });
        return;
      }
      case 'inbound':
        throw new Error('Updates are answered in their own queue');
      case 'upkeep':
        await channels.find((channel) => channel.sender === job.sender)?.upkeep?.();
        return;
      case 'chores':
        await ensurePartitions(db.pool);
        await purgeInbound(db);
        await expireQuestions(db, clock.now());
        await purgeDigests(db);
        await purgeShares(db.pool);
        // The next days of what recurs come into sight.
        await refreshObligations(db, { clock });
        // The embedded database has no autovacuum; a server looks after itself.
        if (db.kind === 'embedded') await db.pool.query('vacuum analyze');
        return;
    }
  };
  queue.work('sending', CONCURRENCY, work);
  await queue.scheduleChores();
  const { pace, homeIdentity, secret } = deps;
  const stopClock = startClock({ db, queue, channels, clock, log, homeIdentity, secret });
  const stopMass = (deps.mass ?? []).map((channel) => startMass({ db, channel, pace, clock, log }));
  return {
    close: async () => {
      await Promise.all([stopClock(), ...stopMass.map((stop) => stop())]);
      // Turns end before their calls are waited for: one that is about to lease would begin calls nobody waits for.
      for (const loop of loops.values()) loop.stop();
      await queue.close();
      await Promise.all([...loops.values()].map((loop) => loop.close()));
    },
  };
}

/** A sender that was refused and answers now has a new token: it sends again. One that is refused says so at once. */
async function greet(db: Database, channel: Channel, log: Log): Promise<void> {
  const probe = await channel.probe();
  if (probe.kind === 'there') {
    if (await restartSender(db, channel.sender)) log.info({ sender: channel.sender }, 'the sender is accepted again');
    return;
  }
  log.error(
    { sender: channel.sender, reason: probe.reason },
    probe.kind === 'stopped' ? 'the sender is refused' : 'the channel does not answer',
  );
  if (probe.kind === 'stopped') await stopSender(db, channel.sender, probe.reason);
}
