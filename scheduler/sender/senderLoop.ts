import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../base/clock.js';
import { crashPoint } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { Channel } from '../channel.js';
import { leasableKinds } from '../delivery/leasable.js';
import { type BroadcastKind, lease } from '../delivery/lease.js';
import { createRecorder } from '../delivery/recorder.js';
import { createGate } from '../pace/gate.js';
import type { Pace, Reservation } from '../pace/pace.js';
import { isOpen } from '../time/quietHours.js';
import { createDeliverer } from './deliver.js';
import { tripSender, untripSender } from './health.js';
import { beat, noteRate, rest } from './turn.js';

/** A turn works for at most so long and hands on. */
const TURN_MS = 1_000;
/** So often a turn looks whether something more important has come. */
const LOOK_MS = 250;
/** Slots that begin within so long of each other are leased together. */
const LEASE_SPAN_MS = 20;
/** Deliveries in one lease at most. */
const BATCH = 64;

export interface SenderLoop {
  /** One turn. `more`: the chain goes on; `rest`: nothing to do now; `ended`: another chain has taken over. */
  turn(epoch: number): Promise<'more' | 'rest' | 'ended'>;
  /** Takes nothing new and resolves when every call in flight has its outcome recorded. */
  close(): Promise<void>;
}

export interface SenderLoopDeps {
  db: Database;
  channel: Channel;
  pace: Pace;
  clock: Clock;
  log: Log;
  secret: string;
  random?: () => number;
}

/**
 * What one process does for one sender. In a turn it goes round: take n slots of the pace, lease exactly n deliveries
 * (committed before the call), call at once, record in batches. Leasing the next ones goes on while calls are in
 * flight, up to the channel's limit; a turn ends without waiting for them, so that the next one overlaps.
 */
export function createSenderLoop(deps: SenderLoopDeps): SenderLoop {
  const { db, channel, pace, clock, log } = deps;
  const recorder = createRecorder(db, log);
  const gate = createGate();
  const deliverer = createDeliverer({ ...deps, recorder, gate });
  let closing = false;
  let measuredFrom = performance.now();

  async function send(kind: BroadcastKind, until: number): Promise<void> {
    const least = Math.min(BATCH / 2, Math.ceil(channel.maxInFlight / 4));
    while (performance.now() < until && !closing && deliverer.mayCall()) {
      const free = channel.maxInFlight - deliverer.inFlight();
      if (free < least) {
        await deliverer.settled(channel.maxInFlight - least);
        continue;
      }
      const slots = await pace.reserve(channel.sender, channel.ratePerSecond, Math.min(free, BATCH), kind === 'nudge' ? 'nudge' : 'bulk');
      if (slots.slots === 0) {
        await sleep(Math.min(slots.startsInMs, Math.max(1, until - performance.now())));
        continue;
      }
      crashPoint('slot');
      if (!(await useSlots(kind, slots))) return;
    }
  }

  /**
   * Leases for the slots of one reservation, a few at a time and only when their time has come: what is leased is
   * called at once, so that a crash leaves no more unknown than was really under way. False when nothing is left to lease.
   */
  async function useSlots(kind: BroadcastKind, slots: Reservation): Promise<boolean> {
    const firstAt = performance.now() + slots.startsInMs;
    const together = Math.max(1, Math.floor(LEASE_SPAN_MS / slots.intervalMs));
    for (let used = 0; used < slots.slots; used += together) {
      const wait = firstAt + used * slots.intervalMs - performance.now();
      if (wait > 1) await sleep(wait);
      if (closing || !deliverer.mayCall()) return true;
      const leasedAt = performance.now();
      const leased = await lease(db, {
        channel: channel.name,
        sender: channel.sender,
        kind,
        windowOpen: isOpen(clock.now()),
        count: Math.min(together, slots.slots - used),
      });
      if (!leased) return false;
      crashPoint('lease');
      leased.deliveries.forEach((delivery, i) => {
        const at = gate.place(firstAt + (used + i) * slots.intervalMs, slots.intervalMs);
        void deliverer.deliver(leased, delivery, at, leasedAt);
      });
    }
    return true;
  }

  /**
   * A sender that had gone silent: a call that reaches nobody, then one message, and only then full pace. False when
   * there is no message to try it with.
   */
  async function probe(): Promise<boolean> {
    const probed = await channel.probe();
    if (probed.kind !== 'there') {
      await tripSender(db, channel.sender);
      log.warn({ sender: channel.sender, reason: probed.reason }, 'the channel does not answer yet');
      return false;
    }
    const windowOpen = isOpen(clock.now());
    deliverer.startTurn();
    for (const kind of ['nudge', 'awareness'] as const) {
      const slot = await pace.reserve(channel.sender, channel.ratePerSecond, 1, 'reply');
      const leasedAt = performance.now();
      const request = { channel: channel.name, sender: channel.sender, kind, windowOpen, count: 1, probing: true };
      const leased = await lease(db, request);
      const delivery = leased?.deliveries[0];
      if (!leased || !delivery) continue;
      const outcome = await deliverer.deliver(leased, delivery, leasedAt + slot.startsInMs, leasedAt);
      await recorder.drain();
      if (outcome.kind === 'unknown' || outcome.kind === 'not-delivered') return false;
      await untripSender(db, channel.sender);
      log.info({ sender: channel.sender }, 'the channel answers again');
      return true;
    }
    return false;
  }

  async function noteRateNow(): Promise<void> {
    const seconds = (performance.now() - measuredFrom) / 1000;
    if (seconds < 3) return;
    const sent = deliverer.takeSent();
    measuredFrom = performance.now();
    if (sent > 0) await noteRate(db, channel.sender, sent / seconds);
  }

  return {
    async turn(epoch) {
      const until = performance.now() + TURN_MS;
      const state = await beat(db, channel.sender, epoch);
      if (!state) return 'ended';
      if (!state.stopped && !state.silent && state.tripped && state.probeDue) {
        if ((await probe()) && !closing) return 'more';
        await rest(db, channel.sender, epoch);
        return 'rest';
      }
      deliverer.startTurn();
      while (!closing && !state.stopped && !state.silent && !state.tripped && deliverer.mayCall()) {
        const kinds = await leasableKinds(db, channel.name, isOpen(clock.now()));
        const kind = kinds.has('nudge') ? 'nudge' : kinds.has('awareness') ? 'awareness' : null;
        if (!kind) break;
        await send(kind, Math.min(until, performance.now() + LOOK_MS));
        if (performance.now() >= until) {
          await noteRateNow();
          return 'more';
        }
      }
      await noteRateNow();
      await rest(db, channel.sender, epoch);
      return 'rest';
    },
    async close() {
      closing = true;
      await deliverer.settled(0);
      await recorder.drain();
    },
  };
}
