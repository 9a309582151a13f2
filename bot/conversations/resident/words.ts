import { foldKey, nfc } from '../../../base/text.js';

/**
 * Plain words that stop or ask for help, as a whole message. Without diacritics, as many people type, a word counts in its
 * folded form ("dung"); with diacritics only the word itself does, because "đúng" (right) and "dùng" (use) fold to the
 * same letters as "dừng" (stop) and nobody must be unsubscribed for saying that something is right.
 */
const STOP = [
  'dừng',
  'dừng lại',
  'dừng nhận tin',
  'dừng gửi',
  'dừng gửi tin',
  'xin dừng',
  'ngừng',
  'ngừng nhận tin',
  'ngừng gửi tin',
  'thôi',
  'thôi nhận tin',
  'thôi đừng gửi nữa',
  'đừng gửi nữa',
  'đừng gửi tin nữa',
  'không nhận nữa',
  'không nhận tin nữa',
  'hủy',
  'huỷ',
  'hủy nhận tin',
  'huỷ nhận tin',
  'hủy đăng ký',
  'huỷ đăng ký',
  'từ chối',
  'stop',
  'quit',
  'unsubscribe',
];
const HELP = ['help', 'trợ giúp', 'giúp đỡ', 'hướng dẫn'];
const START = ['bắt đầu', 'đăng ký', 'đăng ký nhận tin', 'nhận tin', 'start'];

export const isStopWord = wordList(STOP);
export const isHelpWord = wordList(HELP);
export const isStartWord = wordList(START);

function wordList(words: readonly string[]): (text: string) => boolean {
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
function bare(text: string): string {
  return nfc(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
