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
