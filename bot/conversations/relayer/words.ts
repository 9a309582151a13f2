import { foldKey, nfc } from '../../../base/text.js';

/** What somebody who relays says, as far as their words tell. Which package is meant is another question. */
export type RelayWish =
  | { do: 'broadcast'; times: number | null }
  | { do: 'forwarded'; people: number | null }
  /** Only how many: to what was said before. */
  | { do: 'people'; people: number }
  | { do: 'nothing' }
  | { do: 'correct' }
  | { do: 'package' };

const WHO = '(?:(?:toi|em|minh|bac|chung toi|don vi|da|thua|bao cao|dong chi oi|loa)\\s+)*';
const BROADCAST = new RegExp(
  `^${WHO}(?:(?:da|vua|moi)\\s+)?(?:phat(?! (?:hien|sinh|trien|bieu|hanh|quang|thuoc|qua))(?: thanh)?|doc)(?: (?:loa|xong|roi|duoc|tin|bai|len|tren|het|goi|lai))*(?: truyen thanh)?\\b|^(?:read out|broadcasted|broadcast|played)\\b`,
);
const FORWARDED = new RegExp(
  `^${WHO}(?:(?:da|vua|moi)\\s+)?(?:chuyen tiep|chuyen|forward|dang|nhan tin|chia se|gui)(?:\\s|$)|^(?:passed on|forwarded|posted|sent)\\b`,
);
/** Without "đã" or "rồi" it may be anything: "chuyển tiền", "gửi câu hỏi". */
const DONE = /(?:^|\s)(?:da|vua|moi|roi|xong|r)(?:\s|$)|^(?:read out|broadcast|played|passed on|forwarded|posted|sent)/;
const NOTHING = new RegExp(
  `^${WHO}(?:chua|khong|ko|k|khong kip|chua kip)\\s+(?:kip\\s+)?(?:phat|doc|chuyen|gui|dang|lam|the)(?:\\s|$)|^chua(?: a)?$|^not (?:yet|done|read out|passed on)`,
);
const CORRECT = ['sửa', 'sửa lại', 'sửa số', 'báo lại', 'xin sửa', 'nhầm', 'báo nhầm', 'correct', 'change'].map(
  foldKey,
);
const PACKAGE =
  /^(?:(?:xin|cho|nhan|lay|gui|toi|em|lai|xem|get|the|my) )*(?:goi|goi tuyen truyen|goi tin|tep|tai lieu tuyen truyen|package)(?: (?:tuan nay|tuyen truyen|a|nhe))*$/;
const QUESTION = /\?|\bchua (?:a|ha|nhi|vay)\b|\b(?:da|duoc) .*\bchua$/;
/** What is about money, places or people is another matter, whatever verb it begins with. */
const OTHER = /\b(?:tien|khoan|nha|cong tac|cau hoi|don|ho so|van ban|cong van|bao cao)\b/;

/** What a text says of relaying, however it is typed; null for everything else. */
export function readRelayWish(typed: string): RelayWish | null {
  const folded = foldKey(nfc(typed)).replace(/[“”"'‘’!]/g, ' ');
  const whole = folded.replace(/[^\p{L}\p{N}?]+/gu, ' ').trim();
  if (whole === '' || whole.length > 200) return null;
  if (CORRECT.includes(whole)) return { do: 'correct' };
  if (PACKAGE.test(whole)) return { do: 'package' };
  if (QUESTION.test(whole)) return null;
  if (NOTHING.test(whole)) return { do: 'nothing' };
  const times = readCount(folded, /^(?:lan|luot|buoi|times?)\b/);
  const people = readCount(folded, /^(?:nguoi|ng|nguoii|ba con|thanh vien|people|persons?)(?![\p{L}])/u);
  if (BROADCAST.test(whole) && (DONE.test(whole) || times !== null)) return { do: 'broadcast', times };
  if (FORWARDED.test(whole) && !OTHER.test(whole) && (DONE.test(whole) || people !== null))
    return { do: 'forwarded', people: people ?? loneNumber(folded) };
  const only = /^(?:(?:khoang|tam|gan|hon|chung|about|some)\s+)*(.+)$/.exec(whole)?.[1] ?? '';
  const bare =
    people !== null && /(?:nguoi|ng|ba con|thanh vien|people)$/.test(whole) ? people : loneNumber(only, true);
  return bare === null || !startsWithNumber(only) ? null : { do: 'people', people: bare };
}

const DIGIT_WORDS: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  muoi: 10,
};
const UNITS: Readonly<Record<string, number>> = { chuc: 10, tram: 100, nghin: 1000, ngan: 1000, k: 1000 };
const isNumberWord = (word: string): boolean =>
  /^\d/.test(word) || word in DIGIT_WORDS || word in UNITS || word === 'linh' || word === 'le' || word === 'hon';

const wordsOf = (text: string): string[] =>
  text
    .replace(/(\d)[.,](\d{3})(?!\d)/g, '$1$2')
    .replace(/(\d+)[.,](\d)\s*(?:k|nghin|ngan)\b/g, (_, whole: string, tenth: string) => `${whole}${tenth}00`)
    .replace(/(\d)(k\b|[a-z]{2,})/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The number before such a word: "120 người", "khoảng hai trăm người", "3 lần". */
function readCount(folded: string, unit: RegExp): number | null {
  const words = wordsOf(folded);
  for (let at = 1; at < words.length; at += 1) {
    if (!unit.test(words.slice(at).join(' '))) continue;
    let from = at;
    while (from > 0 && isNumberWord(words[from - 1] ?? '')) from -= 1;
    const run = words.slice(from, at);
    // "tầm 50" without its signs reads as eight and fifty: digits are meant as they stand.
    const digits = run.findLastIndex((word) => /^\d/.test(word));
    const value = countIn(run.slice(Math.max(0, digits)));
    if (value !== null) return value;
  }
  return null;
}

/** The only number in digits of a text; with `whole`, of a text that is nothing else. */
function loneNumber(text: string, whole = false): number | null {
  const words = wordsOf(text);
  const numbers = words.filter((word) => /^\d+$/.test(word));
  if (numbers.length !== 1 || (whole && words.length !== 1)) return null;
  return Number(numbers[0]);
}

const startsWithNumber = (text: string): boolean => isNumberWord(wordsOf(text)[0] ?? '');

function countIn(words: readonly string[]): number | null {
  let total = 0;
  let current: number | null = null;
  for (const word of words) {
    if (word === 'linh' || word === 'le' || word === 'hon') continue;
    const unit = UNITS[word];
    if (/^\d+$/.test(word)) current = (current ?? 0) + Number(word);
    else if (unit !== undefined) {
      const [rest, whole]: [number, number] =
        unit === 1000 ? [0, total + (current ?? (total === 0 ? 1 : 0))] : [total, current ?? 1];
      total = rest + whole * unit;
      current = null;
    } else if (word === 'muoi' && current !== null) {
      total += current * 10;
      current = null;
    } else {
      const digit = DIGIT_WORDS[word];
      if (digit === undefined) return null;
      current = (current ?? 0) + digit;
    }
  }
  const value = total + (current ?? 0);
  return words.length === 0 || value === 0 ? null : value;
}
