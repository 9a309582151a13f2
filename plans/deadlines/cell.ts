import type { Deadline } from '../reading.js';
import { matchKey } from '../text/key.js';
import { deadlinesIn } from './find.js';
import { yearsOnward } from './spans.js';
import { type TimeContext, whenAt } from './when.js';

/**
 * All a cell says about when, the first first: several days on lines of their own or after captions ("Giai đoạn 1:
 * 30/6/2027; Giai đoạn 2: 30/11/2027") are each a deadline of the task. Empty where nothing can be read.
 */
export function deadlinesOfCell(cellText: string, context: TimeContext): Deadline[] {
  const parts = cellText
    .split(/[\n;]/)
    .map((part) => part.replace(/^[^:]{1,40}:\s*/u, '').trim())
    .filter((part) => part !== '');
  const apart = parts.map((part) => deadlineOfCell(part, context));
  if (parts.length > 1 && apart.every((one) => one?.kind === 'date' && one.on !== undefined))
    return apart.filter((one) => one !== null);
  const whole = deadlineOfCell(cellText, context) ?? (parts.length === 1 ? (apart[0] ?? null) : null);
  return whole === null ? [] : [whole];
}

/**
 * A cell or label that says when: "12/2027", "2027", "Quý II/2027", "2027 - 2028", "Thường xuyên". Here a bare date is
 * a deadline, since the column's head says so. Null for "theo quy định", "khi có yêu cầu" and what cannot be read.
 */
function deadlineOfCell(cellText: string, context: TimeContext): Deadline | null {
  const phrase = cellText.replace(/\s+/g, ' ').trim().replace(/[.;]$/, '');
  const key = matchKey(phrase);
  if (key === '') return null;
  const years = /^(?:năm |từ năm |giai đoạn )?((?:19|20)\d{2})\s?(?:-|đến(?: năm)?)\s?((?:19|20)\d{2})$/u.exec(key);
  if (years !== null) return { phrase, ...yearsOnward(Number(years[1]), `${years[2]}-12-31`) };
  const bareYear = /^(?:trong )?(?:năm )?((?:19|20)\d{2})$/u.exec(key);
  if (bareYear !== null) return { phrase, kind: 'date', on: `${bareYear[1]}-12-31` };
  if (
    /^(?:thực hiện )?(?:thường xuyên|liên tục|cả năm|suốt năm|quanh năm)(?:,? (?:và )?(?:liên tục|thường xuyên|h(?:ằ|à)ng năm|trong năm|theo quy định|theo kế hoạch))*$/u.test(
      key,
    )
  )
    return { phrase, kind: 'ongoing' };
  const ownYear = /^(?:trong|hết|cuối) năm(?: (?:kế hoạch|học))?$/u.test(key) ? context.titleYear : null;
  if (ownYear !== null) return { phrase, kind: 'date', on: `${ownYear}-12-31` };
  const each = /^(?:định kỳ )?(?:h(?:ằ|à)ng|mỗi) (năm|quý|tháng|tuần)$/u.exec(key);
  if (each !== null)
    return {
      phrase,
      kind: 'recurring',
      note: each[1] === 'năm' ? 'yearly' : each[1] === 'quý' ? 'quarterly' : each[1] === 'tháng' ? 'monthly' : 'weekly',
    };
  const stated = deadlinesIn(phrase, key, context)[0]?.deadline;
  if (stated !== undefined) return { ...stated, phrase };
  const lead =
    /^(?:(?:trong|vào|đến|đến hết|hết|cuối|ngày|thời gian:?|hoàn thành(?: trong| vào)?:?)\s+)*/u.exec(key)?.[0]
      .length ?? 0;
  for (const at of [lead, 0]) {
    const when = whenAt(key, at, context, null);
    if (when !== null)
      return when.last === null
        ? { phrase, kind: 'date', note: 'year not given' }
        : { phrase, kind: 'date', on: when.last };
  }
  const since = /^(?:bắt đầu )?(?:kể )?từ\s+/u.exec(key);
  const start = since === null ? null : whenAt(key, since[0].length, context, null);
  if (start?.first != null) return { phrase, kind: 'period', from: start.first };
  if (/^định kỳ/u.test(key)) return { phrase, kind: 'recurring', note: 'unspecified' };
  return null;
}
