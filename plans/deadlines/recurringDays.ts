import type { Deadline } from '../reading.js';
import type { Span } from './citations.js';
import { day, daysIn } from './day.js';
import type { TimeContext } from './when.js';

export interface Found extends Span {
  deadline: Omit<Deadline, 'phrase'>;
  /** The surer a form, the higher: what a unit says several times over is decided by it. */
  weight: number;
}

/** A wording that recurs and what it means; null where this use of it means nothing. */
export interface RecurringForm {
  form: RegExp;
  read(match: RegExpExecArray, key: string, context: TimeContext): Found | null;
}

export const EACH = '(?:h(?:ằ|à)ng|mỗi)';
export const DAY_MONTH = '(?:ngày\\s+)?(\\d{1,2})(?:\\s?[/.-]\\s?|\\s+tháng\\s+)(\\d{1,2})(?!\\s?[/.-]?\\s?\\d)';

export function recurring(
  rules: readonly string[],
  note: string,
  exclusive = false,
  first: string | null = null,
): Found['deadline'] {
  return {
    kind: 'recurring',
    ...(rules.length > 0 ? { rrule: rules.join('\n') } : {}),
    ...(exclusive ? { exclusive: true as const } : {}),
    note,
    ...(first === null ? {} : { from: first }),
  };
}

/** What was found where the wording itself stands. */
export function here(match: RegExpExecArray, weight: number, deadline: Found['deadline']): Found {
  return { start: match.index, end: match.index + match[0].length, weight, deadline };
}

/** "(trước ngày 15/6 và 15/12 hằng năm)" soon after what recurs. */
export function daysNear(
  key: string,
  from: number,
  reach: number,
): { list: [number, number][]; end: number; exclusive: boolean } {
  const window = key.slice(from, from + reach).split(/[;]|\.\s/u)[0] ?? '';
  const list: [number, number][] = [];
  let end = from;
  for (const match of window.matchAll(new RegExp(`(?<![\\d/])${DAY_MONTH}`, 'gu'))) {
    const [dayOfMonth, month] = [Number(match[1]), Number(match[2])];
    if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31) continue;
    if (/số\s+$/u.test(window.slice(0, match.index))) continue;
    list.push([dayOfMonth, month]);
    end = from + match.index + match[0].length;
  }
  return { list, end, exclusive: list.length > 0 && /trước/u.test(window.slice(0, end - from)) };
}

export function yearly([dayOfMonth, month]: [number, number]): string {
  return `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${dayOfMonth}`;
}

/** A day past the month's end falls on its last day (Bộ luật Dân sự 2015, art. 148). */
export function monthDay(dayOfMonth: number): string {
  if (dayOfMonth <= 28) return `BYMONTHDAY=${dayOfMonth}`;
  const days = [28, 29, 30, 31].filter((one) => one <= dayOfMonth);
  return `BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
}

export function firstAfter(list: readonly [number, number][], context: TimeContext): string | null {
  const { issuedOn } = context;
  if (issuedOn === null) return null;
  const year = Number(issuedOn.slice(0, 4));
  const days = [year, year + 1].flatMap((one) =>
    list.map(([dayOfMonth, month]) => day(one, month, Math.min(dayOfMonth, daysIn(one, month)))),
  );
  return days.filter((one) => one !== null && one > issuedOn).sort()[0] ?? null;
}

export function sentenceFrom(key: string, at: number): string {
  return key.slice(at).split(/[.;]\s/u)[0] ?? '';
}
