import type { Part } from '../content/message.js';

/**
 * What the scheduler knows of a channel. bot/channels implements it; the scheduler imports neither grammY nor a Zalo
 * client. One question decides everything here: may the same message be tried again?
 */
export interface Channel {
  /** `telegram` or `zalo`. */
  readonly name: string;
  /** The account that sends, as in the sender table: `telegram.<bot id>`. */
  readonly sender: string;
  /** Messages per second that this sender may send. */
  readonly ratePerSecond: number;
  /** Calls in flight at most. */
  readonly maxInFlight: number;
  /** Where the platform lets us write to a person only for so long after they last did something. Absent: at any time. */
  readonly windows?: Windows;
  /** The parts that a part becomes where one message of the platform cannot hold it; each is then sent, and counted, by itself. */
  split?(part: Part): Part[];
  /** Sends one part to one chat. Never throws for what the other side does or fails to do: that is an Outcome. */
  send(request: SendRequest): Promise<Outcome>;
  /** A call that reaches nobody, to see whether the other side is there again. */
  probe(): Promise<Probe>;
  /**
   * Looks after what the channel lives on, such as tokens that end. Called about once a minute in one process of all;
   * throws only for faults of the program.
   */
  upkeep?(): Promise<void>;
  close(): Promise<void>;
}

/** For how long after a person's last sign of life they may be written to, in seconds; null is always. */
export interface Windows {
  awarenessS: number | null;
  nudgeS: number | null;
}

/** What a message is for: platforms allow a reply more than a reminder, and a reminder more than awareness. */
export type Purpose = 'awareness' | 'nudge' | 'reply';

export interface SendRequest {
  externalId: string;
  part: Part;
  /** A reply where nothing else is said. */
  purpose?: Purpose;
  signal?: AbortSignal;
}

/**
 * - `sent`: the other side has it; `messageIds` as the channel gave them.
 * - `refused`: surely not delivered and never will be; `address` says what that means for the chat.
 * - `moved`: the chat has another id now; not delivered, to be sent once to the new one.
 * - `elsewhere`: surely not delivered, and never will be by this address as it stands, which `address` says: the person has
 *   not been heard of for too long (`silent`), or does not let us (`blocked`). Another address of the person takes over.
 * - `elsewhere-for-now`: surely not delivered, nor by this address before that time: money or a quota is used up, or it is night
 *   there. Nothing is wrong with the address. Another address of the person takes over; who has none waits, at no cost.
 * - `not-delivered`: surely not delivered, may be tried again later (connection refused, name not resolved).
 * - `throttled`: surely not delivered, wait; `whole` sender or only this chat. Costs no attempt.
 * - `unknown`: written and then silence, a reset, a time-out or a 5xx: it may have arrived.
 * - `content`: refused because of what is said, which is the same for everyone: stop the broadcast.
 * - `later`: no call was made, for a reason of ours (the file is just going up, the database is away): at no cost to anybody.
 * - `stopped`: the sender itself is refused (token revoked): stop the sender; nobody's delivery fails for it.
 */
export type Outcome =
  | { kind: 'sent'; messageIds: string[] }
  | { kind: 'refused'; reason: string; address: 'blocked' | 'gone' | 'keep' }
  | { kind: 'moved'; reason: string; externalId: string }
  | { kind: 'elsewhere'; reason: string; address: 'silent' | 'blocked' }
  | { kind: 'elsewhere-for-now'; reason: string; waitMs: number }
  | { kind: 'not-delivered'; reason: string }
  | { kind: 'throttled'; waitMs: number; scope: 'sender' | 'chat' }
  | { kind: 'later'; reason: string; waitMs: number }
  | { kind: 'unknown'; reason: string }
  | { kind: 'content'; reason: string }
  | { kind: 'stopped'; reason: string };

export type Probe = { kind: 'there' } | { kind: 'away'; reason: string } | { kind: 'stopped'; reason: string };
