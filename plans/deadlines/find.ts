import type { Deadline } from '../reading.js';
import { words } from '../text/key.js';
import { citationsIn, inside, type Span } from './citations.js';
import { recurringIn } from './recurring.js';
import type { Found } from './recurringDays.js';
import { onwardIn, rangesIn, relativeIn, sentenceYear } from './spans.js';
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
  if (!TIME.test(key)) return [];
  const cited = citationsIn(key);
  const recurring = recurringIn(key, context, cited);
  const found = [
    ...recurring,
    ...datesIn(key, context, cited).filter(
      (one) => !recurring.some((other) => one.start < other.end && one.end > other.start && other.weight >= 5),
    ),
  ];
  found.push(...ongoingIn(key).filter((one) => !found.some((other) => one.start < other.end && one.end > other.start)));
  // "Thường xuyên tuyên truyền …": how the task begins says when only where nothing else does.
  if (found.length === 0) found.push(...ongoingFromTheStart(key));
  return found
    .map(({ deadline, start, end, weight }) => ({
      deadline: { phrase: text.slice(start, end).trim(), ...deadline },
      start,
      end,
      weight,
    }))
    .sort((a, b) => b.weight - a.weight || a.start - b.start);
}

/** Without one of these nothing below finds anything; most texts have none, and looking is what costs. */
const TIME = /\d|ngày|tháng|quý|năm|tuần|kỳ|thường xuyên|q\s?\./u;

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
      '(?:chậm nhất|muộn nhất|không muộn hơn|trễ nhất|hạn cuối|hạn chót|thời hạn cuối cùng)(?:\\s+là)?(?:\\s+vào)?(?:\\s+lúc)?(?:\\s+đến)?(?:\\s+trong)?(?:\\s+hết)?(?:\\s+\\d{1,2}\\s?(?:h|giờ)\\s?(?:\\d{2})?(?:\\s?phút)?\\s*,?)?',
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
      found.push(...furtherDays(key, when, context, deadline.exclusive === true));
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

/** "trước ngày 15/6/2027 (sơ kết) và 15/11/2027 (tổng kết)", "trong quý II và quý IV": what follows under the same word. */
function furtherDays(key: string, first: When, context: TimeContext, exclusive: boolean): Found[] {
  const found: Found[] = [];
  for (let before: When | null = first; before?.last != null; ) {
    const link =
      /^\s*(?:\([^()]{1,40}\))?\s*(?:,|;|và)\s*(?:trước\s+)?(?=(?:ngày\s+)?\d{1,2}\s?[/.-]|ngày\s+\d{1,2}\s+tháng|tháng\s+\d|quý\s)/u.exec(
        key.slice(before.end),
      );
    const at: number = before.end + (link?.[0].length ?? 0);
    const when: When | null = link === null ? null : whenAt(key, at, context, Number(before.last.slice(0, 4)));
    if (when?.last == null || when.precision !== first.precision || when.last <= before.last) break;
    found.push({
      start: at,
      end: when.end,
      weight: 5,
      deadline: { kind: 'date', on: when.last, ...(exclusive ? { exclusive } : {}) },
    });
    before = when;
  }
  return found;
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

/** A task that begins with it goes on all the time, and has no day that it is done by. */
function ongoingFromTheStart(key: string): Found[] {
  const match = /^(?:[-–+*•]\s*)?(thường xuyên(?:,? (?:và )?liên tục)?)(?=,?\s+\p{L})/u.exec(key);
  if (match?.[1] === undefined) return [];
  const end = match[0].length;
  return [{ start: end - match[1].length, end, weight: 1, deadline: { kind: 'ongoing' } }];
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
