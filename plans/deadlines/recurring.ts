import { startsWithVerb } from '../agencies/verbs.js';
import type { Deadline } from '../reading.js';
import { words } from '../text/key.js';
import { inside, type Span } from './citations.js';
import { day, daysIn } from './day.js';
import type { TimeContext } from './when.js';

export interface Found extends Span {
  deadline: Omit<Deadline, 'phrase'>;
  /** The surer a form, the higher: what a unit says several times over is decided by it. */
  weight: number;
}

const EACH = '(?:h(?:ằ|à)ng|mỗi)';
const DAY_MONTH = '(?:ngày\\s+)?(\\d{1,2})(?:\\s?[/.-]\\s?|\\s+tháng\\s+)(\\d{1,2})(?!\\s?[/.-]?\\s?\\d)';
const WEEKDAYS: readonly [string, string][] = [
  ['thứ hai|thứ 2', 'MO'],
  ['thứ ba|thứ 3', 'TU'],
  ['thứ tư|thứ 4', 'WE'],
  ['thứ năm|thứ 5', 'TH'],
  ['thứ sáu|thứ 6', 'FR'],
  ['thứ bảy|thứ 7', 'SA'],
  ['chủ nhật', 'SU'],
];
/** "ngân sách hằng năm", "kế hoạch … hằng năm" name a thing; they make no duty recurring. */
const NAMES_A_THING =
  /(?:ngân sách|kinh phí|dự toán|kế hoạch|chương trình|xã hội|chính trị|công tác|nhiệm vụ|chi|nhà nước|địa phương|thi đua|đơn vị|báo cáo|tăng|giảm|phí|vốn|dự toán chi|thường xuyên)\s+$/u;

const PACES = new Map([
  ['tuần', 'weekly'],
  ['tháng', 'monthly'],
  ['quý', 'quarterly'],
  ['năm', 'yearly'],
]);

/** What comes again: every half-year, year, quarter, month, week or term, with the days the text names. */
export function recurringIn(key: string, context: TimeContext, cited: readonly Span[]): Found[] {
  const found: Found[] = [];
  const add = (start: number, end: number, weight: number, deadline: Found['deadline']): void => {
    if (!inside(cited, start)) found.push({ start, end, weight, deadline });
  };
  const recur = (
    rules: readonly string[],
    note: string,
    exclusive: boolean,
    first: string | null,
  ): Found['deadline'] => ({
    kind: 'recurring',
    ...(rules.length > 0 ? { rrule: rules.join('\n') } : {}),
    ...(exclusive ? { exclusive: true as const } : {}),
    note,
    ...(first === null ? {} : { from: first }),
  });

  for (const match of key.matchAll(
    words(
      `(?:định kỳ\\s+)?(?:0?6|sáu) tháng(?! (?:đầu|cuối) năm)(?:[^.;]{0,24}?(?:(?:01|1|một) năm|cả năm|${EACH} năm|năm))?|(?:định kỳ )?nửa năm`,
    ),
  )) {
    if (
      !/định kỳ|báo cáo|sơ kết|(?:một|1|01|\/)\s?lần/u.test(
        key.slice(Math.max(0, match.index - 60), match.index + match[0].length + 20),
      )
    )
      continue;
    if (/(?:từ|trong|thời hạn|ít nhất|tối đa|đủ|quá)\s+$/u.test(key.slice(0, match.index))) continue;
    // "06 tháng (trước ngày 15/6), hằng năm (trước ngày 15/12)": each period may bring its own day.
    const own = /^(?:định kỳ\s+)?(?:(?:0?6|sáu) tháng|nửa năm)/u.exec(match[0])?.[0].length ?? match[0].length;
    // "(6 tháng trước ngày 10/6, năm trước ngày 10/11/2027)": a year makes them days of one year, no series.
    const window = key.slice(match.index + own, match.index + own + 110).split(/[;]|\.\s/u)[0] ?? '';
    if (/(?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}/u.test(window) && !/h(?:ằ|à)ng năm/u.test(window)) continue;
    const days = daysNear(key, match.index + own, 110 + match[0].length - own);
    const first = firstAfter(days.list, context);
    if (days.list.length > 0)
      add(match.index, days.end, 6, recur(days.list.map(yearly), 'half-yearly', days.exclusive, first));
    else add(match.index, match.index + match[0].length, 4, recur([], 'half-yearly', false, null));
  }
  for (const match of key.matchAll(
    words(`(?:(trước|chậm nhất)(?: là)?(?: vào)?\\s+)?${DAY_MONTH}(?:\\s+và\\s+${DAY_MONTH})?\\s+(?:${EACH}) năm`),
  )) {
    const list = [
      [Number(match[2]), Number(match[3])],
      ...(match[4] === undefined ? [] : [[Number(match[4]), Number(match[5])]]),
    ] as [number, number][];
    add(
      match.index,
      match.index + match[0].length,
      6,
      recur(
        list.map(yearly),
        list.length > 1 ? 'half-yearly' : 'yearly',
        match[1] === 'trước',
        firstAfter(list, context),
      ),
    );
  }
  for (const match of key.matchAll(
    words(
      `(?:(trước|chậm nhất)(?: là)?(?: vào)?\\s+)?ngày\\s+(\\d{1,2})\\s+(?:(?:${EACH}|của(?: mỗi)?)\\s+)?tháng (cuối|đầu)(?: của)?(?: (?:mỗi|h(?:ằ|à)ng))? quý(?: (?:sau|tiếp theo|liền kề))?`,
    ),
  )) {
    add(
      match.index,
      match.index + match[0].length,
      6,
      recur(
        [`FREQ=YEARLY;BYMONTH=${match[3] === 'đầu' ? '1,4,7,10' : '3,6,9,12'};${monthDay(Number(match[2]))}`],
        'quarterly',
        match[1] === 'trước',
        null,
      ),
    );
  }
  for (const match of key.matchAll(
    words(
      `(?:(trước|chậm nhất)(?: là)?(?: vào)?\\s+)?ngày\\s+(\\d{1,2})\\s+(?:(?:${EACH})\\s+tháng|của (?:mỗi |h(?:ằ|à)ng )?tháng(?! cuối))|(?:${EACH}) tháng\\s*\\(?(?:(trước|chậm nhất)(?: là)?(?: vào)?\\s+)?ngày\\s+(\\d{1,2})(?!\\s?[/.\\d])`,
    ),
  )) {
    const exclusive = match[1] === 'trước' || match[3] === 'trước';
    add(
      match.index,
      match.index + match[0].length,
      6,
      recur([`FREQ=MONTHLY;${monthDay(Number(match[2] ?? match[4]))}`], 'monthly', exclusive, null),
    );
  }
  for (const match of key.matchAll(
    words(`(?:cuối )?(?:tháng\\s+(\\d{1,2})|quý\\s+(iv|i{1,3}|[1-4]))\\s+(?:${EACH}) năm`),
  )) {
    const month = match[1] === undefined ? quarterEnd(match[2] ?? '') : Number(match[1]);
    if (month >= 1 && month <= 12)
      add(
        match.index,
        match.index + match[0].length,
        6,
        recur([yearly([daysIn(2027, month), month])], 'yearly', false, null),
      );
  }
  // "hằng quý, 6 tháng, năm": the shortest of the periods sets the pace.
  for (const match of key.matchAll(
    words(
      `(?:định kỳ\\s+)?(?:(?:${EACH}|theo)\\s+)?(?<!\\d\\s)(tuần|tháng|quý)(?:\\s*,\\s*(?:${EACH}\\s+)?(?:tháng|quý|0?6 tháng|sáu tháng|0?9 tháng|năm))*\\s*(?:,|và)\\s*(?:${EACH}\\s+)?(?:năm|0?6 tháng)(?!\\s*\\d)`,
    ),
  )) {
    if (!/định kỳ|h(?:ằ|à)ng|mỗi|theo|báo cáo/u.test(key.slice(Math.max(0, match.index - 24), match.index + 12)))
      continue;
    const unit = match[1] === 'tuần' ? 'weekly' : match[1] === 'tháng' ? 'monthly' : 'quarterly';
    const end = match.index + match[0].length;
    const sentence = sentenceFrom(key, end);
    const inLast = /ngày\s+(\d{1,2})\s+(?:của\s+)?tháng cuối/u.exec(sentence);
    const rule =
      unit === 'quarterly' && inLast !== null ? `FREQ=YEARLY;BYMONTH=3,6,9,12;${monthDay(Number(inLast[1]))}` : null;
    const exclusive = rule !== null && /trước\s+$/u.test(sentence.slice(0, inLast?.index ?? 0));
    add(match.index, end, 7, recur(rule === null ? [] : [rule], unit, exclusive, null));
  }
  for (const match of key.matchAll(words(`(?:${WEEKDAYS.map(([name]) => name).join('|')})\\s+(?:${EACH}) tuần`))) {
    const code = WEEKDAYS.find(([name]) => new RegExp(`^(?:${name})(?!\\p{L})`, 'u').test(match[0]))?.[1];
    add(
      match.index,
      match.index + match[0].length,
      code === undefined ? 5 : 6,
      recur([`FREQ=WEEKLY${code === undefined ? '' : `;BYDAY=${code}`}`], 'weekly', false, null),
    );
  }
  for (const match of key.matchAll(
    words(`(?:định kỳ\\s+)?(?:${EACH})\\s+(năm|quý|tháng|tuần)|(?:định kỳ )?theo (quý|tháng)|mỗi năm`),
  )) {
    const unit = match[1] ?? match[2] ?? 'năm';
    const end = match.index + match[0].length;
    const periodic = match[0].startsWith('định kỳ');
    const after = key.slice(end);
    if (!periodic && NAMES_A_THING.test(key.slice(0, match.index)) && !/^\s*\((?:trước|chậm nhất|ngày)/u.test(after))
      continue;
    const begins = /(?:^|[,;:(.]\s*|và\s+)$/u.test(key.slice(0, match.index));
    const adverb =
      periodic ||
      /^\s*[,(]/u.test(after) ||
      startsWithVerb(after) ||
      (begins && !/^\s*(?:của|cho|đối với)/u.test(after));
    if (!adverb) continue;
    const inMonth =
      unit === 'tháng'
        ? /(trước|chậm nhất(?: là)?(?: vào)?|vào)\s+ngày\s+(\d{1,2})(?!\s?[/.-]\s?\d|\s+(?:tháng|h(?:ằ|à)ng|của|mỗi)|\d)/u.exec(
            sentenceFrom(key, end),
          )
        : null;
    if (inMonth !== null) {
      const rule = `FREQ=MONTHLY;${monthDay(Number(inMonth[2]))}`;
      add(
        match.index,
        end + inMonth.index + inMonth[0].length,
        6,
        recur([rule], 'monthly', inMonth[1] === 'trước', null),
      );
      continue;
    }
    const days = unit === 'năm' ? daysNear(key, end, 60) : { list: [], end, exclusive: false };
    const season = unit === 'năm' && days.list.length === 0 ? /tháng hành động/u.exec(sentenceFrom(key, end)) : null;
    const note = unit === 'năm' ? 'yearly' : unit === 'quý' ? 'quarterly' : unit === 'tháng' ? 'monthly' : 'weekly';
    if (season !== null)
      add(match.index, end, 5, recur(['FREQ=YEARLY;BYMONTH=6'], 'yearly, June; prepared in May', false, null));
    else
      add(
        match.index,
        Math.max(end, days.end),
        days.list.length > 0 ? 6 : 3,
        recur(
          days.list.map(yearly),
          days.list.length > 1 ? 'half-yearly' : note,
          days.exclusive,
          firstAfter(days.list, context),
        ),
      );
  }
  for (const match of key.matchAll(
    words('(?:định kỳ\\s+)?(?:(0?1|một|0?3|ba)\\s+)?(tuần|tháng|quý|năm)\\s?(?:/|một\\s|0?1\\s|/\\s?0?1)\\s?lần'),
  )) {
    const three = /3|ba/u.test(match[1] ?? '');
    if (/\d\s+$/u.test(key.slice(0, match.index)) || (three && match[2] !== 'tháng')) continue;
    const note =
      match[2] === 'quý' || three
        ? 'quarterly'
        : match[2] === 'tuần'
          ? 'weekly'
          : match[2] === 'tháng'
            ? 'monthly'
            : 'yearly';
    add(match.index, match.index + match[0].length, 5, recur([], note, false, null));
  }
  for (const match of key.matchAll(words('(?:ít nhất |tối thiểu )?(?:0?1|một) lần\\s?/\\s?(tuần|tháng|quý|năm)'))) {
    const note = PACES.get(match[1] ?? '') ?? 'yearly';
    add(match.index, match.index + match[0].length, 4, recur([], note, false, null));
  }
  for (const match of key.matchAll(words('(?:mỗi|từng|h(?:ằ|à)ng) học kỳ')))
    add(match.index, match.index + match[0].length, 4, recur([], 'per-term', false, null));
  for (const match of key.matchAll(words('định kỳ'))) {
    const after = key.slice(match.index + match[0].length);
    const before = key.slice(0, match.index);
    if (/^\s*(?:0?6|sáu|nửa|h(?:ằ|à)ng|mỗi|theo)/u.test(after)) continue;
    const verb = startsWithVerb(after) || /^\s*(?:,|và|hoặc)?\s*(?:hoặc|và)?\s*đột xuất/u.test(after);
    if (!verb && !/báo cáo\s+$/u.test(before)) continue;
    if (/(?:không|kiểm tra|khám)\s+$/u.test(before)) continue;
    add(match.index, match.index + match[0].length + phraseTail(after), 2, recur([], 'unspecified', false, null));
  }
  return found;
}

/** "(trước ngày 15/6 và 15/12 hằng năm)" soon after what recurs. */
function daysNear(
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

function yearly([dayOfMonth, month]: [number, number]): string {
  return `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${dayOfMonth}`;
}

/** A day past the month's end falls on its last day (Bộ luật Dân sự 2015, art. 148). */
function monthDay(dayOfMonth: number): string {
  if (dayOfMonth <= 28) return `BYMONTHDAY=${dayOfMonth}`;
  const days = [28, 29, 30, 31].filter((one) => one <= dayOfMonth);
  return `BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
}

function firstAfter(list: readonly [number, number][], context: TimeContext): string | null {
  const { issuedOn } = context;
  if (issuedOn === null) return null;
  const year = Number(issuedOn.slice(0, 4));
  const days = [year, year + 1].flatMap((one) =>
    list.map(([dayOfMonth, month]) => day(one, month, Math.min(dayOfMonth, daysIn(one, month)))),
  );
  return days.filter((one) => one !== null && one > issuedOn).sort()[0] ?? null;
}

function quarterEnd(name: string): number {
  return 3 * (/\d/.test(name) ? Number(name) : ['i', 'ii', 'iii', 'iv'].indexOf(name) + 1);
}

function sentenceFrom(key: string, at: number): string {
  return key.slice(at).split(/[.;]\s/u)[0] ?? '';
}

function phraseTail(after: string): number {
  return /^(?:\s+[^\s,.;()]+){1,5}/u.exec(after)?.[0].length ?? 0;
}
