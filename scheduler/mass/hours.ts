import { HOUR_MS, MINUTE_MS } from '../../base/clock.js';
import { isOpen, nextOpen } from '../time/quietHours.js';

/**
 * What is handed over is looked at by the platform for about half an hour before it goes out, so the last call of a day
 * is made this long before the quiet hours begin.
 */
const MODERATION_MS = 45 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Whether an article handed over now is with its readers before the night. */
export function isMassOpen(at: Date): boolean {
  return isOpen(at) && isOpen(new Date(at.getTime() + MODERATION_MS));
}

/** The next moment at which it is: `at` itself when it is. */
export function nextMassOpen(at: Date): Date {
  return isMassOpen(at) ? at : nextOpen(new Date(at.getTime() + (isOpen(at) ? MODERATION_MS : 0)));
}

/** The first moment after the day, or after the month, at which an article may be handed over. */
export function afterDay(day: string): Date {
  return nextMassOpen(new Date(midnight(day).getTime() + DAY_MS));
}

export function afterMonth(day: string): Date {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const first = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return nextMassOpen(midnight(first));
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00+07:00`);
