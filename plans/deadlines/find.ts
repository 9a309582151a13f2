import type { Deadline } from '../reading.js';
import { words } from '../text/key.js';
import { citationsIn, inside, type Span } from './citations.js';
import { addDays, addMonths, day, weekday } from './day.js';
import { type Found, recurringIn } from './recurring.js';
import { type TimeContext, type When, whenAt } from './when.js';

/**
 * Every deadline a text states, the surest first. Only wordings that set a time are read (before, at the latest,
 * completed in, from … to, every …): a date by itself is somebody else's.
 */
export function deadlinesIn(
  text: string,
  key: string,
  context: TimeContext,
): (Span & { deadline: Deadline; weight: number })[] {
  const cited = citationsIn(key);
  const recurring = recurringIn(key, context, cited);
  const found = [
    ...recurring,
    ...datesIn(key, context, cited).filter(
      (one) => !recurring.some((other) => one.start < other.end && one.end > other.start && other.weight >= 5),
    ),
  ];
  found.push(...ongoingIn(key).filter((one) => !found.some((other) => one.start < other.end && one.end > other.start)));
  return found
    .map(({ deadline, start, end, weight }) => ({
      deadline: { phrase: text.slice(start, end).trim(), ...deadline },
      start,
      end,
      weight,
    }))
    .sort((a, b) => b.weight - a.weight || a.start - b.start);
}

const TRIGGERS: readonly {
  form: RegExp;
  weight: number;
  kind: 'before' | 'latest' | 'within' | 'until' | 'event' | 'effect';
}[] = [
  {
    kind: 'before',
    weight: 9,
    form: words(
      '(?:xong |hoàn thành )?trước(?:\\s+(?:\\d{1,2}\\s?(?:h|giờ)\\s?(?:\\d{2})?(?:\\s?phút)?)\\s*,?)?(?=\\s+(?:ngày|tháng|quý|năm \\d|\\d{1,2}\\s?[/.-]\\s?\\d|hết))',
    ),
  },
  {
    kind: 'latest',
    weight: 9,
    form: words(
      '(?:chậm nhất|muộn nhất|không muộn hơn|trễ nhất|hạn cuối|hạn chót|thời hạn cuối cùng)(?:\\s+là)?(?:\\s+vào)?(?:\\s+đến)?(?:\\s+trong)?(?:\\s+hết)?',
    ),
  },
  {
    kind: 'within',
    weight: 8,
    form: words(
      '(?:(?:hoàn thành|thực hiện|xong|kết thúc|tổ chức)\\s+)?(?:trong|vào|vào cuối)(?=\\s+(?:tháng|quý|năm \\d|cuối|0?6 tháng (?:đầu|cuối)))',
    ),
  },
  {
    kind: 'within',
    weight: 8,
    form: words('hoàn thành(?:\\s+vào)?(?:\\s+đến hết|\\s+đến)?(?=\\s+(?:ngày|tháng|quý|năm \\d|\\d{1,2}/\\d))'),
  },
  { kind: 'until', weight: 7, form: words('(?:từ nay|từ nay cho|phấn đấu|kéo dài)\\s+đến(?:\\s+hết)?') },
  { kind: 'until', weight: 6, form: words('đến hết(?=\\s+(?:ngày|tháng|quý|năm))') },
  {
    kind: 'event',
    weight: 7,
    form: words('(?:vào|diễn ra)(?:\\s+(?:sáng|chiều|tối|lúc \\d{1,2}\\s?(?:h|giờ)\\s?\\d{0,2}))?(?=\\s+ngày\\s+\\d)'),
  },
  { kind: 'effect', weight: 7, form: words('có hiệu lực(?: thi hành)?(?: kể)? từ') },
];

function datesIn(key: string, context: TimeContext, cited: readonly Span[]): Found[] {
  const found: Found[] = [...rangesIn(key, context), ...relativeIn(key, context), ...onwardIn(key, context, cited)];
  for (const { form, weight, kind } of TRIGGERS) {
    for (const match of key.matchAll(form)) {
      const after = match.index + match[0].length;
      const skip = /^\s*(?:là\s+|:\s*)?(?:trước\s+)?/u.exec(key.slice(after))?.[0] ?? '';
      const when = whenAt(key, after + skip.length, context, sentenceYear(key, match.index, cited));
      if (when === null || inside(cited, match.index)) continue;
      if (kind === 'until' && weight === 6 && !standsAlone(key, match.index)) continue;
      const deadline = dateDeadline(
        kind,
        when,
        skip.includes('trước') || kind === 'before',
        match[0],
        key,
        match.index,
      );
      if (deadline === null) continue;
      if (
        kind === 'effect' &&
        /(?:luật|nghị định|thông tư|số [\p{L}\p{N}/-]+)[^,;]{0,80}$/u.test(
          key.slice(Math.max(0, match.index - 120), match.index),
        )
      )
        continue;
      found.push({ start: match.index, end: when.end, weight: when.last === null ? weight - 4 : weight, deadline });
      const second = secondDay(key, when, context, deadline.exclusive === true);
      if (second !== null) found.push(second);
    }
  }
  return found.filter(
    (one) =>
      !found.some(
        (other) =>
          other !== one &&
          other.start <= one.start &&
          other.end >= one.end &&
          (other.end - other.start > one.end - one.start ||
            (other.weight > one.weight && other.end - other.start === one.end - one.start)),
      ),
  );
}

/** "trước ngày 15/6/2027 (sơ kết) và 15/11/2027 (tổng kết)": the day that follows under the same word. */
function secondDay(key: string, first: When, context: TimeContext, exclusive: boolean): Found | null {
  if (first.precision !== 'day' || first.last === null) return null;
  const link = /^\s*(?:\([^()]{1,40}\))?\s*(?:,|và)\s*(?:trước\s+)?(?=(?:ngày\s+)?\d{1,2}\s?[/.-])/u.exec(
    key.slice(first.end),
  );
  const when = link === null ? null : whenAt(key, first.end + link[0].length, context, Number(first.last.slice(0, 4)));
  if (link === null || when?.last == null || when.precision !== 'day') return null;
  return {
    start: first.end + link[0].length,
    end: when.end,
    weight: 5,
    deadline: { kind: 'date', on: when.last, ...(exclusive ? { exclusive } : {}) },
  };
}

function dateDeadline(
  kind: string,
  when: When,
  before: boolean,
  trigger: string,
  key: string,
  at: number,
): Found['deadline'] | null {
  if (when.last === null || when.first === null)
    return { kind: 'date', note: 'year not given', ...(before ? { exclusive: true } : {}) };
  const hour = /(\d{1,2})\s?(?:h|giờ)\s?(\d{2})?/u.exec(trigger);
  const time = hour === null ? {} : { note: `${(hour[1] ?? '').padStart(2, '0')}:${hour[2] ?? '00'}` };
  // "đã hoàn thành" reports; such a task is done and brings no nudges.
  const done = /đã\s+(?:được\s+)?$/u.test(key.slice(0, at)) ? { note: 'done' } : {};
  if (before)
    return {
      kind: 'date',
      on: when.precision === 'day' || /hết/u.test(key.slice(at, when.end)) ? when.last : when.first,
      exclusive: true,
      ...time,
    };
  if (kind === 'effect') return { kind: 'date', on: when.last, exclusive: true, note: 'takes-effect' };
  if (kind === 'event') return { kind: 'date', on: when.last, note: 'event' };
  return { kind: 'date', on: when.last, ...time, ...done };
}

/** "đến hết năm 2030" sets a time at the begin of a clause or in brackets; elsewhere it belongs to a name or a target. */
function standsAlone(key: string, at: number): boolean {
  return /(?:^|[.;:(,]\s*|thực hiện\s+|hoàn thành\s+|kể từ ngày [^,;]{2,20}\s+)$/u.test(
    key.slice(Math.max(0, at - 60), at),
  );
}

/** "từ ngày 01 đến ngày 30 tháng 6 năm 2027", "24, 25 và 26 tháng 8": an event's days. */
function rangesIn(key: string, context: TimeContext): Found[] {
  const found: Found[] = [];
  for (const match of key.matchAll(
    words(
      'từ (?:ngày\\s+)?(\\d{1,2})((?:\\s?[/.-]\\s?\\d{1,2}){0,2}(?:\\s+tháng\\s+\\d{1,2})?(?:\\s+năm\\s+\\d{4})?)\\s*(?:đến|-)(?:\\s+hết)?(?=\\s*(?:ngày\\s+)?\\d)',
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
function relativeIn(key: string, context: TimeContext): Found[] {
  const found: Found[] = [];
  for (const match of key.matchAll(
    words(
      '(?:(?:chậm nhất|trong|sau)(?: thời hạn| vòng| thời gian)?(?: là)?|không quá|thời hạn)\\s+(\\d{1,3})\\s+(ngày làm việc|ngày|tuần|tháng)\\s*,?\\s*(?:kể )?(?:từ|sau)\\s+(?:ngày|khi|thời điểm)\\s+([^,.;()]{2,60})',
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
function onwardIn(key: string, context: TimeContext, cited: readonly Span[]): Found[] {
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

/** "thường xuyên" as the answer to when, not as an adverb of the work. */
function ongoingIn(key: string): Found[] {
  return Array.from(
    key.matchAll(
      /(?<=\(\s*|thời gian(?: thực hiện)?\s*:\s*|thực hiện\s+)(?:thực hiện )?thường xuyên(?:,? (?:và )?liên tục|,? hằng năm)?(?=\s*(?:[.;)]|$))/gu,
    ),
    (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      weight: 1,
      deadline: { kind: 'ongoing' as const },
    }),
  );
}

/** The one year the sentence names outside citations. */
function sentenceYear(key: string, at: number, cited: readonly Span[]): number | null {
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
