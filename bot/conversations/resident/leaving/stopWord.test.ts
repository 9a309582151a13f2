import { describe, expect, it } from 'vitest';
import { isStopWord } from './stopWord.js';

describe('a message that says stop', () => {
  it.each([
    ['the words of the posters', ['dừng', 'dung', 'thôi', 'thoi', 'huỷ', 'hủy', 'huy', 'stop']],
    ['in any case', ['DỪNG', 'Dừng', 'STOP', 'sToP', 'THÔI', 'Huỷ', 'DUNG']],
    [
      'with blanks and signs around it',
      ['  dừng  ', 'stop!!!', '"Dừng."', 'STOP 🙏🙏', '- thôi -', '\nhuỷ\n', '#stop', 'dừng…'],
    ],
    ['with letters held down', ['stoppp', 'STOOOP', 'dừnggg', 'dừừừng', 'thôiiiii', 'huyyyy', 'hủyyy']],
    ['with its letters apart', ['s t o p', 'S.T.O.P', 'd ừ n g', 'D-Ừ-N-G']],
    ['in decomposed letters', ['dừng', 'thôi', 'hủy', 'huỷ', 'Ngừng nhận tin'].map((word) => word.normalize('NFD'))],
    ['with the marks in another order', ['du\u0300\u031Bng', 'du\u031B\u0300ng']],
    ['in full-width letters or with signs nobody sees', ['ｓｔｏｐ', 'st\u200Bop', '\uFEFFdừng']],
    ['with the letter of bad keyboards', ['ðừng gửi nữa', 'huỷ ðăng ký']],
    [
      'in a phrase',
      ['dừng lại', 'Hủy đăng ký', 'đừng gửi nữa', 'không nhận tin nữa', 'ngưng', 'unsubscribe', 'ko nhận tin nữa'],
    ],
    [
      'in a phrase without or with half of its diacritics',
      ['dung lai', 'huỷ dang ky', 'khong nhan tin nua', 'ngung nhan tin', 'dừng nhan tin'],
    ],
    [
      'politely',
      [
        'dừng ạ',
        'xin dừng',
        'Cho tôi dừng nhận tin ạ',
        'dừng giùm',
        'thôi nhé',
        'thoi nhe',
        'stop đi',
        'please stop',
        'huy di',
      ],
    ],
  ])('is heard %s', (_how, texts) => {
    for (const text of texts) expect([text, isStopWord(text)]).toEqual([text, true]);
  });

  it.each([
    ['is right', ['đúng', 'Đúng!', 'đúngggg', 'đúng ạ', 'dung a', 'dung roi', 'đúng rồi'.normalize('NFD')]],
    ['uses, is called or forbids', ['dùng', 'Dũng', 'đừng', 'dưng', 'cần dùng', 'sử dụng']],
    ['speaks of time or of wind', ['thời', 'thổi', 'thối', 'thời gian']],
    [
      'says more than that',
      [
        'Dừng xe ở đâu thì được',
        'dung dịch',
        'stopped',
        'huy chương',
        'thôi được rồi cảm ơn kênh đã gửi tin cho tôi nhé',
      ],
    ],
    ['asks', ['làm sao để dừng hút', 'nó không chịu dừng lại', 'thôi nôi là gì']],
    ['is nothing', ['', ' ', '🙏', '…', 'k', 'ko', 'không', 'xin', 'tôi', 'em ạ']],
    ['is very long', ['dừng '.repeat(900)]],
  ])('is not heard in what %s', (_what, texts) => {
    for (const text of texts) expect([text.slice(0, 40), isStopWord(text)]).toEqual([text.slice(0, 40), false]);
  });
});
