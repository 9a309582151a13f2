import { startsWithVerb } from '../agencies/verbs.js';
import { words } from '../text/key.js';
import { inside, type Span } from './citations.js';
import { RECURRING_DATES } from './recurringDates.js';
import {
  daysNear,
  EACH,
  type Found,
  firstAfter,
  here,
  monthDay,
  type RecurringForm,
  recurring,
  sentenceFrom,
  yearly,
} from './recurringDays.js';
import type { TimeContext } from './when.js';

/** What comes again: every half-year, year, quarter, month, week or term, with the days the text names. */
export function recurringIn(key: string, context: TimeContext, cited: readonly Span[]): Found[] {
  const found: Found[] = [];
  for (const { form, read } of FORMS) {
    for (const match of key.matchAll(form)) {
      const one = inside(cited, match.index) ? null : read(match, key, context);
      if (one !== null) found.push(one);
    }
  }
  return found;
}

/** "ngân sách hằng năm", "kế hoạch … hằng năm" name a thing; they make no duty recurring. */
const NAMES_A_THING =
  /(?:ngân sách|kinh phí|dự toán|kế hoạch|chương trình|xã hội|chính trị|công tác|nhiệm vụ|chi|nhà nước|địa phương|thi đua|đơn vị|báo cáo|tăng|giảm|phí|vốn|dự toán chi|thường xuyên)\s+$/u;

const PACES = new Map([
  ['tuần', 'weekly'],
  ['tháng', 'monthly'],
  ['quý', 'quarterly'],
  ['năm', 'yearly'],
]);

const every: RecurringForm = {
  form: words(`(?:định kỳ\\s+)?(?:${EACH})\\s+(năm|quý|tháng|tuần)|(?:định kỳ )?theo (quý|tháng)|mỗi năm`),
  read(match, key, context) {
    const unit = match[1] ?? match[2] ?? 'năm';
    const end = match.index + match[0].length;
    const periodic = match[0].startsWith('định kỳ');
    const [before, after] = [key.slice(0, match.index), key.slice(end)];
    if (!periodic && NAMES_A_THING.test(before) && !/^\s*\((?:trước|chậm nhất|ngày)/u.test(after)) return null;
    const begins = /(?:^|[,;:(.]\s*|và\s+)$/u.test(before) && !/^\s*(?:của|cho|đối với)/u.test(after);
    if (!periodic && !begins && !/^\s*[,(]/u.test(after) && !startsWithVerb(after)) return null;
    const inMonth = unit === 'tháng' ? DAY_LATER.exec(sentenceFrom(key, end)) : null;
    if (inMonth !== null) {
      const rule = `FREQ=MONTHLY;${monthDay(Number(inMonth[2]))}`;
      return {
        start: match.index,
        end: end + inMonth.index + inMonth[0].length,
        weight: 6,
        deadline: recurring([rule], 'monthly', inMonth[1] === 'trước'),
      };
    }
    const days = unit === 'năm' ? daysNear(key, end, 60) : { list: [], end, exclusive: false };
    if (unit === 'năm' && days.list.length === 0 && /tháng hành động/u.test(sentenceFrom(key, end)))
      return here(match, 5, recurring(['FREQ=YEARLY;BYMONTH=6'], 'yearly, June; prepared in May'));
    const note = days.list.length > 1 ? 'half-yearly' : (PACES.get(unit) ?? 'yearly');
    return {
      start: match.index,
      end: Math.max(end, days.end),
      weight: days.list.length > 0 ? 6 : 3,
      deadline: recurring(days.list.map(yearly), note, days.exclusive, firstAfter(days.list, context)),
    };
  },
};
/** "Hằng tháng tổng hợp …, báo cáo … trước ngày 18": the day of the month said later in the sentence. */
const DAY_LATER =
  /(trước|chậm nhất(?: là)?(?: vào)?|vào)\s+ngày\s+(\d{1,2})(?!\s?[/.-]\s?\d|\s+(?:tháng|h(?:ằ|à)ng|của|mỗi)|\d)/u;

/** "3 tháng/lần", "định kỳ 01 tháng một lần". */
const onceIn: RecurringForm = {
  form: words('(?:định kỳ\\s+)?(?:(0?1|một|0?3|ba)\\s+)?(tuần|tháng|quý|năm)\\s?(?:/|một\\s|0?1\\s|/\\s?0?1)\\s?lần'),
  read(match, key) {
    const three = /3|ba/u.test(match[1] ?? '');
    if (/\d\s+$/u.test(key.slice(0, match.index)) || (three && match[2] !== 'tháng')) return null;
    return here(match, 5, recurring([], three ? 'quarterly' : (PACES.get(match[2] ?? '') ?? 'yearly')));
  },
};

const timesIn: RecurringForm = {
  form: words(
    '(?:ít nhất |tối thiểu )?(?:(?:0?1|một) lần\\s?/\\s?(tuần|tháng|quý|năm)|(?:\\d{1,2}|hai|ba) lần\\s?/\\s?(tuần|tháng))',
  ),
  read: (match) => here(match, 4, recurring([], PACES.get(match[1] ?? match[2] ?? '') ?? 'yearly')),
};

const perTerm: RecurringForm = {
  form: words('(?:mỗi|từng|h(?:ằ|à)ng) học kỳ'),
  read: (match) => here(match, 4, recurring([], 'per-term')),
};

/** "định kỳ tổng hợp, báo cáo": recurring, and nobody says how often. */
const unspecified: RecurringForm = {
  form: words('định kỳ'),
  read(match, key) {
    const [before, after] = [key.slice(0, match.index), key.slice(match.index + match[0].length)];
    if (/^\s*(?:0?6|sáu|nửa|h(?:ằ|à)ng|mỗi|theo)/u.test(after)) return null;
    const verb = startsWithVerb(after) || /^\s*(?:,|và|hoặc)?\s*(?:hoặc|và)?\s*đột xuất/u.test(after);
    if (!verb && !/báo cáo\s+$/u.test(before)) return null;
    if (/(?:không|kiểm tra|khám)\s+$/u.test(before)) return null;
    const tail = /^(?:\s+[^\s,.;()]+){1,5}/u.exec(after)?.[0].length ?? 0;
    return {
      start: match.index,
      end: match.index + match[0].length + tail,
      weight: 2,
      deadline: recurring([], 'unspecified'),
    };
  },
};

const FORMS: readonly RecurringForm[] = [...RECURRING_DATES, every, onceIn, timesIn, perTerm, unspecified];
