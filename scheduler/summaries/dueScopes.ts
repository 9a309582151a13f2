import { vietnamDay } from '../../base/vietnamDay.js';
import { addDays } from '../../plans/deadlines/day.js';
import { type Announced, isWorkingDay, workingDayFrom } from '../calendar/workingDays.js';
import { minuteOfDay, vietnamMoment } from '../time/vietnamTime.js';
import type { Scope, Scopes } from './scopes.js';
import { EARLIEST_MINUTE, LATEST_MINUTE, mondayOf, weeklyDay } from './setting.js';

/** A summary that is due, and the day (of a week: its Monday) it is made for. */
export interface Due {
  scope: Scope;
  countedTo: string;
}

/** What was missed on an earlier day of the week comes at eight, with whatever else comes then. */
const MADE_GOOD_MINUTE = 8 * 60;

/**
 * Which summaries are due at that moment: on working days, from their hour until eight in the evening, each once for its day or week however the hour is
 * moved meanwhile. A daily one that fell into an outage comes later that day and never on another; a weekly one as long as its week lasts. An hour that
 * had passed when it was chosen begins the next time. A function of the state alone.
 */
export function dueScopes({ scopes, announced }: Scopes, now: Date): Due[] {
  const day = vietnamDay(now);
  const minute = minuteOfDay(now);
  if (minute < EARLIEST_MINUTE || minute > LATEST_MINUTE || !isWorkingDay(day, announced)) return [];
  return scopes.flatMap((scope) => {
    const { atMinute } = scope.setting;
    if (atMinute === null) return [];
    const on = scope.kind === 'daily' ? day : weeklyDay(mondayOf(day), scope.setting.weekday, announced);
    const countedTo = scope.kind === 'daily' ? day : mondayOf(day);
    if (on === null || on > day || (scope.madeTo !== null && scope.madeTo >= countedTo)) return [];
    if (vietnamMoment(on, atMinute) < scope.since) return [];
    return minute >= (on === day ? atMinute : MADE_GOOD_MINUTE) ? [{ scope, countedTo }] : [];
  });
}

/** Weeks looked ahead: Tết with what is moved around it takes two. */
const WEEKS = 6;

/** When a summary comes next, if nobody changes anything; null where it is off. */
export function nextOf(scope: Scope, announced: Announced, now: Date): Date | null {
  const { atMinute, weekday } = scope.setting;
  if (atMinute === null) return null;
  const today = vietnamDay(now);
  const made = scope.madeTo ?? '';
  const comes = (day: string): Date | null => {
    const at = vietnamMoment(day, atMinute);
    return at >= scope.since && at >= now ? at : null;
  };
  if (scope.kind === 'daily') {
    const first = workingDayFrom(made >= today ? addDays(today, 1) : today, announced);
    return comes(first) ?? comes(workingDayFrom(addDays(first, 1), announced));
  }
  for (let week = 0; week < WEEKS; week += 1) {
    const monday = addDays(mondayOf(today), 7 * week);
    const day = made >= monday ? null : weeklyDay(monday, weekday, announced);
    const at = day === null ? null : comes(day);
    if (at !== null) return at;
  }
  return null;
}
