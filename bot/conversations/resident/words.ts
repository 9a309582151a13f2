import { foldKey, nfc } from '../../../base/text.js';

export { isStopWord } from './leaving/stopWord.js';

/**
 * Plain words that ask for something, as a whole message. Without diacritics, as many people type, a word counts in its
 * folded form; with diacritics only the word itself does. What stops is read with more patience: `leaving/stopWord.ts`.
 */
const HELP = ['help', 'trợ giúp', 'giúp đỡ', 'hướng dẫn'];
const START = ['bắt đầu', 'đăng ký', 'đăng ký nhận tin', 'nhận tin', 'start'];

export const isHelpWord = wordList(HELP);
export const isStartWord = wordList(START);

/**
 * What people write when somebody may be in danger, anywhere in a text: a number too many harms nobody. "tự tử" is known
 * only with its diacritics: without them it is also "từ từ", slowly.
 */
const DANGER = [
  'cứu với',
  'cứu tôi',
  'cứu em',
  'cứu con',
  'cấp cứu',
  'nguy hiểm',
  'khẩn cấp',
  'sốc thuốc',
  'quá liều',
  'ngộ độc',
  'co giật',
  'bất tỉnh',
  'ngừng thở',
  'không thở',
  'tự sát',
  'emergency',
  'overdose',
  'in danger',
  'suicide',
  'sos',
];
const DANGER_AS_TYPED = ['tự tử'];
const DANGER_FOLDED = DANGER.map(foldKey);

/** Whether a text speaks of somebody in danger, with or without diacritics. */
export function speaksOfDanger(text: string): boolean {
  const typed = ` ${bare(text)} `;
  const folded = foldKey(typed);
  const holds = (where: string, words: readonly string[]) => words.some((word) => where.includes(` ${word} `));
  if (holds(typed, DANGER) || holds(typed, DANGER_AS_TYPED)) return true;
  // With diacritics only the words themselves count: other words fold to the same letters.
  return folded === typed.trim() && holds(` ${folded} `, DANGER_FOLDED);
}

/** Whether a text is one of these as a whole message, as above. */
export function wordList(words: readonly string[]): (text: string) => boolean {
  const exact = new Set(words);
  const folded = new Set(words.map(foldKey));
  return (text) => {
    if (text.length > MAX_LENGTH) return false;
    const typed = bare(text);
    return exact.has(typed) || (folded.has(typed) && typed === foldKey(typed));
  };
}

/** Longer texts are sentences: they are answered, and the answer carries a stop button. */
const MAX_LENGTH = 40;

/** Lower case, one blank between words, without the signs and pictures people put around a word. */
export function bare(text: string): string {
  return nfc(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
