/** A day that comes every year, and a time of day; both of Vietnam's clock (UTC+7, no daylight saving). */
export interface MonthDay {
  month: number;
  day: number;
}
export interface TimeOfDay {
  hour: number;
  minute: number;
}
/** A stretch of the day, both ends included. */
export interface Slot {
  from: TimeOfDay;
  to: TimeOfDay;
}

const VIETNAM_OFFSET_HOURS = 7;
/** A year without 29 February: a day it lacks does not come every year. */
const COMMON_YEAR = 2001;

/** `06-26`; null for what is no day of every year. */
export function parseMonthDay(text: string): MonthDay | null {
  const match = /^(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [month, day] = [Number(match[1]), Number(match[2])];
  const date = new Date(Date.UTC(COMMON_YEAR, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { month, day } : null;
}

/** `07:30`; null for what is no time of a day. */
export function parseTime(text: string): TimeOfDay | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : { hour: Number(match[1]), minute: Number(match[2]) };
}

/** `07:30-11:00`; null for what is no stretch of a day. */
export function parseSlot(text: string): Slot | null {
  const [first = '', last = '', ...rest] = text.split('-').map((part) => part.trim());
  const [from, to] = [parseTime(first), parseTime(last)];
  if (from === null || to === null || rest.length > 0) return null;
  return minutes(from) <= minutes(to) ? { from, to } : null;
}

export const formatMonthDay = ({ month, day }: MonthDay): string => `${two(month)}-${two(day)}`;
export const formatTimeOfDay = ({ hour, minute }: TimeOfDay): string => `${two(hour)}:${two(minute)}`;
export const formatSlot = ({ from, to }: Slot): string => `${formatTimeOfDay(from)}-${formatTimeOfDay(to)}`;

/** Is the time inside one of the stretches? */
export function isWithin(time: TimeOfDay, slots: readonly Slot[]): boolean {
  return slots.some(({ from, to }) => minutes(from) <= minutes(time) && minutes(time) <= minutes(to));
}

/** The moment of a day and a time in a year. */
export function momentOf(year: number, { month, day }: MonthDay, { hour, minute }: TimeOfDay): Date {
  return new Date(Date.UTC(year, month - 1, day, hour - VIETNAM_OFFSET_HOURS, minute));
}

/** The day that is so many days after another. From December it comes round to January. */
export function daysAfter({ month, day }: MonthDay, days: number): MonthDay {
  const date = new Date(Date.UTC(COMMON_YEAR, month - 1, day + days));
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Before, the same or after in one year: negative, zero, positive. */
export function compareMonthDays(a: MonthDay, b: MonthDay): number {
  return a.month - b.month || a.day - b.day;
}

const minutes = ({ hour, minute }: TimeOfDay): number => hour * 60 + minute;
const two = (number: number): string => String(number).padStart(2, '0');
