/**
 * Where a text cites other documents. Their dates outnumber deadlines by far: what stands inside a citation is the
 * date of that document, and "đến năm 2030" inside a programme's name is no deadline.
 */
export interface Span {
  start: number;
  end: number;
}

const DOCUMENT =
  'nghị quyết|quyết định|kế hoạch|chỉ thị|kết luận|bộ luật|luật|pháp lệnh|văn bản|công văn|thông tư|nghị định|chương trình phối hợp|chương trình hành động|chương trình|thông báo|công điện|hướng dẫn|quy chế|quy định|đề án|thông tri|tờ trình|báo cáo|chiến lược|dự án|tiểu dự án|phong trào|biên bản|giấy mời|hiến pháp|lệnh|thư';
const DATE = '\\d{1,2}\\s?[/.\\-]\\s?\\d{1,2}\\s?[/.\\-]\\s?\\d{4}|\\d{1,2} tháng \\d{1,2} năm \\d{4}';

const FORMS = [
  // "Nghị quyết số 93/NQ-CP ngày 16/4/2025", also with blanks and commas in between.
  new RegExp(
    `(?:${DOCUMENT})[^.;]{0,80}?số\\s*:?\\s*[\\p{L}\\p{N}]+(?:[/-][\\p{L}\\p{N}&.-]+)*(?:\\s?[,(]?\\s*ngày\\s+(?:${DATE}))?`,
    'gu',
  ),
  new RegExp(
    `(?:số|văn bản|công văn)\\s*:?\\s*\\d+[\\p{L}]?\\s?[/-][\\p{L}\\p{N}/&-]+(?:\\s?[,(]?\\s*ngày\\s+(?:${DATE}))?`,
    'gu',
  ),
  // "Kết luận ngày 18/3/2025 của …", where nothing between asks for anything before that day.
  new RegExp(
    `(?:${DOCUMENT})(?:(?!trước|chậm nhất|hoàn thành|gửi|đến|từ|xong)[^.;,]){0,40}?\\s(?:ký )?ngày\\s+(?:${DATE})(?=\\s*(?:của|về|[,)]))`,
    'gu',
  ),
  /(?:bộ luật|luật|nghị định|hiến pháp)(?:(?!trong|trước|hoàn thành|chậm nhất|trình|tháng|quý)[^.;]){0,60}?(?:năm\s+)?(?:19|20)\d{2}/gu,
  // The name of a programme ends in its years.
  /(?:chương trình|chiến lược|đề án|dự án|kế hoạch|nghị quyết|quy hoạch|chỉ tiêu|mục tiêu)(?:(?!hoàn thành|phấn đấu|trước|chậm nhất|báo cáo|từ nay)[^.;:]){0,110}?(?:đến (?:hết )?năm \d{4}(?:,? (?:và )?(?:định hướng|tầm nhìn) đến năm \d{4})?|giai đoạn \d{4}\s?-\s?\d{4}(?:,? (?:và )?(?:định hướng|tầm nhìn) đến năm \d{4})?)/gu,
  /(?:định hướng|tầm nhìn) đến (?:hết )?năm \d{4}/gu,
];

export function citationsIn(key: string): Span[] {
  if (!/\d/.test(key)) return [];
  return FORMS.flatMap((form) =>
    Array.from(key.matchAll(form), (match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}

export function inside(spans: readonly Span[], at: number): boolean {
  return spans.some((span) => at >= span.start && at < span.end);
}

/** Days on which cited documents were issued, in the order of the text. */
export function citedDays(key: string): string[] {
  const days: string[] = [];
  for (const match of key.matchAll(
    new RegExp(`(?:số\\s*:?\\s*[\\p{L}\\p{N}/&.-]+|${DOCUMENT})\\s*,?\\s*ngày\\s+(${DATE})`, 'gu'),
  )) {
    const numbers = match[1]?.match(/\d+/g)?.map(Number) ?? [];
    const [dayOfMonth, month, year] = numbers;
    if (dayOfMonth === undefined || month === undefined || year === undefined || month > 12 || dayOfMonth > 31)
      continue;
    days.push(`${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`);
  }
  return days;
}
