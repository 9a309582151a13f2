import { bodiesAt } from '../agencies/list.js';
import { day } from '../deadlines/day.js';
import { markerOf } from '../outline/marker.js';
import type { Paragraph } from '../outline/paragraphs.js';
import { matchKey } from '../text/key.js';
import type { Warnings } from '../warn.js';
import { DOCUMENT_KIND } from './kinds.js';
import { isCapitals, recase } from './recase.js';

export interface Header {
  title: string | null;
  number: string | null;
  issuer: string | null;
  place: string | null;
  issuedOn: string | null;
  /** Index of the first paragraph after the title. */
  afterTitle: number;
}

/** Number, issuer, place, date and title, as far as the document gives them. Blanks ("Số:      /KH-UBND") stay null. */
export function readHeader(paragraphs: readonly Paragraph[], warn: Warnings): Header {
  const attached = attachedPlan(paragraphs);
  const first = paragraphs.findIndex(
    (one, index) =>
      index > attached && one.row === null && /^(?:roman|part|section|article)$/u.test(markerOf(one.text)?.kind ?? ''),
  );
  const bodyStart = first === -1 ? Math.min(paragraphs.length, 40) : first;
  const head = paragraphs.slice(0, bodyStart);
  const body = paragraphs.map((one) => one.text).join('\n');
  const kindAt =
    attached !== -1
      ? attached
      : head.findIndex(
          (one) =>
            one.row === null &&
            (DOCUMENT_KIND.test(one.key.trim()) ||
              (/^(?:kế hoạch|chương trình|đề án)\s/u.test(one.key) && isCapitals(one.text))),
        );
  const { title, afterTitle } = titleFrom(head, kindAt, body);
  const ownKind = head.findIndex((one) => one.row === null && DOCUMENT_KIND.test(one.key.trim()));
  const lines = head
    .slice(0, kindAt === -1 ? head.length : ownKind === -1 ? kindAt : Math.min(kindAt, ownKind))
    .flatMap(linesOf);
  const { place, issuedOn } = placeAndDate(lines);
  const number = numberIn(lines);
  const issuer = issuerIn(lines, head.slice(afterTitle), body, warn);
  return { title, number, issuer, place: place ?? provinceOf(issuer), issuedOn, afterTitle };
}

/** A plan attached to a decision ("Ban hành kèm theo Quyết định số …"): where its own heading stands, or -1. */
function attachedPlan(paragraphs: readonly Paragraph[]): number {
  return paragraphs.findIndex(
    (one, index) =>
      index > 4 &&
      one.row === null &&
      /^(?:kế hoạch|chương trình|đề án)(?: hành động)?$/u.test(one.key.trim()) &&
      paragraphs.slice(index + 1, index + 5).some((other) => /kèm theo quyết định/u.test(other.key)),
  );
}

function linesOf(paragraph: Paragraph): string[] {
  return paragraph.row === null
    ? [paragraph.text]
    : paragraph.row.cells.flatMap((one) => one.text.split('\n')).map((line) => line.trim());
}

function titleFrom(
  head: readonly Paragraph[],
  kindAt: number,
  body: string,
): { title: string | null; afterTitle: number } {
  const kind = head[kindAt];
  if (kind === undefined) return { title: null, afterTitle: 0 };
  const parts: string[] = [];
  let at = kindAt + 1;
  if (!DOCUMENT_KIND.test(kind.key.trim())) parts.push(kind.text.replace(/^\S+\s\S+\s+/, ''));
  for (; at < head.length; at += 1) {
    const one = head[at];
    if (one === undefined || one.row !== null || markerOf(one.text) !== null) break;
    const preamble =
      /^(?:căn cứ|thực hiện|triển khai|nhằm|để|trên cơ sở|tiếp tục|theo|xét|phát huy|tiếp theo|với mục|hưởng ứng|ngày|trong|đề nghị)/u.test(
        one.key,
      );
    if (
      parts.length > 0 &&
      (preamble ||
        /^\(/.test(one.text) ||
        /[.;:]$/.test(one.text) ||
        isCapitals(one.text) !== isCapitals(parts[0] ?? ''))
    )
      break;
    if (parts.length === 0 && /[:;]$/.test(one.text)) break;
    parts.push(one.text);
    if (parts.length > 4) break;
  }
  const title = parts
    .join(' ')
    .replace(/\s+/g, ' ')
    // When and with what it was issued is no part of the name.
    .replace(/\s*\((?:từ ngày|kèm theo|ban hành)[^()]*\)$/iu, '')
    .replace(/[-_–*\s]+$/, '')
    .trim();
  if (title === '') return { title: null, afterTitle: kindAt + 1 };
  return { title: isCapitals(title) ? recase(title, body) : title, afterTitle: at };
}

function placeAndDate(lines: readonly string[]): { place: string | null; issuedOn: string | null } {
  for (const line of lines) {
    const match = /^(.*?)[,\s]\s*ngày\s*(\d{0,2})[\s.…_]*tháng\s*(\d{0,2})[\s.…_]*năm\s*(\d{0,4})/iu.exec(line);
    if (match === null || /(?:số|nghị quyết|quyết định|kế hoạch|thực hiện)/iu.test(match[1] ?? '')) continue;
    const place =
      (match[1] ?? '')
        .split(/\s{3,}|\|/)
        .at(-1)
        ?.replace(/[,\s]+$/, '')
        .trim() ?? '';
    const issuedOn = day(Number(match[4]), Number(match[3]), Number(match[2]));
    return { place: place === '' || place.length > 40 ? null : place, issuedOn };
  }
  // Web copies put a table of facts before the text.
  const at = lines.findIndex((line) => /^ngày ban hành$/iu.test(line));
  const numbers = at === -1 ? [] : (lines[at + 1]?.match(/\d+/g)?.map(Number) ?? []);
  const [dayOfMonth = 0, month = 0, year = 0] = numbers;
  return { place: null, issuedOn: day(year, month, dayOfMonth) };
}

function numberIn(lines: readonly string[]): string | null {
  for (const [index, line] of lines.entries()) {
    const match =
      /(?:^|\s)số(?:\s+hiệu)?\s*:?\s*(\d+[\p{L}]?\s*[/-]\s*[\p{Lu}\d][\p{L}\d&.-]*(?:\s*[/-]\s*[\p{Lu}\d][\p{L}\d&.-]*)*)/iu.exec(
        line,
      );
    if (match?.[1] !== undefined && !/ngày/iu.test(line.slice(0, match.index))) return match[1].replace(/\s+/g, '');
    if (/^số hiệu$/iu.test(line) && /^\d+\S*\/\S+$/.test(lines[index + 1] ?? '')) return lines[index + 1] ?? null;
  }
  return null;
}

function issuerIn(
  lines: readonly string[],
  preamble: readonly Paragraph[],
  body: string,
  warn: Warnings,
): string | null {
  const left = lines
    .flatMap((line) => line.split(/\s{3,}/))
    .map((line) => line.trim())
    .filter(
      (line) =>
        isCapitals(line) &&
        !/CỘNG HÒA|CỘNG HOÀ|CHỦ NGHĨA|VIỆT NAM$|ĐẢNG CỘNG SẢN|KẾ HOẠCH|^SỐ|^\*+$|MẬT$|KHẨN$/u.test(line),
    );
  const joined = joinNames(left);
  const printed = joined.at(-1);
  if (printed !== undefined) {
    const name = abbreviated(recaseName(printed, body));
    const superior = joined.length > 1 ? abbreviated(recaseName(joined.at(-2) ?? '', body)) : null;
    if (!/^UBND$/u.test(name))
      return superior !== null && !/(?:tỉnh|thành phố|phường|xã)\s/iu.test(name) && /^UBND /u.test(superior)
        ? `${name}, ${superior}`
        : name;
  }
  const text = preamble.map((one) => one.text).join(' ');
  const key = matchKey(text);
  let found: string | null = null;
  for (const match of key.matchAll(
    /(?<![\p{L}])(?:ubnd|ủy ban|sở|bộ|công an|ban|phòng|đảng ủy|tỉnh ủy|hội|trường|cục|chi cục|văn phòng|tỉnh đoàn|liên đoàn|bảo hiểm|viện|tòa)(?![\p{L}])/gu,
  )) {
    const list = bodiesAt(text, key, match.index);
    const name = list?.bodies[0]?.name;
    if (list === null || name === undefined || list.bodies.length > 1) continue;
    if (/^\s*,?\s*(?:ban hành|xây dựng|triển khai|đề ra|yêu cầu)/u.test(key.slice(list.end))) found = name;
  }
  if (found === null) return printed === undefined ? null : abbreviated(recaseName(printed, body));
  return completed(abbreviated(found), body, warn);
}

/** "ỦY BAN NHÂN DÂN" and "TỈNH HƯNG YÊN" on two lines are one name. */
function joinNames(lines: readonly string[]): string[] {
  const names: string[] = [];
  for (const line of lines) {
    const last = names.at(-1);
    if (
      last !== undefined &&
      /^(?:TỈNH|THÀNH PHỐ|PHƯỜNG|XÃ|ĐẶC KHU|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN)\s/u.test(line) &&
      !/\s(?:TỈNH|THÀNH PHỐ|PHƯỜNG|XÃ|HUYỆN)\s/u.test(last)
    )
      names[names.length - 1] = `${last} ${line}`;
    else if (bodiesAt(line, matchKey(line), 0) !== null) names.push(line);
  }
  return names;
}

function recaseName(capitals: string, body: string): string {
  const text = recase(capitals, body);
  // A place's name that the text never mentions is still a name.
  return text.replace(
    /((?:tỉnh|thành phố|phường|xã|đặc khu|huyện|quận)\s)(\p{Ll}[\p{L}\s]*)$/u,
    (_, level: string, name: string) => level + name.replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase()),
  );
}

function abbreviated(name: string): string {
  return name.replace(/^[UỦ][ỷỶyỶỷ]?[^\s]* ban nhân dân/iu, 'UBND');
}

/** "UBND tỉnh" without a name: the province its own newspaper and broadcaster are named after. */
function completed(issuer: string, body: string, warn: Warnings): string {
  if (!/^UBND (?:tỉnh|thành phố)$/u.test(issuer)) return issuer;
  const counts = new Map<string, number>();
  const capital = '\\p{Lu}\\p{Ll}*';
  for (const match of body.matchAll(
    new RegExp(
      `(?:Báo|[Tt]ruyền hình|Đại học|[Tt]ỉnh|[Tt]hành phố)\\s+(${capital}(?: ${capital}){1,2})(?![\\p{L}])`,
      'gu',
    ),
  )) {
    const name = match[1] ?? '';
    if (/^(?:Việt|Mặt|Ủy|Tỉnh|Nhân)/u.test(name)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (best === undefined || best[1] < 2) return issuer;
  const full = `${issuer} ${best[0]}`;
  warn.add('plans:warning.issuerInferred', { issuer: full });
  return full;
}

/** Nghị định 30/2020: the place in the header of a provincial body is the province's name. */
function provinceOf(issuer: string | null): string | null {
  return /^UBND (?:tỉnh|thành phố) (.+)$/u.exec(issuer ?? '')?.[1] ?? null;
}
