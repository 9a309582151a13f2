import { vietnamDay } from '../../base/vietnamDay.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Dated, Load } from './load.js';

/** How much awareness one person is sent at most, over all campaigns and all who write. */
export interface Caps {
  perDay: number;
  perWeek: number;
}

export const DEFAULT_CAPS: Caps = { perDay: 1, perWeek: 5 };
const WEEK_DAYS = 7;

/** What a message does to the people it is for. */
export interface Excess {
  /** So many have more than the day's share on that day, with these others. */
  day: { people: number; with: string[] } | null;
  /** So many have more than the week's share in the seven days that end with it. */
  week: { people: number; most: number } | null;
}

/**
 * Whom a message is too much for, message by message. Of the messages of one day every one is named, for it is for a person to
 * say which is left out; seven days are looked at back from each message. A function of its arguments.
 */
export function excessOf(messages: readonly Dated[], loads: readonly Load[], caps: Caps): Excess[] {
  const days = messages.map(({ at }) => vietnamDay(at));
  return messages.map((_, index) => {
    const day = days[index] ?? '';
    const weekFrom = addDays(day, 1 - WEEK_DAYS);
    let [dayPeople, weekPeople, most] = [0, 0, 0];
    const others = new Set<string>();
    for (const load of loads) {
      if (!load.messages.includes(index)) continue;
      const sameDay = load.messages.filter((other) => days[other] === day);
      if (sameDay.length > caps.perDay) {
        dayPeople += load.people;
        for (const other of sameDay) if (other !== index) others.add(messages[other]?.name ?? '');
      }
      const inWeek = load.messages.filter((other) => isBetween(days[other] ?? '', weekFrom, day)).length;
      if (inWeek > caps.perWeek) {
        weekPeople += load.people;
        most = Math.max(most, inWeek);
      }
    }
    return {
      day: dayPeople === 0 ? null : { people: dayPeople, with: [...others].sort() },
      week: weekPeople === 0 ? null : { people: weekPeople, most },
    };
  });
}

const isBetween = (day: string, from: string, to: string): boolean => from <= day && day <= to;
