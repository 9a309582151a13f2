/**
 * The pace of a sender: one row of slots in time, 1/rate apart, shared by everything that this bot or account sends
 * from any process. Whoever wants to call reserves slots and calls when they come.
 *
 * Priority is how far ahead one may reserve. Awareness takes only slots that begin within 100 ms, nudges within
 * 500 ms, replies whatever comes next: so a reply is behind at most 100 ms of awareness, and while replies and nudges
 * fill the near slots, awareness gets none.
 */
export const AHEAD_MS = { bulk: 100, nudge: 500, reply: Number.POSITIVE_INFINITY } as const;
export type Priority = keyof typeof AHEAD_MS;

export interface Reservation {
  /** Slots granted, from 0 to what was asked for. */
  slots: number;
  /** When the first one begins, in milliseconds from now; with no slot, when to ask again. */
  startsInMs: number;
  /** Distance between slots, in milliseconds. */
  intervalMs: number;
}

export interface Pace {
  /** Reserves up to `wanted` slots for a sender. A slot that is not used is lost. */
  reserve(sender: string, ratePerSecond: number, wanted: number, priority: Priority): Promise<Reservation>;
}

/**
 * The arithmetic both stores share: `freeInMs` is how far from now the next free slot begins (never negative).
 * Grants as many slots as begin before the priority's horizon.
 */
export function grant(freeInMs: number, ratePerSecond: number, wanted: number, priority: Priority): Reservation {
  const intervalMs = 1000 / ratePerSecond;
  const ahead = AHEAD_MS[priority];
  if (freeInMs > ahead) return { slots: 0, startsInMs: freeInMs - ahead, intervalMs };
  const room = ahead === Number.POSITIVE_INFINITY ? wanted : Math.floor((ahead - freeInMs) / intervalMs) + 1;
  return { slots: Math.min(wanted, room), startsInMs: freeInMs, intervalMs };
}
