/** How a text travels as SMS. */
export interface SmsText {
  /** GSM-7 holds no Vietnamese letters beyond a few; one letter outside it makes the whole text UCS-2. */
  encoding: 'UCS-2' | 'GSM-7';
  /** Characters as the network counts them: UTF-16 units, or septets. */
  units: number;
  /** What each part holds; one that stands alone holds more than one of several, which carry a number. */
  parts: string[];
}

const LIMITS = {
  'UCS-2': { alone: 70, joined: 67 },
  'GSM-7': { alone: 160, joined: 153 },
} as const;

/** GSM 03.38: the basic alphabet, and the signs that take two places (after an escape). */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€\f';
const septets = new Map([
  ...[...BASIC].map((sign) => [sign, 1] as const),
  ...[...EXTENDED].map((sign) => [sign, 2] as const),
]);

/**
 * Counts a text as SMS, and parts it between words where it is too long for one. Null where a single word is longer than a part: nobody
 * splits it without spoiling it. White space folds: a line end costs as much as a letter and is lost on many phones.
 */
export function smsText(text: string): SmsText | null {
  const words = text
    .normalize('NFC')
    .split(/\s+/)
    .filter((word) => word !== '');
  const whole = words.join(' ');
  const encoding = [...whole].every((sign) => septets.has(sign)) ? 'GSM-7' : 'UCS-2';
  const unitsOf = (some: string): number =>
    encoding === 'UCS-2' ? some.length : [...some].reduce((sum, sign) => sum + (septets.get(sign) ?? 0), 0);
  const { alone, joined } = LIMITS[encoding];
  const units = unitsOf(whole);
  if (units <= alone) return { encoding, units, parts: whole === '' ? [] : [whole] };
  const parts: string[] = [];
  for (const word of words) {
    if (unitsOf(word) > joined) return null;
    const last = parts.at(-1);
    if (last !== undefined && unitsOf(`${last} ${word}`) <= joined) parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return { encoding, units, parts };
}

/** The text without diacritics, in signs that GSM-7 has: for old phones, and 160 characters instead of 70. Case and punctuation stay. */
export function withoutDiacritics(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đð]/g, 'd')
    .replace(/[ĐÐ]/g, 'D')
    .replace(/[“”«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[–—]/g, '-')
    .replace(/…/g, '...');
}
