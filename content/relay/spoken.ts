import { spokenDigits, spokenNumber } from './spokenNumber.js';

/** What stands short on paper and is said in full over a loudspeaker. */
const IN_FULL: readonly (readonly [RegExp, string])[] = [
  [/UBND/gu, 'Ủy ban nhân dân'],
  [/HĐND/gu, 'Hội đồng nhân dân'],
  [/UBMTTQ/gu, 'Ủy ban Mặt trận Tổ quốc'],
  [/MTTQ/gu, 'Mặt trận Tổ quốc'],
  [/(?<![\p{L}\d])BCĐ(?!\p{L})/gu, 'Ban Chỉ đạo'],
  [/(?<![\p{L}\d])THCS(?!\p{L})/gu, 'trung học cơ sở'],
  [/(?<![\p{L}\d])THPT(?!\p{L})/gu, 'trung học phổ thông'],
  [/(?<![\p{L}\d])KCN(?!\p{L})/gu, 'khu công nghiệp'],
  [/(?<![\p{L}\d])TP\.?\s*HCM(?!\p{L})/gu, 'Thành phố Hồ Chí Minh'],
  [/(?<![\p{L}\d])TP\.\s*(?=\p{Lu})/gu, 'thành phố '],
  [/(?<=\p{L})\/(?=\p{L})/gu, ' '],
  [/\s*%/gu, ' phần trăm'],
  [/[“”"‘’«»*_]/gu, ''],
];

/** Numbers of telephones that are said digit by digit: three digits that people call, or more that begin with a nought. */
const CALLED = /(?<![\d.,/])(?:11[1-5]|0\d{1,3}(?:[.\s]\d{2,4}){2,3}|0\d{8,10})(?![\d/]|[.,]\d)/gu;
const DAY_SPAN =
  /(?<![\d/])(?:từ\s+)?(?:ngày\s+)?(\d{1,2})\s*(?:–|-|đến)\s*(?:ngày\s+)?(\d{1,2})\/(\d{1,2})(?!\d|\/)/giu;
const DAY = /(?<![\d/])(ngày\s+)?(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?(?!\d|\/)/giu;
const MONTH = /(tháng\s+)(\d{1,2})(?!\d)/giu;
const SPAN = /(?<![\d/])(\d{1,3}(?:\.\d{3})*|\d+)\s*[–-]\s*(\d{1,3}(?:\.\d{3})*|\d+)(?![\d/])/gu;
const HOUR = /(?<!\d)(\d{1,2}):(\d{2})(?!\d)/gu;
const NUMBER = /(?<![\d/])(\d{1,3}(?:\.\d{3})+|\d+)(?![\d/])/gu;
/** "C04": the letter, then its digits. */
const UNIT = /(?<!\p{L})([A-Z]{1,2})(0\d+)(?!\d)/gu;

/** A Vietnamese text as somebody reads it aloud over a loudspeaker: numbers, days and short forms in words, nothing that is only seen. */
export function spoken(text: string): string {
  let said = text.normalize('NFC').replace(/^[ \t]*(?:[•–-]|\d+[.)])[ \t]+/gmu, '');
  for (const [short, long] of IN_FULL) said = said.replace(short, long);
  const number = (digits: string): string => spokenNumber(Number(digits.replaceAll('.', '')));
  said = said
    .replace(UNIT, (_, letters: string, digits: string) => `${[...letters].join(' ')} ${spokenDigits(digits)}`)
    .replace(CALLED, (found) => spokenDigits(found))
    .replace(
      DAY_SPAN,
      (_, from: string, to: string, month: string) =>
        `từ ngày ${number(from)} đến ngày ${number(to)} tháng ${monthName(month)}`,
    )
    .replace(DAY, (_, __, day: string, month: string, year?: string) => {
      const named = `ngày ${Number(day) < 11 ? 'mùng ' : ''}${number(day)} tháng ${monthName(month)}`;
      return year === undefined ? named : `${named} năm ${number(year)}`;
    })
    .replace(MONTH, (_, word: string, month: string) => `${word}${monthName(month)}`)
    .replace(HOUR, (_, hour: string, minute: string) =>
      minute === '00' ? `${number(hour)} giờ` : `${number(hour)} giờ ${number(minute)} phút`,
    )
    .replace(SPAN, (_, from: string, to: string) => `${number(from)} đến ${number(to)}`)
    .replace(NUMBER, (found) => number(found));
  return tidy(said);
}

/** The fourth month is "tháng tư". */
const monthName = (month: string): string => (Number(month) === 4 ? 'tư' : spokenNumber(Number(month)));

/** Sentences begin with a capital, lines are sentences, bullets are gone. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .map((line) => (line === '' || /[.!?…:;,]$/.test(line) ? line : `${line}.`))
    .map((line) =>
      line.replace(/(^|[.!?…]\s+)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
    )
    .join('\n')
    .replace(/ +([,.;:!?])/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * A calm announcer over loudspeakers that echo: 150 syllables a minute, half a second at the end of a sentence, a quarter at a comma. Vietnamese
 * writes its syllables apart, so words between spaces are counted.
 */
const SECONDS_A_SYLLABLE = 60 / 150;
const SENTENCE_SECONDS = 0.5;
const COMMA_SECONDS = 0.25;

/** How long a text takes to read aloud, in whole seconds, rounded up. To be asked of what `spoken` gives, for "115" is three syllables. */
export function readingSeconds(text: string): number {
  const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
  const syllables = count(/[\p{L}\p{M}\p{N}]+/gu);
  return Math.ceil(
    syllables * SECONDS_A_SYLLABLE + count(/[.!?…]+/gu) * SENTENCE_SECONDS + count(/[,;:]/gu) * COMMA_SECONDS,
  );
}

/** What of a spoken text cannot be read aloud, as it stands there: addresses, signs, letters without vowels. */
export function unspeakable(said: string): string[] {
  const addresses = [...said.matchAll(ADDRESS)].map(([words]) => words);
  const rest = said.replace(ADDRESS, ' ');
  const found = [
    ...rest.matchAll(/\p{Extended_Pictographic}/gu),
    ...rest.matchAll(/\{\{[^}]*\}\}|[#<>@&+=|\\[\]{}()/]|\d+/gu),
    ...rest.matchAll(/(?<!\p{L})\p{Lu}[\p{Lu}\d-]+(?!\p{L})/gu),
  ].map(([words]) => words);
  return [...new Set([...addresses, ...found])].filter((words) => !READABLE.has(words));
}

const ADDRESS = /https?:\/\/[^\s]*[^\s.,;:!?)]|www\.[^\s]*[^\s.,;:!?)]|\S+@\S*[^\s.,;:!?)]/giu;

/** Written in capitals and said as a word. */
const READABLE: ReadonlySet<string> = new Set(['USB', 'SMS']);

/** A text in whole sentences, lines of their own included. */
export function sentences(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.split(/(?<=[.!?…][”"’)]?)\s+(?=[\p{Lu}“"‘(\d])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Only Vietnamese has rules for reading aloud here; other languages are read as they stand. */
export const aloudIn = (text: string, locale: string): string => (locale === 'vi' ? spoken(text) : text.trim());
