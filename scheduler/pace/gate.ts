import { performance } from 'node:perf_hooks';

/**
 * Keeps this process's calls from bunching. Slots say when a call may begin; a process that was held up (garbage
 * collection, a busy machine) would otherwise make all its late calls at once, and a platform that counts over a
 * sliding second would refuse some. A late call moves back instead: calls follow each other at least 1/(rate + 1.5 %)
 * apart, so that the delay is caught up slowly. At high rates calls go in small groups, because no timer is finer than
 * a millisecond or two.
 */
const CATCH_UP = 1.015;
/** Calls this close together are let through together. */
const GROUP_MS = 2;

export interface Gate {
  /** When a call that has the slot at `slotAt` may begin (both in `performance.now()` milliseconds); takes the place. */
  place(slotAt: number, intervalMs: number): number;
  /** Resolves when `at` has come; at once when it is less than a timer's grain away. */
  wait(at: number): Promise<void> | undefined;
}

export function createGate(now: () => number = () => performance.now()): Gate {
  let next = 0;
  return {
    place(slotAt, intervalMs) {
      const at = Math.max(slotAt, next, now() - GROUP_MS);
      next = at + intervalMs / CATCH_UP;
      return at;
    },
    wait(at) {
      const ms = at - now();
      return ms < GROUP_MS ? undefined : new Promise((resolve) => setTimeout(resolve, ms));
    },
  };
}
