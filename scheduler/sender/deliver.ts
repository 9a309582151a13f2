import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { crashArmed, crashPoint } from '../../base/crash.js';
import { messageOf } from '../../base/errors.js';
import { partsFor } from '../../content/message.js';
import { markBlocked } from '../../people/markBlocked.js';
import { markGone } from '../../people/markGone.js';
import { moveAddress } from '../../people/moveAddress.js';
import { contentReader } from '../broadcast/content.js';
import { holdBroadcast } from '../broadcast/hold.js';
import type { Outcome } from '../channel.js';
import { LEASE_LEFT_TO_BEGIN_MS, LEASE_SECONDS, type Lease, type LeasedDelivery } from '../delivery/lease.js';
import { recordPart } from '../delivery/record.js';
import type { Recorder } from '../delivery/recorder.js';
import type { Gate } from '../pace/gate.js';
import { keepChatSilent, keepSilent, stopSender, tripSender, untripSender } from './health.js';
import type { SenderLoopDeps } from './senderLoop.js';
import { settle } from './settle.js';

/** So many silent failures in a row, and the sender is taken to be down. */
const SILENT_FAILURES = 5;

export interface Deliverer {
  /** Begins one leased delivery at `at`; resolves with its outcome, which the recorder has by then. Never rejects. */
  deliver(lease: Lease, delivery: LeasedDelivery, at: number, leasedAt: number): Promise<Outcome>;
  inFlight(): number;
  /** Resolves when at most `left` deliveries are in flight. */
  settled(left: number): Promise<void>;
  /** False once the platform asked for silence, refused the sender or went silent in this turn. */
  mayCall(): boolean;
  startTurn(): void;
  /** Messages sent since this was last asked. */
  takeSent(): number;
}

/** Carries leased deliveries through their calls, and draws the consequences for chat, sender and broadcast. */
export function createDeliverer(deps: SenderLoopDeps & { recorder: Recorder; gate: Gate }): Deliverer {
  const { db, channel, pace, log, recorder, gate } = deps;
  const random = deps.random ?? Math.random;
  const readContent = contentReader(db);
  let flying = 0;
  let sent = 0;
  let silentFailures = 0;
  /** Why no further call begins in this turn; calls already leased go back without having been made. */
  let halted: Outcome | null = null;
  let waiters: { left: number; resolve: () => void }[] = [];

  async function deliver(lease: Lease, delivery: LeasedDelivery, at: number, leasedAt: number): Promise<Outcome> {
    flying += 1;
    let nextPart = delivery.nextPart;
    let outcome: Outcome;
    let resendUnknown = false;
    try {
      const waiting = gate.wait(at);
      if (waiting) await waiting;
      const content = await readContent(lease.broadcastId);
      resendUnknown = content.resendUnknown;
      const parts = partsFor(content.message, delivery.locale);
      for (;;) {
        const part = parts[nextPart];
        if (!part) throw new Error(`Broadcast ${lease.broadcastId} has no part ${nextPart} in ${delivery.locale}`);
        outcome = await call({ externalId: delivery.externalId, part }, leasedAt);
        if (outcome.kind !== 'sent' || nextPart + 1 >= parts.length) break;
        nextPart += 1;
        await recordPart(db, lease.month, lease.broadcastId, { seq: delivery.seq, token: lease.token, nextPart, messageIds: outcome.messageIds });
        await nextSlot();
      }
    } catch (error) {
      // Ours, not the platform's: the database was gone, or the content is unreadable. No call was under way.
      log.error({ broadcast: lease.broadcastId, err: messageOf(error) }, 'a delivery could not be made');
      outcome = { kind: 'not-delivered', reason: 'internal' };
    }
    if (outcome.kind === 'sent') sent += 1;
    recorder.push(
      lease.month,
      lease.broadcastId,
      settle(outcome, { seq: delivery.seq, token: lease.token, attempts: delivery.attempts, nextPart }, { resendUnknown, random }),
    );
    try {
      await consequences(outcome, lease, delivery);
    } catch (error) {
      log.error({ err: messageOf(error) }, 'the consequence of an outcome could not be stored; the next outcome brings it again');
    }
    flying -= 1;
    const ready = waiters.filter((waiter) => flying <= waiter.left);
    if (ready.length > 0) {
      waiters = waiters.filter((waiter) => flying > waiter.left);
      for (const waiter of ready) waiter.resolve();
    }
    return outcome;
  }

  async function call(request: Parameters<typeof channel.send>[0], leasedAt: number): Promise<Outcome> {
    if (halted) return halted;
    if (performance.now() - leasedAt > LEASE_SECONDS * 1000 - LEASE_LEFT_TO_BEGIN_MS) {
      return { kind: 'throttled', waitMs: 0, scope: 'chat' }; // leased too long ago to begin a call: back, at no cost
    }
    const answer = channel.send(request);
    if (crashArmed('call')) setTimeout(() => crashPoint('call'), 2);
    return answer;
  }

  /** The slot of a further part of the same message. */
  async function nextSlot(): Promise<void> {
    for (;;) {
      const slot = await pace.reserve(channel.sender, channel.ratePerSecond, 1, 'bulk');
      if (slot.slots > 0) {
        await gate.wait(gate.place(performance.now() + slot.startsInMs, slot.intervalMs));
        return;
      }
      await sleep(slot.startsInMs);
    }
  }

  async function consequences(outcome: Outcome, lease: Lease, delivery: LeasedDelivery): Promise<void> {
    const chat = { channel: channel.name, externalId: delivery.externalId };
    if (outcome.kind === 'unknown' || (outcome.kind === 'not-delivered' && outcome.reason !== 'internal')) {
      silentFailures += 1;
      if (silentFailures >= SILENT_FAILURES) {
        halted ??= { kind: 'throttled', waitMs: 0, scope: 'sender' };
        await tripSender(db, channel.sender);
        log.warn({ sender: channel.sender, failures: silentFailures }, 'the channel has gone silent; sending waits for an answer');
      }
      return;
    }
    if (outcome === halted || (outcome.kind === 'throttled' && outcome.waitMs === 0)) return;
    if (outcome.kind !== 'not-delivered') {
      if (silentFailures > 0) {
        silentFailures = 0;
        await untripSender(db, channel.sender);
      }
    }
    switch (outcome.kind) {
      case 'throttled':
        if (outcome.scope === 'chat') return keepChatSilent(db, delivery.addressId, outcome.waitMs);
        halted ??= outcome;
        log.warn({ sender: channel.sender, waitMs: outcome.waitMs }, 'the platform asked for silence');
        return keepSilent(db, channel.sender, outcome.waitMs);
      case 'stopped':
        halted ??= outcome;
        if (await stopSender(db, channel.sender, outcome.reason)) {
          log.error({ sender: channel.sender, reason: outcome.reason }, 'the sender is refused: sending stops until its token is mended');
        }
        return;
      case 'content':
        if (await holdBroadcast(db, lease.broadcastId, `content: ${outcome.reason}`)) {
          log.error({ broadcast: lease.broadcastId, reason: outcome.reason }, 'the platform refuses what is said: the broadcast is held');
        }
        return;
      case 'refused':
        if (outcome.address === 'blocked') return markBlocked(db, chat, outcome.reason);
        if (outcome.address === 'gone') return markGone(db, chat, outcome.reason);
        return;
      case 'moved':
        return moveAddress(db, deps.secret, channel.name, delivery.externalId, outcome.externalId);
      default:
        return;
    }
  }

  return {
    deliver,
    inFlight: () => flying,
    settled: (left) => (flying <= left ? Promise.resolve() : new Promise((resolve) => waiters.push({ left, resolve }))),
    mayCall: () => halted === null,
    startTurn: () => {
      halted = null;
    },
    takeSent: () => {
      const count = sent;
      sent = 0;
      return count;
    },
  };
}
