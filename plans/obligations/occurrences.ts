import { addDays, day, daysIn, weekday } from '../deadlines/day.js';

/** One rule of RFC 5545, as far as deadlines of plans are written in it (`deadlines/recurring*.ts`, `review/deadlines.ts`). */
interface Rule {
  freq: 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  months: readonly number[];
  monthDays: readonly number[];
  weekday: number | null;
  /** Of the days of one month, in yearly rules too, as plans mean it: 1 the first, -1 the last; null all. */
  position: number | null;
  until: string | null;
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/**
 * The days of a recurrence between two days, both included, in order and each once; several rules stand on lines of their own. A rule that names
 * a month and no day means the month's last day, a week without a day its Friday: what is due "in" a time is due when it ends. Parts that
 * no plan uses are refused rather than misread. Days are `YYYY-MM-DD`.
 */
export function occurrencesOf(rrule: string, from: string, to: string): string[] {
  const days = new Set<string>();
  for (const line of rrule.split('\n').filter((one) => one.trim() !== '')) {
    const rule = parseRule(line);
    const last = rule.until !== null && rule.until < to ? rule.until : to;
    for (const one of daysOf(rule, from, last)) if (one >= from && one <= last) days.add(one);
  }
  return [...days].sort();
}

function parseRule(line: string): Rule {
  const parts = new Map(
    line
      .trim()
      .split(';')
      .map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name, value] as const;
      }),
  );
  const freq = parts.get('FREQ');
  if (freq !== 'WEEKLY' && freq !== 'MONTHLY' && freq !== 'YEARLY') throw new RangeError(`no recurrence: ${line}`);
  for (const name of parts.keys())
    if (!KNOWN.has(name)) throw new RangeError(`a recurrence with ${name} is not read: ${line}`);
  const numbers = (name: string): number[] =>
    (parts.get(name) ?? '')
      .split(',')
      .filter((one) => one !== '')
      .map(Number);
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '');
  const byDay = parts.get('BYDAY');
  return {
    freq,
    months: numbers('BYMONTH'),
    monthDays: numbers('BYMONTHDAY'),
    weekday: byDay === undefined ? null : WEEKDAYS.indexOf(byDay),
    position: numbers('BYSETPOS')[0] ?? null,
    until: until === null ? null : `${until[1]}-${until[2]}-${until[3]}`,
  };
}

const KNOWN = new Set(['FREQ', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS', 'UNTIL']);
const FRIDAY = 5;

function* daysOf(rule: Rule, from: string, to: string): Generator<string> {
  if (rule.freq === 'WEEKLY') {
    const wanted = rule.weekday === null ? FRIDAY : rule.weekday;
    for (let one = addDays(from, (wanted - weekday(from) + 7) % 7); one <= to; one = addDays(one, 7)) yield one;
    return;
  }
  const [firstYear, lastYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  // A year without a month is due at its end.
  const months = rule.months.length > 0 ? rule.months : rule.freq === 'YEARLY' ? [12] : ALL_MONTHS;
  for (let year = firstYear; year <= lastYear; year++)
    for (const month of months) yield* daysOfMonth(rule, year, month);
}

const ALL_MONTHS = Array.from({ length: 12 }, (_, month) => month + 1);

/** "BYMONTHDAY=28,29,30,31;BYSETPOS=-1" is the 31st or the month's last day; negative days count from the end. */
function daysOfMonth({ monthDays, position }: Rule, year: number, month: number): string[] {
  const length = daysIn(year, month);
  const days = (monthDays.length > 0 ? monthDays : [-1])
    .map((one) => (one < 0 ? length + 1 + one : one))
    .filter((one) => one >= 1 && one <= length)
    .sort((a, b) => a - b)
    .flatMap((one) => day(year, month, one) ?? []);
  if (position === null) return days;
  const chosen = days.at(position < 0 ? position : position - 1);
  return chosen === undefined ? [] : [chosen];
}
