import { foldKey } from '../../../../base/text.js';

/**
 * Whole messages that stop. "stop" in any language people here use, the southern "ngưng", and what they write when
 * they have had enough. One word or several; politeness around them does not matter.
 */
const STOP = [
  'dừng',
  'dừng lại',
  'dừng nhận',
  'dừng nhận tin',
  'dừng tin',
  'dừng gửi',
  'dừng gửi tin',
  'dừng nhắn tin',
  'dừng kênh',
  'ngừng',
  'ngừng lại',
  'ngừng nhận tin',
  'ngừng gửi',
  'ngừng gửi tin',
  'ngừng nhắn tin',
  'ngưng',
  'ngưng lại',
  'ngưng nhận tin',
  'ngưng gửi tin',
  'ngưng nhắn tin',
  'thôi',
  'thôi nhận tin',
  'thôi gửi tin',
  'thôi đừng gửi nữa',
  'thôi không nhận nữa',
  'thôi không nhận tin nữa',
  'đừng gửi nữa',
  'đừng gửi tin nữa',
  'đừng gửi tin',
  'đừng nhắn nữa',
  'đừng nhắn tin nữa',
  'đừng làm phiền',
  'không nhận',
  'không nhận nữa',
  'không nhận tin',
  'không nhận tin nữa',
  'không muốn nhận',
  'không muốn nhận nữa',
  'không muốn nhận tin',
  'không muốn nhận tin nữa',
  'hủy',
  'hủy bỏ',
  'hủy tin',
  'hủy nhận tin',
  'hủy đăng ký',
  'hủy đăng kí',
  'hủy theo dõi',
  'bỏ theo dõi',
  'bỏ đăng ký',
  'tắt tin',
  'tắt thông báo',
  'rời kênh',
  'từ chối',
  'từ chối nhận tin',
  'stop',
  'stop it',
  'stop all',
  'stop sending',
  'stop messages',
  'stop tin',
  'stop nhận tin',
  'stopall',
  'quit',
  'cancel',
  'unsubscribe',
];

/** What people put around it to be polite, or in a hurry. */
const BEFORE = ['xin', 'vui lòng', 'làm ơn', 'cho tôi', 'cho em', 'cho mình', 'tôi muốn', 'tôi', 'em', 'please', 'pls'];
const AFTER = ['ạ', 'nhé', 'nha', 'đi', 'giùm', 'giúp', 'giúp tôi', 'với', 'luôn', 'ngay', 'please', 'pls'];
/** Short forms of "không". */
const NOT = new Set(['ko', 'kg', 'hok', 'hong', 'k', 'kh']);
/** Longer texts are sentences: they are answered, and the answer carries a stop button. */
const MAX_LENGTH = 80;

/** Several may have the same letters: "dừng nhận tin", "dừng nhắn tin". */
const BY_FOLDED = new Map<string, string[][]>();
for (const phrase of STOP.map(plain)) {
  const key = phrase.map(foldKey).join(' ');
  BY_FOLDED.set(key, [...(BY_FOLDED.get(key) ?? []), phrase]);
}

/** The same in words, taken apart once: whatever anybody writes is held against all of them. */
const POLITELY = { before: BEFORE.map(plain), after: AFTER.map(plain) };

/** Alone and without diacritics these are also "right" (đúng): no polite word may be read into them. */
const BARE_ONLY = new Set(['dung']);

/**
 * Whether a message, whole, says stop. Case, signs, pictures, blanks and letters held down do not matter, nor whether the
 * text is composed, where the tone stands, or that the letters stand apart ("S.T.O.P"). Each word counts as it is
 * written or without any diacritics; with others it is another word: "đúng" (right) and "dùng" (use) have the letters of
 * "dừng" (stop), and nobody must be unsubscribed for saying that something is right.
 */
export function isStopWord(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const words = plain(text);
  if (words.length === 0) return false;
  if (
    matches(words) ||
    matches([words.join('')]) ||
    (words.every((word) => word.length === 1) && matches(plain(words.join(''))))
  )
    return true;
  const core = withoutPoliteness(words);
  return core.length < words.length && !(core.length === 1 && BARE_ONLY.has(core[0] ?? '')) && matches(core);
}

function matches(words: readonly string[]): boolean {
  const phrases = BY_FOLDED.get(words.map(foldKey).join(' ')) ?? [];
  return phrases.some((phrase) => same(words, phrase));
}

function withoutPoliteness(words: readonly string[]): string[] {
  let core = [...words];
  const ends = (
    phrases: readonly string[][],
    take: (n: number) => string[],
    drop: (n: number) => string[],
  ): boolean => {
    const found = phrases.find((phrase) => same(take(phrase.length), phrase));
    if (found === undefined || found.length >= core.length) return false;
    core = drop(found.length);
    return true;
  };
  while (
    ends(
      POLITELY.before,
      (n) => core.slice(0, n),
      (n) => core.slice(n),
    )
  );
  while (
    ends(
      POLITELY.after,
      (n) => core.slice(-n),
      (n) => core.slice(0, -n),
    )
  );
  return core;
}

const same = (words: readonly string[], phrase: readonly string[]): boolean =>
  phrase.every((word, at) => words[at] === word || words[at] === foldKey(word));

/**
 * The words of a text: composed, lower case, without signs; a letter that was held down once; "uỷ" as "ủy", as both are
 * written; the ð of bad keyboards as đ; short forms of "không" as itself.
 */
function plain(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/ð/g, 'đ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replace(/(\p{L})\1+/gu, '$1').replace(/uỷ$/u, 'ủy'))
    .map((word) => (NOT.has(word) ? 'không' : word));
}
