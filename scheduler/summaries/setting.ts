import { addDays, weekday } from '../../plans/deadlines/day.js';
import { type Announced, isWorkingDay } from '../calendar/workingDays.js';

export const SUMMARY_KINDS = ['daily', 'weekly'] as const;
export type SummaryKind = (typeof SUMMARY_KINDS)[number];

/** At which hour somebody is told who has not reported, and who. */
export interface Setting {
  kind: SummaryKind;
  /** Minute of the day in Vietnam; null: off. */
  atMinute: number | null;
  /** Of the weekly one: 1 is Monday, 7 Sunday. */
  weekday: number;
  /** Numbers of members of staff; empty: all whose place covers the plan's. */
  staff: readonly number[];
  /** Focal officers of the standing agency too. */
  officials: boolean;
  /** Null: nobody set it, it is the default. */
  setBy: string | null;
  setAt: Date | null;
}

const EIGHT = 8 * 60;
const MONDAY = 1;
/** Hours that can be chosen: nothing before seven, and after eight in the evening there would be no time left to make an outage good. */
export const EARLIEST_MINUTE = 7 * 60;
export const LATEST_MINUTE = 20 * 60 - 1;

const NOBODY_SET = { weekday: MONDAY, staff: [], officials: true, setBy: null, setAt: null } as const;

/** The daily one is off until somebody chooses an hour; the weekly one comes on Monday at eight. */
export const DEFAULTS: Readonly<Record<SummaryKind, Setting>> = {
  daily: { kind: 'daily', atMinute: null, ...NOBODY_SET },
  weekly: { kind: 'weekly', atMinute: EIGHT, ...NOBODY_SET },
};

/** What heads of agencies asked for comes at eight, and of a week on Monday. */
export const HEADS_AT: Readonly<Record<SummaryKind, Setting>> = {
  daily: { ...DEFAULTS.weekly, kind: 'daily' },
  weekly: DEFAULTS.weekly,
};

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => addDays(day, -((weekday(day) + 6) % 7));

/**
 * The day of a week on which its summary comes: the chosen one where offices work then, else the next working day of that week, else the last one
 * before it. Null where nobody works all week, as over Tết: then there is none.
 */
export function weeklyDay(monday: string, chosen: number, announced: Announced): string | null {
  const days = Array.from({ length: 7 }, (_, at) => addDays(monday, at));
  const worked = (day: string): boolean => isWorkingDay(day, announced);
  return days.slice(chosen - 1).find(worked) ?? days.slice(0, chosen - 1).findLast(worked) ?? null;
}

/** `HH:MM` of a minute of the day. */
export function hourOf(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

const WEEKDAYS: readonly (readonly string[])[] = [
  ['t2', 'thu hai', 'thu 2', 'monday', 'mon'],
  ['t3', 'thu ba', 'thu 3', 'tuesday', 'tue'],
  ['t4', 'thu tu', 'thu 4', 'wednesday', 'wed'],
  ['t5', 'thu nam', 'thu 5', 'thursday', 'thu'],
  ['t6', 'thu sau', 'thu 6', 'friday', 'fri'],
  ['t7', 'thu bay', 'thu 7', 'saturday', 'sat'],
  ['cn', 'chu nhat', 'sunday', 'sun'],
];

/**
 * An hour as it is typed, with a weekday before it where there is one: `16:00`, `7h30`, `t2 08:00`, `thứ sáu 15:30`, `friday 15:30`. Null where it is none, or at night.
 *
 * @param folded lower case, without marks, as `foldKey` gives it
 */
export function parseWhen(folded: string): { weekday: number | null; atMinute: number } | null {
  const [, named = '', hour = '', minute = ''] =
    /^(?:(.*?)[\s,]+)?(\d{1,2})\s*(?:[:h.]|gio)\s*(\d{2})?$/.exec(folded.trim()) ?? [];
  const atMinute = Number(hour) * 60 + Number(minute === '' ? 0 : minute);
  if (hour === '' || Number(minute) > 59 || atMinute < EARLIEST_MINUTE || atMinute > LATEST_MINUTE) return null;
  if (named === '') return { weekday: null, atMinute };
  const at = WEEKDAYS.findIndex((names) => names.includes(named.replace(/\s+/g, ' ').trim()));
  return at === -1 ? null : { weekday: at + 1, atMinute };
}
