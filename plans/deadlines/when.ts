import { day, daysIn } from './day.js';

/** What the reader knows about time before it reads a phrase. */
export interface TimeContext {
  /** The document's own date D, or null. */
  issuedOn: string | null;
  /** Year in the plan's title ("năm 2023"). */
  titleYear: number | null;
  /** Last day of the plan's period. */
  periodEnd: string | null;
}

/** A day, month, quarter or year named at one place of the text. */
export interface When {
  precision: 'day' | 'month' | 'quarter' | 'year';
  /** First and last day; null while the year is unknown. */
  first: string | null;
  last: string | null;
  month: number;
  dayOfMonth: number;
  end: number;
}

const SIGN = '\\s?[/.\\-]\\s?';
const YEAR = '((?:19|20)\\d{2})(?!\\d)';
const MONTH_NAMES = ['một', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười', 'mười một', 'mười hai'];
const QUARTERS = ['i', 'ii', 'iii', 'iv'];

const FORMS = {
  numericDay: new RegExp(
    `^(?:ngày\\s+)?(\\d{1,2})${SIGN}(\\d{1,2})(?:${SIGN}${YEAR}|\\s+năm\\s+${YEAR})?(?![\\d/])`,
    'u',
  ),
  wordyDay: new RegExp(
    `^(?:ngày\\s+)?(\\d{1,2})\\s+tháng\\s+(\\d{1,2})(?:(?:\\s*,?\\s*năm\\s+|${SIGN})${YEAR})?(?!\\d|\\s*(?:lần|/\\s*lần))`,
    'u',
  ),
  month: new RegExp(
    `^(?:hết\\s+|cuối\\s+)?(?:tháng|th\\.)\\s+(?:\\d{1,2}\\s*(?:,|-)\\s*(?:tháng\\s+)?)*(\\d{1,2}|${[...MONTH_NAMES].reverse().join('|')})(?:(?:\\s*,?\\s*năm\\s+|${SIGN})${YEAR})?(?![\\d/\\p{L}])`,
    'u',
  ),
  bareMonth: new RegExp(`^(\\d{1,2})${SIGN}${YEAR}(?!/)`, 'u'),
  quarter: new RegExp(
    `^(?:hết\\s+|cuối\\s+)?(?:quý\\s*|q\\s?[.]?\\s?)(?:[iv1-4]+\\s*(?:,|-|\\+)\\s*(?:quý\\s*)?)*(iv|i{1,3}|[1-4])(?:(?:\\s*,?\\s*năm\\s+|${SIGN}|\\s+)${YEAR})?(?![\\p{L}\\d])`,
    'u',
  ),
  half: new RegExp(`^(?:0?6|sáu) tháng (đầu|cuối) năm(?:\\s+${YEAR})?(?!\\d)`, 'u'),
  year: new RegExp(`^(?:hết\\s+|cuối\\s+)?năm\\s+${YEAR}`, 'u'),
  endOfYear: /^(?:hết|cuối)\s+năm(?!\s*\d)/u,
};

/** Reads the date that begins at `at`. `sentenceYear` is the year another date of the same sentence names. */
export function whenAt(key: string, at: number, context: TimeContext, sentenceYear: number | null): When | null {
  const rest = key.slice(at, at + 80);
  const wordy = FORMS.wordyDay.exec(rest);
  if (wordy !== null)
    return dayWhen(Number(wordy[1]), Number(wordy[2]), wordy[3], at + wordy[0].length, context, sentenceYear);
  const numeric = FORMS.numericDay.exec(rest);
  if (numeric !== null) {
    const found = dayWhen(
      Number(numeric[1]),
      Number(numeric[2]),
      numeric[3] ?? numeric[4],
      at + numeric[0].length,
      context,
      sentenceYear,
    );
    if (found !== null) return found;
  }
  const month = FORMS.month.exec(rest) ?? FORMS.bareMonth.exec(rest);
  if (month !== null) {
    const number = /^\d/.test(month[1] ?? '') ? Number(month[1]) : MONTH_NAMES.indexOf(month[1] ?? '') + 1;
    return span('month', number, number, month[2], at + month[0].length, context, sentenceYear);
  }
  const quarter = FORMS.quarter.exec(rest);
  if (quarter !== null) {
    const name = quarter[1] ?? '';
    const number = /\d/.test(name) ? Number(name) : QUARTERS.indexOf(name) + 1;
    return span('quarter', number * 3 - 2, number * 3, quarter[2], at + quarter[0].length, context, sentenceYear);
  }
  const half = FORMS.half.exec(rest);
  if (half !== null) {
    const [from, to] = half[1] === 'đầu' ? [1, 6] : [7, 12];
    return span('quarter', from ?? 1, to ?? 6, half[2], at + half[0].length, context, sentenceYear);
  }
  const year = FORMS.year.exec(rest) ?? FORMS.endOfYear.exec(rest);
  if (year !== null) return span('year', 1, 12, year[1], at + year[0].length, context, sentenceYear);
  return null;
}

function dayWhen(
  dayOfMonth: number,
  month: number,
  year: string | undefined,
  end: number,
  context: TimeContext,
  sentenceYear: number | null,
): When | null {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31) return null;
  const of = year === undefined ? yearFor(month, dayOfMonth, context, sentenceYear) : Number(year);
  const on = of === null ? null : day(of, month, dayOfMonth);
  return { precision: 'day', first: on, last: on, month, dayOfMonth, end };
}

function span(
  precision: When['precision'],
  from: number,
  to: number,
  year: string | undefined,
  end: number,
  context: TimeContext,
  sentenceYear: number | null,
): When | null {
  if (from < 1 || to > 12) return null;
  const of = year === undefined ? yearFor(to, 28, context, sentenceYear) : Number(year);
  return {
    precision,
    first: of === null ? null : day(of, from, 1),
    last: of === null ? null : day(of, to, daysIn(of, to)),
    month: to,
    dayOfMonth: 0,
    end,
  };
}

/** Trap 2 of the clerks' rules: the sentence's year, else the title's, else the first occurrence on or after D. */
function yearFor(month: number, dayOfMonth: number, context: TimeContext, sentenceYear: number | null): number | null {
  if (sentenceYear !== null) return sentenceYear;
  if (context.titleYear !== null) return context.titleYear;
  if (context.issuedOn === null) return null;
  const [year = 0, ownMonth = 1, ownDay = 1] = context.issuedOn.split('-').map(Number);
  return month > ownMonth || (month === ownMonth && dayOfMonth >= ownDay) ? year : year + 1;
}
