import { expect, test } from 'vitest';
import { readDanger } from '../danger/recognise.js';
import { isStopWord } from '../resident/words.js';
import { asksForPerson, endsTalk } from './words.js';

test.each([
  'gặp cán bộ',
  'gap can bo',
  'GẶP CÁN BỘ!',
  'cho em gặp cán bộ với ạ',
  'toi muon gap can bo',
  'e mún gặp cb',
  'gặp người',
  'cho tôi gặp người thật',
  'nói chuyện với người',
  'noi chuyen voi nguoi',
  'nói chuyện với người thật',
  'em muốn nói chuyện với cán bộ được không ạ?',
  'nc vs cán bộ dc ko',
  'cho mình trò chuyện với cán bộ tư vấn',
  'kết nối với cán bộ',
  'chuyển cho cán bộ',
  'xin gặp nhân viên tư vấn',
  'liên hệ cán bộ',
  'cán bộ ơi',
  'có cán bộ nào trực không ạ',
  'gọi cán bộ trực giúp em',
  'nói chuyện trực tiếp với cán bộ',
  'talk to a person',
  'I want to speak to someone please',
  'human',
])('asks for a person: %s', (text) => {
  expect(asksForPerson(text)).toBe(true);
});

test.each([
  'làm sao nói chuyện với con',
  'nói chuyện với người nghiện thế nào',
  'cách nói chuyện với người thân sử dụng ma túy',
  'cán bộ có được dùng ma túy không',
  'gặp người bán ma túy thì làm gì',
  'gặp khó khăn',
  'tôi gặp người lạ',
  'nhắn tin',
  'nói',
  'liên hệ ở đâu để cai nghiện',
  'có ai bị phạt chưa',
  'phường Hàm Rồng',
  'dừng',
  'trợ giúp',
])('is about something else: %s', (text) => {
  expect(asksForPerson(text)).toBe(false);
});

test.each(['kết thúc', 'ket thuc', 'Kết thúc.', 'kết thúc nhé', 'kết thúc cuộc nói chuyện', 'KETTHUC', 'end'])(
  'ends the talk, and neither stops the channel nor is a danger: %s',
  (text) => {
    expect(endsTalk(text)).toBe(true);
    expect(isStopWord(text)).toBe(false);
    expect(readDanger(text)).toBeNull();
  },
);

test.each(['kết thúc cuộc đời', 'khi nào kết thúc chiến dịch', 'chưa kết thúc', 'dừng', 'em muốn kết thúc tất cả'])(
  'does not end the talk: %s',
  (text) => {
    expect(endsTalk(text)).toBe(false);
  },
);
