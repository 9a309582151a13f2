import { type Clock, SECOND_MS } from '../base/clock.js';

/**
 * How many replies one chat gets: a burst, then one every few seconds. What somebody wants done is done all the same;
 * only the telling is left out. Without it one person who holds a key down would take the pace of everybody, and the
 * platform's answer to too many messages in one chat would silence the whole bot. Kept in memory, per process.
 */
export interface ReplyLimit {
  /** Whether this chat may get one more reply now; takes it if so. */
  take(channel: string, chat: string): boolean;
}

/** More than anybody needs to find a place, join, stop and join again. */
const BURST = 20;
/** Twenty a minute, what Telegram allows a group; a person reads slower. */
const REFILL_MS = 3 * SECOND_MS;
/** Chats remembered before those that have their whole burst again are forgotten. */
const CHATS = 10_000;

export function createReplyLimit(clock: Clock): ReplyLimit {
  /** When the chat will have its whole burst again. */
  const fullAt = new Map<string, number>();
  return {
    take(channel, chat) {
      const now = clock.now().getTime();
      const key = `${channel} ${chat}`;
      const full = Math.max(now, fullAt.get(key) ?? 0) + REFILL_MS;
      if (full - now > BURST * REFILL_MS) return false;
      fullAt.set(key, full);
      if (fullAt.size > CHATS) for (const [other, at] of fullAt) if (at <= now) fullAt.delete(other);
      return true;
    },
  };
}
