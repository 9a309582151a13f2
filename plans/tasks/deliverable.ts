import type { Deliverable } from '../reading.js';
import { matchKey } from '../text/key.js';

const FORMS: readonly [Deliverable, RegExp][] = [
  [
    'danh sách',
    /(?:lập|công bố|rà soát,? lập|gửi|tổng hợp|cung cấp|báo cáo|cập nhật|chốt|đăng ký)\s+(?:[^.;]{0,24}\s)?danh sách/gu,
  ],
  [
    'kế hoạch',
    /(?:xây dựng|ban hành|lập|phê duyệt|cụ thể hóa bằng|tham mưu|hoàn thành|gửi)(?:,? (?:và )?(?:xây dựng|ban hành|triển khai|trình))*\s+(?:[^.;:]{0,34}\s)?kế hoạch(?!\s+(?:này|số|phát triển|hóa))/gu,
  ],
  [
    'báo cáo',
    /(?:gửi|nộp|xây dựng|tổng hợp,?(?: và)?|có|định kỳ|kết quả|thực hiện|chế độ)\s+(?:[^.;:]{0,20}\s)?báo cáo(?!\s+viên)|báo cáo\s+(?:tiến độ|tuần|tháng|quý|năm|kết quả|tình hình|định kỳ|sơ kết|tổng kết|nhanh|ubnd|ủy ban|về|bằng văn bản|chủ tịch|bộ|tỉnh ủy|chính phủ|sở|công an|ban chỉ đạo|thường trực)/gu,
  ],
];

/** What has to be handed in, where the text names it; of several, the one the deadline stands closest after. */
export function deliverableIn(text: string, deadlinePhrase: string | null): Deliverable | null {
  const key = matchKey(text);
  const due = deadlinePhrase === null ? -1 : key.indexOf(matchKey(deadlinePhrase));
  let best: { kind: Deliverable; rank: number } | null = null;
  for (const [kind, form] of FORMS) {
    for (const match of key.matchAll(form)) {
      // "Quyết định của Thủ tướng ban hành Kế hoạch …" tells who else made one.
      if (/(?:của|do)\s[^.;,)]{0,50}$/u.test(key.slice(Math.max(0, match.index - 60), match.index))) continue;
      const at = match.index + match[0].length;
      const rank = due >= at ? due - at : 100_000 + match.index;
      if (best === null || rank < best.rank) best = { kind, rank };
    }
  }
  return best?.kind ?? null;
}

/** The product's column of an annex table. */
export function deliverableOfProduct(cellText: string): Deliverable | null {
  const key = matchKey(cellText);
  return /(?<!\p{L})kế hoạch/u.test(key)
    ? 'kế hoạch'
    : /(?<!\p{L})danh sách/u.test(key)
      ? 'danh sách'
      : /(?<!\p{L})báo cáo/u.test(key)
        ? 'báo cáo'
        : null;
}
