import { performance } from 'node:perf_hooks';

/**
 * Keeps this process's calls from bunching. Slots say when a call may begin; a process that was held up (garbage
 * collection, a busy machine) would otherwise make all its late calls at once, and a platform that counts over a
 * sliding second would refuse some. So calls go through one after the other in the order they came, each at least
 * 1/(rate + 1.5 %) after the one before, measured where it really begins and not where it was meant to: a delay is
 * caught up slowly. At high rates calls go in small groups, because no timer is finer than a millisecond or two.
 */
const CATCH_UP = 1.015;
/** Calls this close together are let through together. */
const GROUP_MS = 2;

export interface Gate {
  /**
   * Resolves when a call that has the slot at `slotAt` (`performance.now()` milliseconds) may begin; undefined when it
   * may at once, which spares the hot path a turn of the event loop. Whoever asked first goes first.
   */
  pass(slotAt: number, intervalMs: number): Promise<void> | undefined;
  /**
   * Resolves when fewer than `most` calls wait here; undefined when that is so already. Who is late leases no further
   * until then, for what is leased and waits at the gate is unknown after a crash though nobody was called.
   */
  room(most: number): Promise<void> | undefined;
}

/** Time as the gate needs it; tests have their own. */
export interface GateTime {
  now(): number;
  after(ms: number, wake: () => void): void;
}

const machineTime: GateTime = {
  now: () => performance.now(),
  after: (ms, wake) => void setTimeout(wake, ms),
};

interface Waiting {
  slotAt: number;
  intervalMs: number;
  go: () => void;
}

export function createGate(time: GateTime = machineTime): Gate {
  const waiting: Waiting[] = [];
  let wanted: { most: number; go: () => void }[] = [];
  /** When the next call may begin at the earliest. */
  let next = Number.NEGATIVE_INFINITY;

  /** Lets a call through if its moment has come; the one after it keeps its distance from now, however late it is. */
  const isDue = (slotAt: number, intervalMs: number): boolean => {
    const now = time.now();
    if (Math.max(slotAt, next) - now >= GROUP_MS) return false;
    next = Math.max(slotAt, next, now - GROUP_MS) + intervalMs / CATCH_UP;
    return true;
  };
  const pump = () => {
    for (let first = waiting[0]; first; first = waiting[0]) {
      if (!isDue(first.slotAt, first.intervalMs)) {
        time.after(Math.max(first.slotAt, next) - time.now(), pump);
        return;
      }
      waiting.shift();
      first.go();
      if (wanted.length > 0) giveRoom();
    }
  };
  const giveRoom = () => {
    const ready = wanted.filter(({ most }) => waiting.length < most);
    if (ready.length === 0) return;
    wanted = wanted.filter(({ most }) => waiting.length >= most);
    for (const { go } of ready) go();
  };
  return {
    pass(slotAt, intervalMs) {
      if (waiting.length === 0 && isDue(slotAt, intervalMs)) return undefined;
      return new Promise((go) => {
        waiting.push({ slotAt, intervalMs, go });
        if (waiting.length === 1) pump();
      });
    },
    room(most) {
      if (waiting.length < most) return undefined;
      return new Promise((go) => {
        wanted.push({ most, go });
      });
    },
  };
}
