import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint } from '../../base/crash.js';
import type { Outcome } from '../channel.js';
import { createLostLeases } from '../delivery/giveBack.js';
import { type Leasable, nextLeasable } from '../delivery/leasable.js';
import { LEASE_MOST, type Lease, lease } from '../delivery/lease.js';
import { createRecorder } from '../delivery/recorder.js';
import { createGate } from '../pace/gate.js';
import { inHandfuls } from '../pace/handfuls.js';
import { AHEAD_MS, type Reservation } from '../pace/pace.js';
import { isOpen } from '../time/quietHours.js';
import { createConsequences } from './consequences.js';
import { createDeliverer } from './deliver.js';
import { stopSender, tripSender, untripSender } from './health.js';
import type { SenderLoopDeps } from './senderDeps.js';
import { beat, noteRate, rest } from './turn.js';

/** A turn works for at most so long and hands on. */
const TURN_MS = 1_000;
/** So often a turn looks whether something more important has come. */
const LOOK_MS = 250;
/** Slots that begin within so long of each other are leased together. */
const LEASE_SPAN_MS = 20;
/** Leases under way at once for a sender whose pace is no bound. */
const LEASES_AT_ONCE = 2;

export interface SenderLoop {
  /** One turn. `more`: the chain goes on; `rest`: nothing to do now; `ended`: another chain has taken over. */
  turn(epoch: number): Promise<'more' | 'rest' | 'ended'>;
  /** Takes nothing new from now on; a turn that is under way ends. */
  stop(): void;
  /** Stops, and resolves when every call in flight has its outcome recorded. Turns must be over by then. */
  close(): Promise<void>;
}

/** What ends a round of leasing: nothing is left to lease, or a lease failed. */
interface Round {
  through: boolean;
  failures: unknown[];
}

const isOver = (round: Round): boolean => round.through || round.failures.length > 0;

/** How many of these slots are leased together: those that begin within one span. */
const together = (slots: Reservation): number => Math.max(1, Math.floor(LEASE_SPAN_MS / slots.intervalMs));

/**
 * What one process does for one sender. In a turn it goes round: take n slots of the pace, lease exactly n deliveries
 * (committed before the call), call at once, record in batches. Leasing the next ones goes on while calls are in
 * flight, up to the channel's limit; a turn ends without waiting for them, so that the next one overlaps.
 */
export function createSenderLoop(deps: SenderLoopDeps): SenderLoop {
  const { db, channel, clock, log } = deps;
  const pace = inHandfuls(deps.pace);
  const recorder = createRecorder(db, log);
  const lostLeases = createLostLeases(db, log);
  const gate = createGate();
  const consequences = createConsequences(deps);
  const deliverer = createDeliverer({ ...deps, recorder, gate, consequences });
  // Also of nudges, which may reach further ahead than that: what is left of a handful is lost, and replies come behind it.
  const mostAtOnce = Math.floor((AHEAD_MS.bulk * channel.ratePerSecond) / 1_000) + 1;
  const terms = deps.leaseMs === undefined ? {} : { leaseMs: deps.leaseMs };
  let closing = false;
  let leases = 0;
  let measuredFrom = performance.now();

  async function send(from: Leasable, until: number): Promise<void> {
    const least = Math.min(LEASE_MOST, Math.ceil(channel.maxInFlight / 2));
    const asked = new Set<Promise<void>>();
    const round: Round = { through: false, failures: [] };
    while (performance.now() < until && !closing && consequences.mayCall() && !isOver(round)) {
      const free = channel.maxInFlight - deliverer.inFlight();
      if (free < least) {
        // With all calls hanging the turn ends in time all the same: the next one gives the sign of life.
        await deliverer.settled(channel.maxInFlight - least, until - performance.now());
        continue;
      }
      const slots = await pace.reserve(
        channel.sender,
        channel.ratePerSecond,
        Math.min(free, LEASE_MOST, mostAtOnce),
        from.kind === 'nudge' ? 'nudge' : 'bulk',
      );
      if (slots.slots === 0) {
        await sleep(Math.min(slots.startsInMs, Math.max(1, until - performance.now())));
        continue;
      }
      crashPoint('slot');
      deliverer.expect(slots.slots);
      const use = useSlots(from, slots, round).finally(() => asked.delete(use));
      asked.add(use);
      // Where the pace sets the speed, a lease has its moment. Where nothing does, the next is asked for while one is
      // being made, or the channel would stand idle for the length of every commit.
      if (together(slots) < slots.slots || asked.size >= LEASES_AT_ONCE) await Promise.race(asked);
    }
    await Promise.all(asked);
    if (round.failures.length > 0) throw round.failures[0];
  }

  /**
   * Leases for the slots of one reservation, a few at a time and only when their time has come: what is leased is
   * called at once, so that a crash leaves no more unknown than was really under way. What ends the round is noted in it
   * before the unused slots are given back, which wakes whoever would ask for more. Never rejects.
   */
  async function useSlots(from: Leasable, slots: Reservation, round: Round): Promise<void> {
    const startsAt = performance.now() + slots.startsInMs;
    const most = together(slots);
    let expected = slots.slots;
    try {
      for (let used = 0; used < slots.slots; used += most) {
        const firstAt = startsAt + used * slots.intervalMs;
        const wait = firstAt - performance.now();
        if (wait > 1) await sleep(wait);
        // After a stall the calls that were held up go first, at their pace; nothing more is leased behind them. At high
        // rates the next lease is asked for while a group goes through, so that the pace is kept.
        const room = gate.room(Math.max(1, most - 1));
        if (room) await room;
        if (closing || !consequences.mayCall() || isOver(round)) return;
        const leasedAt = performance.now();
        const leased = await leaseSome(from, Math.min(most, slots.slots - used));
        if (!leased) {
          round.through = true;
          return;
        }
        crashPoint('lease');
        expected -= leased.deliveries.length;
        void deliverer.deliver(
          leased,
          (nth) => ({ at: firstAt + nth * slots.intervalMs, intervalMs: slots.intervalMs }),
          leasedAt,
        );
      }
    } catch (error) {
      round.failures.push(error);
    } finally {
      deliverer.forgo(expected);
    }
  }

  /** Leases; what was leased by a statement whose answer is lost goes back as soon as the database answers again. */
  async function leaseSome(from: Leasable, count: number, probing = false): Promise<Lease | null> {
    const token = randomUUID();
    const windowOpen = isOpen(clock.now());
    const whose = { channel: channel.name, sender: channel.sender, windowed: channel.windows !== undefined };
    try {
      leases += 1;
      return await lease(db, { ...whose, ...from, windowOpen, count, probing, token, part: leases % 2, ...terms });
    } catch (error) {
      lostLeases.add({ month: from.month, token });
      throw error;
    }
  }

  /**
   * A sender that had gone silent: a call that reaches nobody, then one message, and only then full pace. False when
   * it is still silent, or when there is no message to try it with.
   */
  async function probe(until: number): Promise<boolean> {
    const probed = await channel.probe();
    if (probed.kind !== 'there') {
      await tripSender(db, channel.sender);
      if (probed.kind === 'stopped') await stopSender(db, channel.sender, probed.reason);
      log.warn({ sender: channel.sender, reason: probed.reason }, 'the channel does not answer yet');
      return false;
    }
    const outcome = await deliverOne(until);
    if (outcome === null || outcome.kind === 'later' || outcome.kind === 'elsewhere-for-now') return false;
    if (outcome.kind === 'unknown' || outcome.kind === 'not-delivered') {
      await tripSender(db, channel.sender);
      return false;
    }
    await untripSender(db, channel.sender);
    log.info({ sender: channel.sender }, 'the channel answers again');
    return true;
  }

  /** One message, the most important there is, past those whom the lease skips. Null when there is none. */
  async function deliverOne(until: number): Promise<Outcome | null> {
    while (!closing && performance.now() < until) {
      const leasedAt = performance.now();
      const from = await nextLeasable(db, channel.name, isOpen(clock.now()));
      if (!from) break;
      const leased = await leaseSome(from, 1, true);
      if (!leased) break;
      if (leased.deliveries.length === 0) continue;
      const slot = await pace.reserve(channel.sender, channel.ratePerSecond, 1, 'reply');
      const at = performance.now() + slot.startsInMs;
      deliverer.expect(leased.deliveries.length);
      const [outcome] = await deliverer.deliver(leased, () => ({ at, intervalMs: slot.intervalMs }), leasedAt);
      await recorder.drain();
      return outcome ?? null;
    }
    return null;
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
      await consequences.startTurn();
      const state = await beat(db, channel.sender, epoch);
      if (!state) return 'ended';
      if (!state.stopped && !state.silent && state.tripped && state.probeDue) {
        if ((await probe(until)) && !closing) return 'more';
        await rest(db, channel.sender, epoch);
        return 'rest';
      }
      while (!closing && !state.stopped && !state.silent && !state.tripped && consequences.mayCall()) {
        const from = await nextLeasable(db, channel.name, isOpen(clock.now()));
        if (!from) break;
        await send(from, Math.min(until, performance.now() + LOOK_MS));
        if (performance.now() >= until) {
          await noteRateNow();
          return 'more';
        }
      }
      await noteRateNow();
      await rest(db, channel.sender, epoch);
      return 'rest';
    },
    stop() {
      closing = true;
    },
    async close() {
      closing = true;
      await deliverer.settled(0);
      await recorder.drain();
      await lostLeases.close();
    },
  };
}
