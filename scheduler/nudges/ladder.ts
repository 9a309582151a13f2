import { addDays } from '../../plans/deadlines/day.js';
import { type Announced, addWorkingDays, workingDayUpTo } from '../calendar/workingDays.js';

/** How many working days before and after a day its officials are reminded; the day itself always is. */
export interface Ladder {
  /** Descending, as in 30, 14, 7. */
  before: readonly number[];
  /** Ascending. */
  after: readonly number[];
}

export const DEFAULT_LADDER: Ladder = { before: [30, 14, 7, 3, 1], after: [1, 3, 7] };
/** The most rungs on either side, and the farthest: about a year of working days. */
export const MOST_RUNGS = 12;
export const FARTHEST = 250;

/** What a ladder leans on. Days are `YYYY-MM-DD`. */
export interface Due {
  /** The last day that is in time. */
  dueOn: string;
  /** The day as written, where "trước ngày" puts it after the last one in time: neither late nor in time. */
  writtenOn: string | null;
  exclusive: boolean;
}

/** A rung and the day it falls on; `rung` in working days from the day, negative before it. */
export interface Rung {
  rung: number;
  day: string;
}

/**
 * The days of a ladder, ascending. Rungs before, and that of the day, count from the last working day on which it can
 * still be in time; rungs after from the day as written, "trước ngày 03/7" from 03/7. What was late on that day is not:
 * overdue begins on the day after. A deadline that was moved has no written day any more but the new one.
 */
export function rungsOf(due: Due, ladder: Ladder, announced: Announced): Rung[] {
  const last = workingDayUpTo(due.dueOn, announced);
  const before = [...ladder.before].sort((a, b) => b - a);
  return [
    ...before.map((count) => ({ rung: -count, day: addWorkingDays(last, -count, announced) })),
    { rung: 0, day: last },
    ...[...ladder.after]
      .sort((a, b) => a - b)
      .map((count) => ({
        rung: count,
        day: addWorkingDays(writtenDay(due), count, announced),
      })),
  ];
}

/** The day from which lateness counts: the one written, unless the deadline has been moved since. */
export function writtenDay({ dueOn, writtenOn, exclusive }: Due): string {
  return exclusive && writtenOn !== null && addDays(dueOn, 1) === writtenOn ? writtenOn : dueOn;
}

/** The newest rung that has come by that day. Null: none yet. */
export function newestRung(rungs: readonly Rung[], today: string): Rung | null {
  return rungs.findLast(({ day }) => day <= today) ?? null;
}

/** How the day stands to its deadline. */
export type Standing = 'overdue' | 'today' | 'coming';

/** On the written day of "trước ngày" nothing is left to hope for and nothing is overdue yet: it counts as today. */
export function standingOf(due: Due, today: string): Standing {
  if (today > writtenDay(due)) return 'overdue';
  return today >= due.dueOn ? 'today' : 'coming';
}
