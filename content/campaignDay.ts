import { lunarDay } from '../base/lunar.js';
import {
  compareMonthDays,
  daysAfter,
  formatMonthDay,
  type MonthDay,
  momentOf,
  parseMonthDay,
  type TimeOfDay,
} from './monthDay.js';

/** A day of a campaign: one of every year, or so many days from the first of Tết (-1 is its eve). */
export type CampaignDay = MonthDay | { fromTet: number };

/** Neither further back than autumn nor further on than summer: what is meant is a campaign around Tết. */
const FURTHEST_FROM_TET = 120;

/** `06-26`, `tet-8` (eight days before the first of Tết), `tet`, `tet+15`; null for what is no such day. */
export function parseCampaignDay(text: string): CampaignDay | null {
  const match = /^tet(?:([+-])(\d{1,3}))?$/i.exec(text);
  if (match === null) return parseMonthDay(text);
  const days = Number(match[2] ?? 0);
  return days > FURTHEST_FROM_TET ? null : { fromTet: match[1] === '-' && days > 0 ? -days : days };
}

export function formatCampaignDay(day: CampaignDay): string {
  if (!('fromTet' in day)) return formatMonthDay(day);
  const { fromTet } = day;
  return fromTet === 0 ? 'tet' : `tet${fromTet > 0 ? '+' : '-'}${Math.abs(fromTet)}`;
}

/** Are both days of every year, or both counted from Tết? Days of two kinds cannot be compared. */
export const sameKind = (a: CampaignDay, b: CampaignDay): boolean => 'fromTet' in a === 'fromTet' in b;

/** The day that is so many days after another, of the same kind. */
export const campaignDaysAfter = (day: CampaignDay, days: number): CampaignDay =>
  'fromTet' in day ? { fromTet: day.fromTet + days } : daysAfter(day, days);

/** Is the day one of those from `from` to `to`? What ends before it begins runs over New Year. Days of another kind are not. */
export function isDuring(day: CampaignDay, { from, to }: { from: CampaignDay; to: CampaignDay }): boolean {
  if ('fromTet' in day)
    return 'fromTet' in from && 'fromTet' in to && from.fromTet <= day.fromTet && day.fromTet <= to.fromTet;
  if ('fromTet' in from || 'fromTet' in to) return false;
  const [afterFirst, beforeLast] = [compareMonthDays(day, from) >= 0, compareMonthDays(day, to) <= 0];
  return compareMonthDays(to, from) < 0 ? afterFirst || beforeLast : afterFirst && beforeLast;
}

/**
 * The moment of a day and a time in the campaign that begins in `year`; one around Tết is of the year whose Tết it is. What runs over New
 * Year ends in the next one.
 */
export function momentOn(year: number, from: CampaignDay, day: CampaignDay, time: TimeOfDay): Date {
  if (!('fromTet' in day)) {
    const next = !('fromTet' in from) && compareMonthDays(day, from) < 0 ? 1 : 0;
    return momentOf(year + next, day, time);
  }
  const [of, month, date] = lunarDay(year, 1, 1).split('-').map(Number);
  return momentOf(of ?? year, { month: month ?? 1, day: (date ?? 1) + day.fromTet }, time);
}
