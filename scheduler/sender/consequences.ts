import { messageOf } from '../../base/errors.js';
import { markBlocked } from '../../people/markBlocked.js';
import { markGone } from '../../people/markGone.js';
import { markSilent } from '../../people/markSilent.js';
import { moveAddress } from '../../people/moveAddress.js';
import { holdBroadcast } from '../broadcast/hold.js';
import type { Outcome } from '../channel.js';
import { keepChatSilent, keepSilent, stopSender, tripSender, untripSender } from './health.js';
import type { SenderLoopDeps } from './senderDeps.js';

/** So many silent failures in a row, and the sender is taken to be down. */
const SILENT_FAILURES = 5;

/** Whom an outcome is about, besides its own row. */
interface About {
  broadcastId: number;
  addressId: number;
  externalId: string;
}

export interface Consequences {
  /** Stores what an outcome means beyond its row. Undefined when it means nothing, as it does for nearly every one. */
  draw(outcome: Outcome, about: About): Promise<void> | undefined;
  /** Holds a broadcast whose content may not go out. Never rejects. */
  refuse(broadcastId: number, holdReason: string): Promise<void>;
  /** False once the platform asked for silence, refused the sender or fell silent in this turn, or refused this broadcast's content. */
  mayCall(broadcastId?: number): boolean;
  /** Begins a turn: resolves when what is known of the sender so far is in the database, where the turn reads it. */
  startTurn(): Promise<void>;
}

/**
 * What an outcome means for others than its row: for the chat (blocked, gone, moved), for the broadcast (content that
 * is refused for everyone), for the sender (silence asked for, token refused, nobody answers). Calls that are leased
 * but not begun are stopped here, in memory and at once; everybody else learns it from the database.
 */
export function createConsequences({ db, channel, log, secret }: SenderLoopDeps): Consequences {
  let silentFailures = 0;
  let halted = false;
  const refused = new Set<number>();
  const underway = new Set<Promise<void>>();

  async function silence(): Promise<void> {
    silentFailures += 1;
    if (silentFailures < SILENT_FAILURES) return;
    halted = true;
    if (await tripSender(db, channel.sender)) {
      log.warn(
        { sender: channel.sender, failures: silentFailures },
        'the channel has gone silent; sending waits for an answer',
      );
    }
  }

  async function answered(): Promise<void> {
    if (silentFailures === 0) return;
    silentFailures = 0;
    await untripSender(db, channel.sender);
  }

  async function hold(broadcastId: number, reason: string): Promise<void> {
    refused.add(broadcastId);
    if (await holdBroadcast(db, broadcastId, reason)) {
      log.error({ broadcast: broadcastId, reason }, 'what is said may not go out: the broadcast is held');
    }
  }

  /** Remembers what is under way, so that the next turn begins with what came of it. */
  function keep(work: Promise<void>): Promise<void> {
    const stored = work
      .catch((error: unknown) => {
        if (db.isAway(error)) return;
        log.error(
          { err: messageOf(error) },
          'the consequence of an outcome could not be stored; the next outcome brings it again',
        );
      })
      .finally(() => underway.delete(stored));
    underway.add(stored);
    return stored;
  }

  async function store(
    outcome: Exclude<Outcome, { kind: 'later' | 'elsewhere-for-now' }>,
    about: About,
  ): Promise<void> {
    const chat = { channel: channel.name, externalId: about.externalId };
    if (outcome.kind === 'unknown' || outcome.kind === 'not-delivered') return silence();
    if (outcome.kind === 'throttled' && outcome.scope === 'sender') halted = true;
    if (outcome.kind === 'stopped') halted = true;
    if (outcome.kind === 'content') refused.add(about.broadcastId);
    await answered();
    switch (outcome.kind) {
      case 'sent':
        return;
      case 'throttled':
        if (outcome.scope === 'chat') return keepChatSilent(db, about.addressId, outcome.waitMs);
        log.warn({ sender: channel.sender, waitMs: outcome.waitMs }, 'the platform asked for silence');
        return keepSilent(db, channel.sender, outcome.waitMs);
      case 'stopped':
        if (await stopSender(db, channel.sender, outcome.reason)) {
          log.error(
            { sender: channel.sender, reason: outcome.reason },
            'the sender is refused: sending stops until it is accepted again',
          );
        }
        return;
      case 'content':
        return hold(about.broadcastId, `content: ${outcome.reason}`);
      case 'refused':
        if (outcome.address === 'blocked') return markBlocked(db, chat, outcome.reason);
        if (outcome.address === 'gone') return markGone(db, chat, outcome.reason);
        return;
      case 'elsewhere':
        return outcome.address === 'blocked' ? markBlocked(db, chat, outcome.reason) : markSilent(db, chat);
      case 'moved':
        return moveAddress(db, secret, channel.name, about.externalId, outcome.externalId);
    }
  }

  return {
    draw(outcome, about) {
      // No call was made: our own trouble says nothing about whether the platform is there.
      if (outcome.kind === 'later' || outcome.kind === 'elsewhere-for-now') return undefined;
      if (outcome.kind === 'sent' && silentFailures === 0) return undefined;
      return keep(store(outcome, about));
    },
    refuse: (broadcastId, holdReason) => keep(hold(broadcastId, holdReason)),
    mayCall: (broadcastId) => !halted && (broadcastId === undefined || !refused.has(broadcastId)),
    async startTurn() {
      await Promise.all(underway);
      halted = false;
      refused.clear();
    },
  };
}
