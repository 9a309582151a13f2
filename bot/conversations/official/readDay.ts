import { foldKey } from '../../../base/text.js';

/** A day that a text names, and where it stands in the folded text. */
export interface ReadDay {
  /** YYYY-MM-DD, or null where the text names a day that does not exist (31/6). */
  day: string | null;
  start: number;
  end: number;
}

const WEEKDAYS: Readonly<Record<string, number>> = {
  'thu hai': 1,
  'thu 2': 1,
  monday: 1,
  'thu ba': 2,
  'thu 3': 2,
  tuesday: 2,
  'thu tu': 3,
  'thu 4': 3,
  wednesday: 3,
  'thu nam': 4,
  'thu 5': 4,
  thursday: 4,
  'thu sau': 5,
  'thu 6': 5,
  friday: 5,
  'thu bay': 6,
  'thu 7': 6,
  saturday: 6,
  'chu nhat': 7,
  sunday: 7,
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const RELATIVE: Readonly<Record<string, number>> = {
  'hom nay': 0,
  today: 0,
  'hom qua': -1,
  yesterday: -1,
  'ngay mai': 1,
  'sang mai': 1,
  mai: 1,
  tomorrow: 1,
  'ngay kia': 2,
  'ngay mot': 2,
};

const ISO = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/;
const WORDS = /\b(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+nam\s+(\d{4}))?\b/;
const SLASHED =
  /(?<![\d/.-])(?:(?:ngay|dated|of|on)\s+)?(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d]|\s?[/-]\s?[\da-z])/;
const ENGLISH = new RegExp(`\\b(\\d{1,2})\\s+(${MONTHS.join('|')})[a-z]*(?:\\s+(\\d{4}))?\\b`);
const ENGLISH_TURNED = new RegExp(`\\b(${MONTHS.join('|')})[a-z]*\\s+(\\d{1,2})(?:,?\\s+(\\d{4}))?\\b`);
const WEEKDAY = new RegExp(`\\b(${Object.keys(WEEKDAYS).join('|')})(\\s+tuan\\s+(?:sau|toi))?\\b`);
const NEAR = new RegExp(`\\b(${Object.keys(RELATIVE).join('|')})\\b`);
const MONTH_END = /\b(?:cuoi\s+thang(\s+sau)?|het\s+thang(\s+sau)?|end\s+of\s+(?:the\s+)?month)\b/;

/**
 * The first day that a text names, in any usual way of writing it, Vietnamese or English, with diacritics or without:
 * 05/6/2027, 5-6-27, ngày 05 tháng 6 năm 2027, 2027-06-05, 5/6, mai, thứ sáu, cuối tháng. Where no year stands, the one
 * that `looking` needs: the next such day from `today`, or the last one. Null where no day is named.
 */
export function readDay(text: string, today: string, looking: 'ahead' | 'back'): ReadDay | null {
  const folded = foldKey(text);
  const found = [
    at(ISO.exec(folded), ([y = '', m = '', d = '']) => calendarDay(Number(y), Number(m), Number(d))),
    at(WORDS.exec(folded), ([d, m, y]) => inYear(d, m, y, today, looking)),
    at(SLASHED.exec(folded), ([d, , m, y]) => inYear(d, m, y, today, looking)),
    at(ENGLISH.exec(folded), ([d, m = '', y]) => inYear(d, String(MONTHS.indexOf(m) + 1), y, today, looking)),
    at(ENGLISH_TURNED.exec(folded), ([m = '', d, y]) => inYear(d, String(MONTHS.indexOf(m) + 1), y, today, looking)),
    at(WEEKDAY.exec(folded), ([name = '', next]) => weekday(WEEKDAYS[name] ?? 1, next !== undefined, today, looking)),
    at(NEAR.exec(folded), ([word = '']) => plusDays(today, RELATIVE[word] ?? 0)),
    at(MONTH_END.exec(folded), ([one, two]) => monthEnd(today, one !== undefined || two !== undefined)),
  ].filter((one) => one !== null);
  // Of two readings that begin at one place the earlier in the list is the fuller one.
  return found.reduce<ReadDay | null>((best, one) => (best === null || one.start < best.start ? one : best), null);
}

function at(match: RegExpExecArray | null, day: (groups: (string | undefined)[]) => string | null): ReadDay | null {
  if (match === null) return null;
  return { day: day(match.slice(1)), start: match.index, end: match.index + match[0].length };
}

/** Null where the calendar has no such day. */
function calendarDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}

function inYear(
  day: string | undefined,
  month: string | undefined,
  year: string | undefined,
  today: string,
  looking: 'ahead' | 'back',
): string | null {
  const [d, m] = [Number(day), Number(month)];
  if (year !== undefined) return calendarDay(year.length === 2 ? 2000 + Number(year) : Number(year), m, d);
  const thisYear = Number(today.slice(0, 4));
  const here = calendarDay(thisYear, m, d);
  if (looking === 'back') return here !== null && here <= today ? here : (calendarDay(thisYear - 1, m, d) ?? here);
  return here !== null && here >= today ? here : (calendarDay(thisYear + 1, m, d) ?? here);
}

/** The next such day of the week (or the last one); with "tuần sau" that of next week, Monday being the first. */
function weekday(wanted: number, ofNextWeek: boolean, today: string, looking: 'ahead' | 'back'): string {
  const now = new Date(`${today}T00:00:00Z`).getUTCDay() || 7;
  if (ofNextWeek) return plusDays(today, 7 - now + wanted);
  const ahead = (wanted - now + 7) % 7;
  if (looking === 'ahead') return plusDays(today, ahead);
  return plusDays(today, ahead === 0 ? 0 : ahead - 7);
}

function monthEnd(today: string, next: boolean): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month + (next ? 1 : 0), 0)).toISOString().slice(0, 10);
}

export function plusDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
