import { words } from '../text/key.js';
import { inside, type Span } from './citations.js';
import { addDays, addMonths, day, weekday } from './day.js';
import type { Found } from './recurringDays.js';
import { type TimeContext, whenAt } from './when.js';

/** "từ ngày 01 đến ngày 30 tháng 6 năm 2027", "24, 25 và 26 tháng 8": an event's days. */
export function rangesIn(key: string, context: TimeContext): Found[] {
  const found: Found[] = [];
  for (const match of key.matchAll(
    words(
      'từ (?:ngày\\s+)?(\\d{1,2})((?:\\s?[/.-]\\s?(?:\\d{1,2}|\\d{4})(?!\\d)){0,2}(?:\\s+tháng\\s+\\d{1,2})?(?:\\s+năm\\s+\\d{4})?)\\s*(?:đến|-)(?:\\s+hết)?(?=\\s*(?:ngày\\s+)?\\d)',
    ),
  )) {
    const endAt =
      match.index + match[0].length + (/^\s*/u.exec(key.slice(match.index + match[0].length))?.[0].length ?? 0);
    const last = whenAt(key, endAt, context, sentenceYear(key, match.index, []));
    if (last?.last == null || last.precision !== 'day') continue;
    const own = match[2] ?? '';
    const numbers = own.match(/\d+/g)?.map(Number) ?? [];
    const month = numbers.find((number) => number <= 12) ?? last.month;
    const year = numbers.find((number) => number > 1000) ?? Number(last.last.slice(0, 4));
    const first = day(year, month, Number(match[1]));
    found.push({
      start: match.index,
      end: last.end,
      weight: 6,
      deadline: { kind: 'period', ...(first === null ? {} : { from: first }), to: last.last },
    });
  }
  for (const match of key.matchAll(/(?<!\p{L})từ (?:đầu |cuối )?(?=(?:tháng|quý)\s)/gu)) {
    const first = whenAt(key, match.index + match[0].length, context, sentenceYear(key, match.index, []));
    const to =
      first === null ? null : /^\s*(?:đến|-)(?:\s+(?:hết|cuối))*\s+(?=tháng|quý|năm|ngày)/u.exec(key.slice(first.end));
    const last =
      first === null || to === null
        ? null
        : whenAt(key, first.end + to[0].length, context, sentenceYear(key, match.index, []));
    if (first?.first == null || last?.last == null) continue;
    found.push({
      start: match.index,
      end: last.end,
      weight: 6,
      deadline: { kind: 'period', ...(first.first <= last.last ? { from: first.first } : {}), to: last.last },
    });
  }
  for (const match of key.matchAll(
    /(?<![\d/])(?:ngày\s+)?(\d{1,2})(?:,\s*\d{1,2})*(?:\s*,)?\s+và\s+(?:ngày\s+)?(?=\d{1,2}(?:\/\d|\s+tháng))/gu,
  )) {
    const last = whenAt(key, match.index + match[0].length, context, sentenceYear(key, match.index, []));
    if (last?.last == null || last.precision !== 'day' || Number(match[1]) >= last.dayOfMonth) continue;
    const first = day(Number(last.last.slice(0, 4)), last.month, Number(match[1]));
    if (first !== null)
      found.push({
        start: match.index,
        end: last.end,
        weight: 6,
        deadline: { kind: 'period', from: first, to: last.last },
      });
  }
  return found;
}

/** "trong 10 ngày kể từ ngày ký": starts the day after; one that ends on a rest day ends on the next working day (law). */
export function relativeIn(key: string, context: TimeContext): Found[] {
  const found: Found[] = [];
  for (const match of key.matchAll(
    words(
      '(?:(?:chậm nhất|trong|sau)(?: thời hạn| vòng| thời gian)?(?: là)?|không quá|thời hạn|thời gian(?: [^,.;:\\d]{2,30})?)\\s*:?\\s+(\\d{1,3})\\s+(ngày làm việc|ngày|tuần|tháng)\\s*,?\\s*(?:kể )?(?:từ|sau)\\s+(?:ngày|khi|thời điểm)\\s+([^,.;()]{2,60})',
    ),
  )) {
    const count = Number(match[1]);
    const unit = match[2] ?? 'ngày';
    const fromSigning =
      /^(?:ký|ban hành kế hoạch|ban hành văn bản này|kế hoạch (?:này )?(?:được )?(?:ban hành|có hiệu lực)|kế hoạch này)/u.test(
        match[3] ?? '',
      );
    const end = match.index + match[0].length;
    const days =
      unit === 'ngày làm việc' ? 'working days' : unit === 'tuần' ? 'weeks' : unit === 'tháng' ? 'months' : 'days';
    if (!fromSigning || context.issuedOn === null || unit === 'ngày làm việc') {
      found.push({
        start: match.index,
        end,
        weight: 5,
        deadline: { kind: 'period', note: `${count} ${days} from an event` },
      });
      continue;
    }
    let on =
      unit === 'tháng'
        ? addMonths(context.issuedOn, count)
        : addDays(context.issuedOn, unit === 'tuần' ? count * 7 : count);
    while (weekday(on) === 0 || weekday(on) === 6) on = addDays(on, 1);
    found.push({
      start: match.index,
      end,
      weight: 8,
      deadline: { kind: 'date', on, note: `${count} ${days} from signing` },
    });
  }
  return found;
}

/** "năm 2027 và các năm tiếp theo": 31 December of the first year, then yearly to the end of the plan's period. */
export function onwardIn(key: string, context: TimeContext, cited: readonly Span[]): Found[] {
  return Array.from(key.matchAll(words('(?:trong )?năm (\\d{4}) và (?:các|những) năm (?:tiếp theo|sau)')))
    .filter((match) => !inside(cited, match.index))
    .map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      weight: 9,
      deadline: yearsOnward(Number(match[1]), context.periodEnd),
    }));
}

export function yearsOnward(year: number, to: string | null): Found['deadline'] {
  const until = to === null ? '' : `;UNTIL=${to.replace(/-/g, '')}`;
  return {
    kind: 'recurring',
    rrule: `FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31${until}`,
    note: 'yearly',
    from: `${year}-12-31`,
    ...(to === null ? {} : { to }),
  };
}

/** The one year the sentence names outside citations. */
export function sentenceYear(key: string, at: number, cited: readonly Span[]): number | null {
  const start = Math.max(key.lastIndexOf('. ', at), key.lastIndexOf('; ', at)) + 1;
  const rest = key.slice(at).search(/[.;]\s/u);
  const end = rest === -1 ? key.length : at + rest;
  const years = new Set<number>();
  for (const match of key.slice(start, end).matchAll(/(?:năm\s+|[/.-]\s?)((?:19|20)\d{2})(?!\d)/gu)) {
    if (!inside(cited, start + match.index) && !/đến\s+(?:hết\s+)?$/u.test(key.slice(0, start + match.index)))
      years.add(Number(match[1]));
  }
  return years.size === 1 ? ([...years][0] ?? null) : null;
}
