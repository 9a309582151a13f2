import { words } from '../text/key.js';
import { daysIn } from './day.js';
import {
  DAY_MONTH,
  daysNear,
  EACH,
  firstAfter,
  here,
  monthDay,
  type RecurringForm,
  recurring,
  sentenceFrom,
  yearly,
} from './recurringDays.js';

/** Wordings that recur on days they name: "trước ngày 15/6 và 15/12 hằng năm", "ngày 25 tháng cuối quý", "thứ Năm hằng tuần". */

const WEEKDAYS: readonly [string, string][] = [
  ['thứ hai|thứ 2', 'MO'],
  ['thứ ba|thứ 3', 'TU'],
  ['thứ tư|thứ 4', 'WE'],
  ['thứ năm|thứ 5', 'TH'],
  ['thứ sáu|thứ 6', 'FR'],
  ['thứ bảy|thứ 7', 'SA'],
  ['chủ nhật', 'SU'],
];
const BY = '(?:(trước|chậm nhất)(?: là)?(?: vào)?\\s+)?';

const halfYearly: RecurringForm = {
  form: words(
    `(?:định kỳ\\s+)?(?:0?6|sáu) tháng(?! (?:đầu|cuối) năm)(?:[^.;]{0,24}?(?:(?:01|1|một) năm|cả năm|${EACH} năm|năm))?|(?:định kỳ )?nửa năm`,
  ),
  read(match, key, context) {
    const clause = Math.max(
      key.lastIndexOf('; ', match.index),
      key.lastIndexOf('. ', match.index),
      match.index - 160,
      0,
    );
    const around = key.slice(clause, match.index + match[0].length + 20);
    if (!/định kỳ|báo cáo|sơ kết|(?:một|1|01|\/)\s?lần/u.test(around)) return null;
    if (/(?:từ|trong|thời hạn|ít nhất|tối đa|đủ|quá)\s+$/u.test(key.slice(0, match.index))) return null;
    // "06 tháng (trước ngày 15/6), hằng năm (trước ngày 15/12)": each period may bring its own day.
    const own = /^(?:định kỳ\s+)?(?:(?:0?6|sáu) tháng|nửa năm)/u.exec(match[0])?.[0].length ?? match[0].length;
    const from = match.index + own;
    // "(6 tháng trước ngày 10/6, năm trước ngày 10/11/2027)": a year makes them days of one year, no series.
    const near = key.slice(from, from + 110).split(/[;]|\.\s/u)[0] ?? '';
    if (/(?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}/u.test(near) && !/h(?:ằ|à)ng năm/u.test(near)) return null;
    const days = daysNear(key, from, 110 + match[0].length - own);
    // A plan of one year that does not say "định kỳ" means that year's days.
    if (days.list.length > 0 && context.titleYear !== null && !/định kỳ|h(?:ằ|à)ng năm|mỗi năm|\/lần/u.test(key))
      return null;
    if (days.list.length === 0) return here(match, 4, recurring([], 'half-yearly'));
    const deadline = recurring(days.list.map(yearly), 'half-yearly', days.exclusive, firstAfter(days.list, context));
    return { start: match.index, end: days.end, weight: 6, deadline };
  },
};

const dayOfYear: RecurringForm = {
  form: words(`${BY}${DAY_MONTH}(?:\\s+và\\s+${DAY_MONTH})?\\s+(?:${EACH}) năm`),
  read(match, _key, context) {
    const list: [number, number][] = [[Number(match[2]), Number(match[3])]];
    if (match[4] !== undefined) list.push([Number(match[4]), Number(match[5])]);
    const note = list.length > 1 ? 'half-yearly' : 'yearly';
    return here(match, 6, recurring(list.map(yearly), note, match[1] === 'trước', firstAfter(list, context)));
  },
};

const dayOfQuarter: RecurringForm = {
  form: words(
    `${BY}ngày\\s+(\\d{1,2})\\s+(?:(?:${EACH}|của(?: mỗi)?)\\s+)?tháng (cuối|đầu)(?: của)?(?: (?:mỗi|h(?:ằ|à)ng))? quý(?: (?:sau|tiếp theo|liền kề))?`,
  ),
  read(match) {
    const months = match[3] === 'đầu' ? '1,4,7,10' : '3,6,9,12';
    const rule = `FREQ=YEARLY;BYMONTH=${months};${monthDay(Number(match[2]))}`;
    return here(match, 6, recurring([rule], 'quarterly', match[1] === 'trước'));
  },
};

const dayOfMonth: RecurringForm = {
  form: words(
    `${BY}ngày\\s+(\\d{1,2})\\s+(?:(?:${EACH})\\s+tháng|của (?:mỗi |h(?:ằ|à)ng )?tháng(?! cuối))|(?:${EACH}) tháng\\s*\\(?${BY}ngày\\s+(\\d{1,2})(?!\\s?[/.\\d])`,
  ),
  read(match) {
    const rule = `FREQ=MONTHLY;${monthDay(Number(match[2] ?? match[4]))}`;
    return here(match, 6, recurring([rule], 'monthly', match[1] === 'trước' || match[3] === 'trước'));
  },
};

/** "Tháng 6 hằng năm", "Quý IV hằng năm": due by the last day of it, whatever the year. */
const monthOfYear: RecurringForm = {
  form: words(`(?:cuối )?(?:tháng\\s+(\\d{1,2})|quý\\s+(iv|i{1,3}|[1-4]))\\s+(?:${EACH}) năm`),
  read(match) {
    const month = match[1] === undefined ? quarterEnd(match[2] ?? '') : Number(match[1]);
    if (month < 1 || month > 12) return null;
    // February's last day differs; a day past the month's end falls on its last day.
    return here(match, 6, recurring([yearly([month === 2 ? 28 : daysIn(2027, month), month])], 'yearly'));
  },
};

/** "hằng quý, 6 tháng, năm": the shortest of the periods sets the pace. */
const severalPeriods: RecurringForm = {
  form: words(
    `(?:định kỳ\\s+)?(?:(?:${EACH}|theo)\\s+)?(?<!\\d\\s)(tuần|tháng|quý)(?:\\s*,\\s*(?:${EACH}\\s+)?(?:tháng|quý|0?6 tháng|sáu tháng|0?9 tháng|năm))*\\s*(?:,|và)\\s*(?:${EACH}\\s+)?(?:năm|0?6 tháng)(?!\\s*\\d)`,
  ),
  read(match, key) {
    const around = key.slice(Math.max(0, match.index - 24), match.index + 12);
    if (!/định kỳ|h(?:ằ|à)ng|mỗi|theo|báo cáo/u.test(around)) return null;
    const note = match[1] === 'tuần' ? 'weekly' : match[1] === 'tháng' ? 'monthly' : 'quarterly';
    const sentence = sentenceFrom(key, match.index + match[0].length);
    const inLast = note === 'quarterly' ? /ngày\s+(\d{1,2})\s+(?:của\s+)?tháng cuối/u.exec(sentence) : null;
    if (inLast === null) return here(match, 7, recurring([], note));
    const rule = `FREQ=YEARLY;BYMONTH=3,6,9,12;${monthDay(Number(inLast[1]))}`;
    return here(match, 7, recurring([rule], note, /trước\s+$/u.test(sentence.slice(0, inLast.index))));
  },
};

const dayOfWeek: RecurringForm = {
  form: words(`(?:${WEEKDAYS.map(([name]) => name).join('|')})\\s+(?:${EACH}) tuần`),
  read(match) {
    const code = WEEKDAYS.find(([names]) => names.split('|').some((name) => match[0].startsWith(`${name} `)))?.[1];
    return here(match, 6, recurring([`FREQ=WEEKLY${code === undefined ? '' : `;BYDAY=${code}`}`], 'weekly'));
  },
};

function quarterEnd(name: string): number {
  return 3 * (/\d/.test(name) ? Number(name) : ['i', 'ii', 'iii', 'iv'].indexOf(name) + 1);
}

export const RECURRING_DATES: readonly RecurringForm[] = [
  halfYearly,
  dayOfYear,
  dayOfQuarter,
  dayOfMonth,
  monthOfYear,
  severalPeriods,
  dayOfWeek,
];
