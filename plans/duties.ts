import { bodiesAt } from './agencies/list.js';
import { startsWithVerb } from './agencies/verbs.js';
import { deadlinesIn } from './deadlines/find.js';
import type { TimeContext } from './deadlines/when.js';
import type { PlanDuty } from './reading.js';
import type { TaskDraft } from './tasks/draft.js';
import { matchKey } from './text/key.js';

/**
 * Who must report to whom, and when: clauses of the tasks that send a report, a list or news to a body above, and
 * those that order periodic reports without saying to whom.
 */
export function collectDuties(tasks: readonly TaskDraft[], context: TimeContext): PlanDuty[] {
  const duties: PlanDuty[] = [];
  for (const task of tasks) {
    for (const { start, end, to } of reportsIn(task.text)) {
      const text = task.text.slice(start, end).trim();
      const own = deadlinesIn(text, matchKey(text), context)[0]?.deadline ?? null;
      const from =
        task.textStart === null ? null : task.textStart - (task.lead === '' ? 0 : task.lead.length + 1) + start;
      duties.push({
        section: task.section,
        who: task.agencies.join(', '),
        to,
        text,
        deadline: own ?? (task.deadline === null || task.text.includes(task.deadline.phrase) ? null : task.deadline),
        start: from ?? task.start,
        end: from === null ? task.end : from + text.length,
      });
    }
  }
  return duties;
}

/** The verbs that hand something up. */
const SENDS = /(?<!\p{L})(?:báo cáo|gửi|phản ánh|báo)(?!\s+(?:viên|chí|hiệu|động)(?!\p{L}))(?!\p{L})/gu;
/** Words that may stand between the verb and the one who receives. */
const BETWEEN =
  /^(?:\s*,?\s*(?:kết quả|tình hình|tiến độ|số liệu|bằng văn bản|văn bản|nội dung|định kỳ|đột xuất|kế hoạch|danh sách|triển khai|thực hiện|tổ chức|và|kịp thời|công tác|kế hoạch này|theo quy định|tổng hợp|chung|năm|\d{4}|tháng hành động|phòng|chống|ma túy|việc|những|các|khó khăn|vướng mắc|phát sinh|đề xuất|cáo|hoạt động|nhiệm vụ|cụ thể|chương trình|của đơn vị|của địa phương|đơn vị|địa phương|mình|nhanh|hằng năm|hằng tháng|hằng quý|6 tháng|kết quả thực hiện|sơ kết|tổng kết|trước ngày \d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?)(?!\p{L}))*\s*(?:(?:gửi\s+)?(?:về|cho|đến|tới|lên|với|trình|gửi|gửi về|xin ý kiến)\s+)?/u;

function reportsIn(text: string): { start: number; end: number; to: string | null }[] {
  const key = matchKey(text);
  const found: { start: number; end: number; to: string | null }[] = [];
  let covered = -1;
  for (const match of key.matchAll(SENDS)) {
    if (match.index < covered) continue;
    const clause = clauseAround(key, match.index);
    const after = match.index + match[0].length;
    const recipient = recipientAt(text, key, after, clause.end);
    // "để tổng hợp, báo cáo UBND tỉnh" says what the receiver will do with it.
    if (/(?:^|[\s,])để\s[^.;]{0,60}$/u.test(key.slice(clause.start, match.index))) continue;
    if (recipient === null) {
      const periodic =
        match[0] === 'báo cáo' &&
        /(?:định kỳ|tổng hợp|sơ kết|tổng kết|chế độ)[^.;]{0,60}$/u.test(key.slice(clause.start, match.index)) &&
        /^[^.;]{0,60}(?:theo quy định|định kỳ|kết quả|$)/u.test(key.slice(after, clause.end)) &&
        !(/^\s*,/u.test(key.slice(after)) && startsWithVerb(key.slice(after).replace(/^\s*,\s*/u, '')));
      const starts = match[0] === 'báo cáo' && match.index === clause.start;
      const regular = /định kỳ|h(?:ằ|à)ng (?:năm|tháng|quý)|0?6 tháng/u.test(key.slice(clause.start, clause.end));
      if ((!periodic && !starts) || !regular) continue;
    } else if (
      match[0] === 'gửi' &&
      !/(?:báo cáo|danh sách|kế hoạch|kết quả|văn bản|số liệu|thông tin|đăng ký)/u.test(
        key.slice(clause.start, match.index + 40),
      )
    )
      continue;
    else if (match[0] === 'báo' && !/(?:văn bản|báo cáo)/u.test(key.slice(clause.start, match.index))) continue;
    const start = match[0] === 'gửi' || match[0] === 'báo' ? narrowed(key, clause.start, match.index) : clause.start;
    found.push({ start, end: clause.end, to: recipient });
    covered = clause.end;
  }
  return found;
}

function recipientAt(text: string, key: string, from: number, end: number): string | null {
  const between = BETWEEN.exec(key.slice(from, end))?.[0].length ?? 0;
  // "gửi Phòng Công tác sinh viên": the receiver may begin like words that stand between.
  const straight = /^\s*(?:(?:về|cho|đến|tới|lên|với|trình)\s+)?/u.exec(key.slice(from, end))?.[0].length ?? 0;
  const list =
    bodiesAt(text, key, from + straight) ?? bodiesAt(text, key, from + between) ?? chained(text, key, from, end);
  if (list === null || list.start > end) return issuerShort(text, key, from, end) ?? summedUpBy(text, key, from, end);
  const first = matchKey(list.bodies[0]?.name ?? '');
  if (/^(?:các cấp|cấp|địa phương|nhân dân)$/u.test(first)) return null;
  const through = /^\s*\(([^()]*)\)/u.exec(text.slice(list.end));
  return through === null
    ? text.slice(list.start, list.end)
    : `${text.slice(list.start, list.end)} (${through[1] ?? ''})`;
}

/** "gửi về Bộ (qua Cục …)", "báo cáo Sở trước ngày …": the issuer by its short name. */
function issuerShort(text: string, key: string, from: number, end: number): string | null {
  const found =
    /(?:(?:gửi )?(?:về|lên|cho)\s+|^\s+)(bộ|sở|cục|tổng cục|ban|tỉnh|thành phố|trường|viện|cơ quan (?:thường trực|đầu mối)(?: của [^,.;()]{2,30}?)?)(\s*\([^()]*\))?(?=\s*(?:[,.;]|trước|chậm nhất|theo|để|vào|$))/u.exec(
      key.slice(from, end),
    );
  if (found === null) return null;
  const at = from + found.index + found[0].length - (found[1] ?? '').length - (found[2] ?? '').length;
  return /\p{Lu}/u.test(text.charAt(at)) || found[1]?.startsWith('cơ quan') === true
    ? text.slice(at, from + found.index + found[0].length)
    : null;
}

/** "báo cáo kết quả … để Công an tỉnh tổng hợp": whoever sums up receives. */
function summedUpBy(text: string, key: string, from: number, end: number): string | null {
  const purpose = /(?<!\p{L})để\s+/u.exec(key.slice(from, end));
  const list = purpose === null ? null : bodiesAt(text, key, from + purpose.index + purpose[0].length);
  if (list === null || list.start > end || !/^\s*(?:tổng hợp|theo dõi|báo cáo)/u.test(key.slice(list.end))) return null;
  return text.slice(list.start, list.end);
}

/** The receiver said later in the clause: "báo cáo tình hình, kết quả … về Công an tỉnh". */
function chained(text: string, key: string, from: number, end: number): ReturnType<typeof bodiesAt> {
  for (const match of key.slice(from, end).matchAll(/(?<!\p{L})(?:(?:gửi )?về|gửi|trình|báo)\s+/gu)) {
    const list = bodiesAt(text, key, from + match.index + match[0].length);
    if (list !== null) return list;
  }
  return null;
}

/** A clause reaches from the sentence's or semicolon's begin to its end, brackets left whole. */
function clauseAround(key: string, at: number): { start: number; end: number } {
  let start = 0;
  const whole = key.replace(/\([^()]*\)/gu, (bracket) => '·'.repeat(bracket.length));
  for (const match of whole.slice(0, at).matchAll(/[.;]\s+(?=\P{N})/gu)) start = match.index + match[0].length;
  const stop = /[.;](?=\s|$|\/)/u.exec(whole.slice(at));
  return { start, end: stop === null ? key.length : at + stop.index + (key.charAt(at + stop.index) === '.' ? 1 : 0) };
}

/** "…, rõ tiến độ và lập danh sách … gửi về": the clause that is sent begins at its own verb. */
function narrowed(key: string, start: number, at: number): number {
  const before = key.slice(start, at);
  const verb = [
    ...before.matchAll(
      /(?:,|và|đồng thời)\s+(?=(?:lập|xây dựng|tổng hợp|báo cáo|tham mưu|rà soát|đăng ký|đồng thời tham mưu)\s)/gu,
    ),
  ].at(-1);
  return verb === undefined ? start : start + verb.index + verb[0].length;
}
