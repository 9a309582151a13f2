import { citationsIn, inside } from './deadlines/citations.js';
import { type Unit, upwards } from './outline/outline.js';
import type { PlanTarget } from './reading.js';
import { purposeOf } from './tasks/sections.js';
import { everyUnit } from './tasks/walk.js';
import { has, matchKey } from './text/key.js';

const NUMBER = '(\\d{1,3}(?:[.]\\d{3})+|\\d+(?:[.,]\\d+)?)';
const COMPARISONS: readonly [PlanTarget['comparison'], string][] = [
  ['=', 'đạt|còn|có'],
  [
    '>=',
    'ít nhất|tối thiểu|không dưới|không thấp hơn|từ|đạt từ|tăng từ|giảm từ|trở lên|không ít hơn|ít nhất là|tối thiểu là',
  ],
  ['>', 'trên|hơn|cao hơn|vượt'],
  ['<=', 'tối đa|không quá|không vượt quá|nhiều nhất'],
  ['<', 'dưới|thấp hơn'],
];
const UNITS =
  '%|phần trăm|người|xã|phường|thôn|bản|tổ dân phố|mô hình|buổi|lớp|cuộc|hội nghị|tin|bài|tin, bài|vụ|cơ sở|trường|hộ|điểm|đợt|lượt|lượt người|câu lạc bộ|clb|lần|ngày|tuổi|con|trẻ|bác sĩ|giường|điểm phần trăm|bậc|dịch vụ|thủ tục|tỷ đồng|triệu đồng|đồng|km|ha|giờ|phút|phóng sự|chuyên mục|chuyên đề|xã, phường|doanh nghiệp|thành viên|đơn vị|địa phương|đồ án|nhà|công trình|xe|thiết bị|suất|tháng|‰|đề án|sản phẩm|kênh|nhóm|tài khoản';

/**
 * Figures the plan wants reached: what is counted of what, and by when. All in the parts on aims; elsewhere only where
 * the sentence says that it aims ("phấn đấu", "đạt"), since other figures report, cite or allot.
 */
export function collectTargets(root: Unit, periodEnd: string | null): PlanTarget[] {
  const targets: PlanTarget[] = [];
  const seen = new Set<string>();
  for (const unit of everyUnit(root)) {
    const purpose = purposeOf(unit);
    if (purpose === 'funding' || unit.kind === 'row') continue;
    const aims = purpose === 'aims';
    for (const target of targetsIn(unit, aims, periodEnd)) {
      // A target repeated in a task is the same target.
      const key = `${target.value}|${target.unit}|${matchKey(target.text)
        .replace(/^.*?(?=\d)/u, '')
        .slice(0, 28)}`;
      if (seen.has(key) && !aims) continue;
      seen.add(key);
      targets.push(target);
    }
  }
  return targets;
}

function targetsIn(unit: Unit, aims: boolean, periodEnd: string | null): PlanTarget[] {
  const { text, key } = unit;
  const cited = citationsIn(key);
  const found: PlanTarget[] = [];
  const yearly = /^h(?:ằ|à)ng năm/u.test(key);
  const inherited = byFromHeadings(unit, periodEnd);
  for (const clause of clausesOf(key)) {
    const part = key.slice(clause.start, clause.end);
    const wants =
      aims ||
      /(?:phấn đấu|đạt (?:tỷ lệ |mức |chỉ tiêu )?(?:ít nhất |tối thiểu |trên |từ )?\d)/u.test(part) ||
      has(part, '100%');
    if (!wants && !/%/u.test(part)) continue;
    if (!wants) continue;
    const figures = figuresIn(part, aims).filter((one) => !inside(cited, clause.start + one.start));
    const caption = /(?:^|[.;]\s+)(?:đến|tới|trong|hết) (?:hết |cuối )?năm (\d{4}):\s*$/u.exec(
      key.slice(0, clause.start),
    );
    const ownYear = /(?:đến|tới|trong|vào|cuối|hết) (?:hết |cuối )?năm (\d{4})|^\s*năm (\d{4})/u.exec(part) ?? caption;
    const dayYear = /(?:tháng|quý|ngày)\s[^,;]{0,14}?[/.-](20\d{2})(?!\d)/u.exec(part);
    const clauseYearly = /h(?:ằ|à)ng năm|mỗi năm|so với năm trước|\/năm/u.test(part);
    const by =
      ownYear !== null
        ? Number(ownYear[1] ?? ownYear[2])
        : clauseYearly || yearly
          ? 'hằng năm'
          : (inherited ?? (dayYear === null ? null : Number(dayYear[1])));
    if (figures.length === 0) {
      const movement =
        /^(?:h(?:ằ|à)ng năm,? ?|phấn đấu )*(?:kéo )?(?:giảm|tăng)(?: dần| mạnh)? (?:số|tỷ lệ|mức)|(?:tăng|giảm)(?: dần)? h(?:ằ|à)ng năm$/u.test(
          part.trim(),
        );
      if (aims && movement)
        found.push({
          section: unit.path,
          text: text.slice(clause.start, clause.end).trim(),
          value: null,
          comparison: null,
          unit: null,
          by,
        });
      continue;
    }
    for (const [index, figure] of figures.entries()) {
      const previous = figures[index - 1];
      const aim = aims ? -1 : part.lastIndexOf(', phấn đấu', figure.start);
      const start = previous === undefined ? (aim === -1 ? 0 : aim + 2) : joinBefore(part, previous.end, figure.start);
      const next = figures[index + 1];
      const end = next === undefined ? part.length : joinBefore(part, figure.end, next.start);
      const words = text
        .slice(clause.start + start, clause.start + end)
        .replace(/^[\s,;]*(?:và\s+)?/u, '')
        .replace(/[\s,;.]+$/u, '');
      found.push({
        section: unit.path,
        text: words,
        value: figure.value,
        comparison: figure.comparison,
        unit: figure.unit,
        by,
      });
    }
  }
  return found;
}

interface Figure {
  start: number;
  end: number;
  value: number;
  comparison: PlanTarget['comparison'];
  unit: string | null;
}

function figuresIn(part: string, aims: boolean): Figure[] {
  const figures: Figure[] = [];
  const comparison = COMPARISONS.map(([, words]) => words).join('|');
  const others = part.includes('%') ? UNITS : `${UNITS}|(?!năm |tháng |ngày )\\p{Ll}+(?: \\p{Ll}+)?`;
  const form = new RegExp(
    `(?<![\\p{L}\\p{N}/.,-])(?:(${comparison})\\s+)?${NUMBER}\\s?(?:-\\s?\\d+(?:[.,]\\d+)?\\s?)?(${others})(?![\\p{L}])`,
    'gu',
  );
  for (const match of part.matchAll(form)) {
    const unit = match[3] ?? null;
    const isPercent = unit === '%' || unit === 'phần trăm';
    // Counts other than percentages are targets only where the part is about targets.
    if (!isPercent && (!aims || match[1] === undefined)) continue;
    if (isPercent && /(?:lãi suất|thuế|mức thu|hỗ trợ|ngân sách)\s+(?:\S+\s+)?$/u.test(part.slice(0, match.index)))
      continue;
    // "trẻ em từ 6 đến dưới 16 tuổi" says who is counted.
    if (unit === 'tuổi' && !/tuổi thọ/u.test(part)) continue;
    const word = match[1];
    const after = part.slice(match.index + match[0].length, match.index + match[0].length + 12);
    const sign =
      COMPARISONS.find(([, words]) => word !== undefined && new RegExp(`^(?:${words})$`, 'u').test(word))?.[0] ??
      (/^\s*trở lên/u.test(after) ? '>=' : '=');
    // "từ 5% đến 10%" is one target.
    const range =
      /^\s*(?:đến|-)\s*\d+(?:[.,]\d+)?\s?%/u.exec(part.slice(match.index + match[0].length))?.[0].length ?? 0;
    if (figures.at(-1) !== undefined && match.index < (figures.at(-1)?.end ?? 0)) continue;
    figures.push({
      start: match.index,
      end: match.index + match[0].length + range,
      value: numberOf(match[2] ?? ''),
      comparison: sign,
      unit: isPercent ? '%' : unit,
    });
  }
  return figures;
}

function numberOf(written: string): number {
  return Number(/^\d{1,3}(?:\.\d{3})+$/.test(written) ? written.replace(/\./g, '') : written.replace(',', '.'));
}

/** Where the next of two figures in one clause begins: at the last "và" or comma before it. */
function joinBefore(part: string, after: number, next: number): number {
  const between = part.slice(after, next);
  const at = Math.max(between.lastIndexOf(' và '), between.lastIndexOf(', '));
  return at === -1 ? next : after + at;
}

function clausesOf(key: string): { start: number; end: number }[] {
  const clauses: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of key.matchAll(/;\s*|\.\s+(?=\p{L})|:\s+(?=[^:]*\d)|\.$/gu)) {
    clauses.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  clauses.push({ start, end: key.length });
  return clauses.filter((one) => one.end - one.start > 3);
}

function byFromHeadings(unit: Unit, periodEnd: string | null): number | string | null {
  for (const above of upwards(unit).slice(1)) {
    const year = /(?<!so với )(?<!cùng kỳ )năm (\d{4})/u.exec(above.key)?.[1];
    if (year !== undefined && above.kind !== 'root' && above.text.length < 200) return Number(year);
  }
  return periodEnd === null ? null : Number(periodEnd.slice(0, 4));
}
