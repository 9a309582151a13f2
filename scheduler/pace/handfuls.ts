import { performance } from 'node:perf_hooks';
import type { Pace } from './pace.js';

/** So many milliseconds of slots are reserved at once, and none is used later than that. */
const HANDFUL_MS = 10;

/**
 * A pace whose slots lie closer together than one process can call, asked less often: a handful is reserved at a time
 * and dealt out from memory. At the rates of ordinary senders a handful is less than anybody asks for, and every
 * reservation goes to the store as it is. For one process and one sender; what is not used within the handful's own
 * length is lost.
 */
export function inHandfuls(pace: Pace, now: () => number = () => performance.now()): Pace {
  let hand = { slots: 0, firstAt: 0, intervalMs: 0 };
  return {
    async reserve(sender, ratePerSecond, wanted, priority) {
      const handful = Math.floor((HANDFUL_MS * ratePerSecond) / 1000);
      if (handful <= wanted) return pace.reserve(sender, ratePerSecond, wanted, priority);
      if (hand.slots === 0 || now() - hand.firstAt > HANDFUL_MS || hand.intervalMs !== 1000 / ratePerSecond) {
        const { slots, startsInMs, intervalMs } = await pace.reserve(sender, ratePerSecond, handful, priority);
        if (slots === 0) return { slots, startsInMs, intervalMs };
        hand = { slots, firstAt: now() + startsInMs, intervalMs };
      }
      const { firstAt, intervalMs } = hand;
      const slots = Math.min(wanted, hand.slots);
      hand = { slots: hand.slots - slots, firstAt: firstAt + slots * intervalMs, intervalMs };
      return { slots, startsInMs: Math.max(0, firstAt - now()), intervalMs };
    },
  };
}
