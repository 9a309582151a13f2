import { addDays } from '../../plans/deadlines/day.js';
import { holidaysOf, isWeeklyRest } from './holidays.js';

/** What an admin has entered for single days, as announced: stands above every rule. */
export type Announced = ReadonlyMap<string, 'working' | 'rest'>;

/** Nobody entered anything: the general rules alone. */
export const BY_RULE: Announced = new Map();

/** Farther than any holiday is long: whoever looks so far for a working day has a calendar without any. */
const LOOK_DAYS = 366;

/**
 * Whether offices work on a day (`YYYY-MM-DD`, in Vietnam): Monday to Friday but public holidays, and whatever was
 * announced for that very day. All functions here are pure: the same days and announcements give the same answer for ever.
 */
export function isWorkingDay(day: string, announced: Announced): boolean {
  const said = announced.get(day);
  if (said !== undefined) return said === 'working';
  return !isWeeklyRest(day) && !restOf(Number(day.slice(0, 4))).has(day);
}

/** The next working day after this one. */
export function nextWorkingDay(day: string, announced: Announced): string {
  return walk(day, 1, announced);
}

/** The last working day before this one. */
export function previousWorkingDay(day: string, announced: Announced): string {
  return walk(day, -1, announced);
}

/** This day if offices work, else the last working day before it. */
export function workingDayUpTo(day: string, announced: Announced): string {
  return isWorkingDay(day, announced) ? day : previousWorkingDay(day, announced);
}

/** This day if offices work, else the next working day. */
export function workingDayFrom(day: string, announced: Announced): string {
  return isWorkingDay(day, announced) ? day : nextWorkingDay(day, announced);
}

/** The working day so many working days after a day, or before it where `count` is negative; 0 is the day itself, whatever it is. */
export function addWorkingDays(day: string, count: number, announced: Announced): string {
  let at = day;
  for (let left = Math.abs(count); left > 0; left -= 1) at = walk(at, Math.sign(count), announced);
  return at;
}

/** How many working days lie after `from`, up to and with `to`; negative where `to` comes first: then those before `from`, down to `to`. */
export function workingDaysBetween(from: string, to: string, announced: Announced): number {
  const step = from <= to ? 1 : -1;
  let count = 0;
  for (let at = from; at !== to; ) {
    at = addDays(at, step);
    if (isWorkingDay(at, announced)) count += step;
  }
  return count;
}

function walk(from: string, step: number, announced: Announced): string {
  let day = from;
  for (let looked = 0; looked < LOOK_DAYS; looked += 1) {
    day = addDays(day, step);
    if (isWorkingDay(day, announced)) return day;
  }
  throw new Error(`No working day within a year of ${from}`);
}

const rest = new Map<number, ReadonlySet<string>>();

function restOf(year: number): ReadonlySet<string> {
  const found = rest.get(year) ?? new Set(holidaysOf(year).map(({ day }) => day));
  rest.set(year, found);
  return found;
}
