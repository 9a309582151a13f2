import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { crashArmed, crashPoint } from '../../base/crash.js';
import { type LocalisedMessage, type Part, partsFor } from '../../content/message.js';
import { BadContent, contentReader, saidTo } from '../broadcast/content.js';
import type { Outcome, SendRequest } from '../channel.js';
import { beginWithinMs, LEASE_MS, type Lease, type LeasedDelivery } from '../delivery/lease.js';
import { mayFollow, recordPart } from '../delivery/parts.js';
import type { Recorder } from '../delivery/recorder.js';
import type { Gate } from '../pace/gate.js';
import { isOpen } from '../time/quietHours.js';
import { createComplaints } from './complaints.js';
import type { Consequences } from './consequences.js';
import type { SenderLoopDeps } from './senderDeps.js';
import { settle } from './settle.js';

export interface Deliverer {
  /**
   * Counts so many deliveries as in flight from before their lease on; `deliver` and `forgo` take them up. What has been
   * asked of the database may be leased, and would be unknown after a crash as much as what has been called.
   */
  expect(count: number): void;
  /** So many of those expected were not leased after all. */
  forgo(count: number): void;
  /** Begins expected deliveries, each in its slot. Resolves with their outcomes, which the recorder has by then. Never rejects. */
  deliver(lease: Lease, slotOf: (nth: number) => Slot, leasedAt: number): Promise<Outcome[]>;
  /** Leased or being leased, and without an outcome yet. */
  inFlight(): number;
  /** Resolves when at most `left` deliveries are in flight, or after so many milliseconds. */
  settled(left: number, withinMs?: number): Promise<void>;
  /** Messages sent since this was last asked. */
  takeSent(): number;
}

/** When a call may begin (`performance.now()` milliseconds), and its distance to the next. */
export interface Slot {
  at: number;
  intervalMs: number;
}

/** Leased, but its call was not made after all: it waits again as if nothing had been. */
const PUT_BACK: Outcome = { kind: 'later', reason: 'put-back', waitMs: 0 };
const INTERNAL_WAIT_MS = 2_000;
/** What the person was to be told has been erased meanwhile. */
const NOTHING_TO_SAY: Outcome = { kind: 'refused', reason: 'erased', address: 'keep' };

/** What the deliveries of a lease say. */
interface Said {
  resendUnknown: boolean;
  to: (seq: number) => LocalisedMessage | null;
}

/** Carries leased deliveries through their calls, part by part, and hands their outcomes on. */
export function createDeliverer(
  deps: SenderLoopDeps & { recorder: Recorder; gate: Gate; consequences: Consequences },
): Deliverer {
  const { db, channel, pace, log, recorder, gate, consequences, clock } = deps;
  const random = deps.random ?? Math.random;
  const beginWithin = beginWithinMs(deps.leaseMs ?? LEASE_MS);
  const readContent = contentReader(db);
  const complaints = createComplaints(log, channel.sender);
  let flying = 0;
  let sent = 0;
  let waiters: { left: number; resolve: () => void }[] = [];

  async function deliver(
    lease: Lease,
    delivery: LeasedDelivery,
    content: Promise<Said>,
    slot: Slot,
    leasedAt: number,
  ): Promise<Outcome> {
    const progress: Progress = { nextPart: delivery.nextPart, arrived: [] };
    let outcome: Outcome;
    let resendUnknown = false;
    try {
      const known = await content;
      resendUnknown = known.resendUnknown;
      const turn = gate.pass(slot.at, slot.intervalMs);
      if (turn) await turn;
      const message = known.to(delivery.seq);
      outcome =
        message === null
          ? NOTHING_TO_SAY
          : await sendParts(inMessages(partsFor(message, delivery.locale)), lease, delivery, progress, leasedAt);
    } catch (error) {
      // Ours, not the platform's. Whatever call had been made has its outcome in `progress`.
      if (!db.isAway(error)) complaints.add(lease.broadcastId, error);
      if (error instanceof BadContent) await consequences.refuse(lease.broadcastId, error.holdReason);
      outcome = { kind: 'later', reason: 'internal', waitMs: INTERNAL_WAIT_MS };
    }
    if (outcome.kind === 'sent') sent += 1;
    // What changes who may be called, and where, is stored before the row can be leased again.
    else await draw(outcome, lease, delivery);
    const row = settle(
      outcome,
      { seq: delivery.seq, token: lease.token, attempts: delivery.attempts, nextPart: progress.nextPart },
      { resendUnknown, random },
    );
    if (progress.arrived.length > 0) row.messageIds = [...progress.arrived, ...row.messageIds];
    recorder.push(lease.month, lease.broadcastId, row);
    if (outcome.kind === 'sent') {
      const consequence = draw(outcome, lease, delivery);
      if (consequence) await consequence;
    }
    landed(1);
    return outcome;
  }

  async function said({ month, broadcastId, deliveries }: Lease): Promise<Said> {
    const content = await readContent(broadcastId);
    const to = await saidTo(db, content, { month, broadcastId, seqs: deliveries.map(({ seq }) => seq) });
    return { resendUnknown: content.resendUnknown, to };
  }

  const inMessages = (parts: Part[]): Part[] => (channel.split ? parts.flatMap(channel.split) : parts);

  function draw(outcome: Outcome, { broadcastId }: Lease, { addressId, externalId }: LeasedDelivery) {
    return consequences.draw(outcome, { broadcastId, addressId, externalId });
  }

  async function sendParts(
    parts: Part[],
    lease: Lease,
    delivery: LeasedDelivery,
    progress: Progress,
    leasedAt: number,
  ): Promise<Outcome> {
    const held = { month: lease.month, broadcastId: lease.broadcastId, seq: delivery.seq, token: lease.token };
    for (;;) {
      const part = parts[progress.nextPart];
      if (!part) {
        // The person has changed their language to one in which the message has fewer parts: they have them all.
        if (progress.nextPart > 0) return { kind: 'sent', messageIds: [] };
        throw new BadContent(
          lease.broadcastId,
          'content: unreadable',
          `it has no part for a reader of "${delivery.locale}"`,
        );
      }
      if (!mayBegin(lease, leasedAt)) return PUT_BACK;
      const outcome = await call({ externalId: delivery.externalId, part, purpose: lease.kind });
      if (outcome.kind !== 'sent' || progress.nextPart + 1 >= parts.length) return outcome;
      progress.nextPart += 1;
      progress.arrived = outcome.messageIds;
      await recordPart(db, held, { nextPart: progress.nextPart, messageIds: progress.arrived });
      progress.arrived = [];
      await nextSlot(lease, leasedAt);
      if (!(await mayFollow(db, held, isOpen(clock.now())))) return PUT_BACK;
    }
  }

  function call(request: SendRequest): Promise<Outcome> {
    const answer = channel.send(request);
    if (crashArmed('call')) setTimeout(() => crashPoint('call'), 2);
    return answer;
  }

  /** No call begins for a sender or a broadcast that was refused a moment ago, nor with too little of the lease left. */
  function mayBegin({ broadcastId }: Lease, leasedAt: number): boolean {
    return consequences.mayCall(broadcastId) && performance.now() - leasedAt <= beginWithin;
  }

  /** The slot of a further part of the same message, unless there is no use in waiting for it. */
  async function nextSlot(lease: Lease, leasedAt: number): Promise<void> {
    while (mayBegin(lease, leasedAt)) {
      const slot = await pace.reserve(
        channel.sender,
        channel.ratePerSecond,
        1,
        lease.kind === 'nudge' ? 'nudge' : 'bulk',
      );
      if (slot.slots > 0) return gate.pass(performance.now() + slot.startsInMs, slot.intervalMs);
      await sleep(slot.startsInMs);
    }
  }

  function landed(count: number): void {
    flying -= count;
    if (waiters.length === 0) return;
    const ready = waiters.filter((waiter) => flying <= waiter.left);
    if (ready.length === 0) return;
    waiters = waiters.filter((waiter) => flying > waiter.left);
    for (const waiter of ready) waiter.resolve();
  }

  return {
    expect(count) {
      flying += count;
    },
    forgo: landed,
    deliver(lease, slotOf, leasedAt) {
      // Nobody was left to lease: there is nobody either who would hear that the message cannot be read.
      if (lease.deliveries.length === 0) return Promise.resolve([]);
      const content = said(lease);
      return Promise.all(
        lease.deliveries.map((delivery, nth) => deliver(lease, delivery, content, slotOf(nth), leasedAt)),
      );
    },
    inFlight: () => flying,
    settled(left, withinMs) {
      if (flying <= left) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter = { left, resolve };
        waiters.push(waiter);
        if (withinMs === undefined) return;
        const timer = setTimeout(
          () => {
            waiters = waiters.filter((other) => other !== waiter);
            resolve();
          },
          Math.max(0, withinMs),
        );
        waiter.resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    takeSent: () => {
      const count = sent;
      sent = 0;
      return count;
    },
  };
}

interface Progress {
  nextPart: number;
  /** Ids of messages that have arrived and are not in the ledger yet. */
  arrived: string[];
}
