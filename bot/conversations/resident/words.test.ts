import { describe, expect, it } from 'vitest';
import { isHelpWord, isStopWord } from './words.js';

describe('a plain word', () => {
  it.each([
    'dừng',
    'Dừng',
    'DỪNG!',
    'dung',
    'Dung.',
    'thôi',
    'thoi',
    'huỷ',
    'hủy',
    'huy',
    'STOP',
    'stop!!!',
    ' Stop 🙏',
    'ngừng',
    'Dừng lại',
    'xin dừng ạ'.replace(' ạ', ''),
    'đừng gửi nữa',
    'không nhận tin nữa',
    'Hủy đăng ký',
    'dư\u0300ng'.normalize('NFD'),
  ])('that means stop stops: %s', (text) => expect(isStopWord(text)).toBe(true));

  it.each([
    'đúng',
    'Đúng!',
    'dùng',
    'Dũng',
    'đừng',
    'thời',
    'thổi',
    'stopped',
    'dung dịch',
    'Dừng xe ở đâu thì được',
    '',
    '🙏',
    'thôi được rồi cảm ơn kênh đã gửi tin cho tôi nhé',
  ])('that means something else does not: %s', (text) => expect(isStopWord(text)).toBe(false));

  it.each(['help', 'Trợ giúp', 'tro giup', 'Hướng dẫn'])('that asks for help is heard: %s', (text) =>
    expect(isHelpWord(text)).toBe(true),
  );
});
