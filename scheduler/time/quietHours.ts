import { MINUTE_MS } from '../../base/clock.js';
import { minuteOfDay } from './vietnamTime.js';

/**
 * Nobody is disturbed at night: ordinary messages go out from 07:00 to 21:00 in Vietnam. The window closes a few
 * seconds early, so that a message called at the last moment does not arrive after it.
 */
const OPENS_MINUTE = 7 * 60;
export const CLOSES_MINUTE = 21 * 60;
const CLOSING_MARGIN_MINUTES = 3 / 60;
const DAY_MINUTES = 24 * 60;

/** Whether an ordinary message may go out now. */
export function isOpen(at: Date): boolean {
  const minute = minuteOfDay(at);
  return minute >= OPENS_MINUTE && minute < CLOSES_MINUTE - CLOSING_MARGIN_MINUTES;
}

/** The next moment at which the window is open: `at` itself when it is. */
export function nextOpen(at: Date): Date {
  if (isOpen(at)) return at;
  const minute = minuteOfDay(at);
  const wait = minute < OPENS_MINUTE ? OPENS_MINUTE - minute : OPENS_MINUTE + DAY_MINUTES - minute;
  return new Date(at.getTime() + wait * MINUTE_MS);
}

/** For how long the window has been open; 0 while it is closed. */
export function openSinceMs(at: Date): number {
  return isOpen(at) ? (minuteOfDay(at) - OPENS_MINUTE) * MINUTE_MS : 0;
}

/** When `workMs` of sending would be through if it may only go on inside the window. */
export function afterOpenTime(from: Date, workMs: number): Date {
  let at = nextOpen(from);
  let left = workMs;
  for (;;) {
    const room = (CLOSES_MINUTE - minuteOfDay(at)) * MINUTE_MS;
    if (left <= room) return new Date(at.getTime() + left);
    left -= room;
    at = nextOpen(new Date(at.getTime() + room));
  }
}
