import { matchKey } from '../text/key.js';

export type LabelKind = 'lead' | 'with' | 'when' | 'product';

export interface Labelled {
  kind: LabelKind;
  value: string;
}

const KINDS: readonly [LabelKind, string][] = [
  [
    'with',
    '(?:cơ quan|đơn vị|các cơ quan|các đơn vị|bộ phận|cơ quan, đơn vị|đơn vị, địa phương)?\\s*(?:cùng )?phối hợp(?: thực hiện)?',
  ],
  [
    'lead',
    '(?:cơ quan|đơn vị|bộ phận|các đơn vị|cơ quan, đơn vị|tổ chức)?\\s*(?:chủ trì|tham mưu|đầu mối|phụ trách|chịu trách nhiệm)(?:,? (?:thực hiện|tham mưu|triển khai|chính|tham mưu thực hiện|và thực hiện|tổ chức thực hiện))?|(?:cơ quan|đơn vị|các cơ quan|các đơn vị|bộ phận|cơ quan, đơn vị) thực hiện|phân công(?: thực hiện)?|phân công nhiệm vụ|trách nhiệm thực hiện',
  ],
  [
    'when',
    '(?:thời gian|thời hạn|tiến độ|thời điểm|lộ trình|hạn)(?: (?:thực hiện|hoàn thành|triển khai|báo cáo|tổ chức|gửi|hoàn thành nhiệm vụ))*',
  ],
  [
    'product',
    '(?:sản phẩm|kết quả|đầu ra|sản phẩm đầu ra|kết quả đầu ra|sản phẩm hoàn thành|kết quả đạt được)(?: (?:dự kiến|đầu ra|hoàn thành|thực hiện))?',
  ],
];

const ANY = new RegExp(
  `(?<=^|[.;,(]\\s*|\\s[-+]\\s*)(?:${KINDS.map(([kind, form]) => `(?<${kind}>${form})`).join('|')})\\s*:\\s*`,
  'gu',
);

/**
 * "Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: …; thời gian hoàn thành: Quý II/2026", in lines of their own or at the
 * end of the task. `rest` is the text before the first label.
 */
export function labelsIn(text: string): { labels: Labelled[]; rest: string } {
  const key = matchKey(text);
  const matches = Array.from(key.matchAll(ANY));
  const first = matches[0];
  if (first === undefined) return { labels: [], rest: text };
  const labels = matches.map((match, index) => ({
    kind: KINDS.find(([kind]) => match.groups?.[kind] !== undefined)?.[0] ?? ('product' as const),
    value: text
      .slice(match.index + match[0].length, matches[index + 1]?.index ?? text.length)
      .replace(/[\s.;,(-]+$/u, '')
      .trim(),
  }));
  return {
    labels,
    rest: text
      .slice(0, first.index)
      .replace(/[\s(;,-]+$/u, '')
      .trim(),
  };
}
