import { foldKey, nfc } from '../../../base/text.js';
import { readDay } from './readDay.js';

/** A paper as officials name it. */
export interface ReadDocument {
  /** "123", "12a", "123/2027". */
  number: string;
  /** "KH-UBND", or null where none was given. */
  symbol: string | null;
  /** YYYY-MM-DD; null where none was given, or none that exists. */
  date: string | null;
  /** The text names a day that does not exist. */
  badDate: boolean;
  /** What else was said. */
  rest: string;
}

const WORD = String.raw`[\p{L}][\p{L}\p{N}]*`;
/** 123/KH-UBND, 123/2027/QĐ-UBND, 45 / BC – CAT - PC04; the Party's 12-KH/TU. */
const WITH_SYMBOL = new RegExp(
  String.raw`(?<![\p{L}\p{N}/])(?:(\d{1,6}[a-zđ]?(?:\s?/\s?\d{4})?)\s?/\s?(${WORD}(?:\s?[-/.&]\s?${WORD})*)|(\d{1,6})\s?-\s?(${WORD}\s?/\s?${WORD}))`,
  'iu',
);
/** "số 123", and a bare number only where nothing but a day follows. */
const NUMBER_ONLY =
  /(?<![\p{L}\p{N}])(?:s[ốôo]|no\.?|number)\s*[:.]?\s*(\d{1,6}[a-zđ]?)(?![\p{L}\p{N}]|\s?[/-]\s?[\p{L}\p{N}])/iu;
const BARE_NUMBER = /^(\d{1,6})(?=$|[\s,;]+(?:ngay|hom|dated|of)\b)/;
/** What leads up to a number and belongs to it. */
const LEADING = /(?:\b(?:so|no|number)\b\s*[:.]?|\bso\s*:)\s*$/;
const KINDS =
  'bao cao|ke hoach|cong van|danh sach|quyet dinh|to trinh|thong bao|chuong trinh|phuong an|huong dan|van ban|bien ban|nghi quyet|bc|kh|cv|qd|tb|tt|report|plan|list|letter';
const KIND_BEFORE = new RegExp(`(?:^|[\\s,;.:])(?:${KINDS})\\s*$`);

/** Stands for what has been read, so that places stay: no letter, no digit, no blank. */
const GONE = '\uFFFC';

/** Symbols typed without diacritics whose written form is never another. */
const WRITTEN: Readonly<Record<string, string>> = { QD: 'QĐ', HDND: 'HĐND', BCD: 'BCĐ', SGDDT: 'SGDĐT', DA: 'ĐA' };

/**
 * The number, symbol and date of a paper in one line of any usual spelling: "số 123/KH-UBND ngày 05/6/2027", "BC
 * 45/BC-CAT, 5.6.27", "Số: 12-KH/TU ngày 05 tháng 6 năm 2027", typed with diacritics or without. Null where no number
 * is named. A day without a year is the last such day.
 */
export function readDocument(typed: string, today: string): ReadDocument | null {
  const text = nfc(typed).replace(/[–—−]/g, '-').replace(/\s+/g, ' ').trim();
  const folded = foldKey(text);
  // Positions below are of the folded text; NFC letters fold one to one.
  if (folded.length !== text.length) return null;
  const full = WITH_SYMBOL.exec(text);
  const short = full === null ? (NUMBER_ONLY.exec(text) ?? BARE_NUMBER.exec(folded)) : null;
  const match = full ?? short;
  if (match === null) return null;
  const number = full === null ? (short?.[1] ?? '') : (full[1] ?? full[3] ?? '');
  const symbol = full === null ? null : (full[2] ?? full[4] ?? '');

  const end = match.index + match[0].length;
  let start = match.index;
  start -= LEADING.exec(folded.slice(0, start))?.[0].length ?? 0;
  start -= KIND_BEFORE.exec(folded.slice(0, start))?.[0].length ?? 0;
  const blank = (from: string, a: number, b: number) => from.slice(0, a) + GONE.repeat(b - a) + from.slice(b);
  let left = blank(text, start, end);
  const day = readDay(blank(folded, start, end), today, 'back');
  if (day !== null) left = blank(left, day.start, day.end);
  return {
    number: number.replace(/\s/g, ''),
    symbol: symbol === null ? null : writtenSymbol(symbol, text === folded || text === folded.toUpperCase()),
    date: day?.day ?? null,
    badDate: day !== null && day.day === null,
    rest: left
      .replaceAll(GONE, ' ')
      .replace(/\s+(?=[,;.])/g, '')
      .replace(/([,;.])(?:\s*[,;.])+/g, '$1')
      .replace(/^[\s,;.:-]+|[\s,;:-]+$/g, '')
      .replace(/\s+/g, ' '),
  };
}

/** Capitals where it was typed small throughout; blanks around its signs go. */
function writtenSymbol(symbol: string, withoutDiacritics: boolean): string {
  const tight = symbol.replace(/\s/g, '');
  const capitals = tight === tight.toLowerCase() ? tight.toUpperCase() : tight;
  if (!withoutDiacritics) return capitals;
  return capitals.replace(/\p{L}+/gu, (word) => WRITTEN[word] ?? word);
}
