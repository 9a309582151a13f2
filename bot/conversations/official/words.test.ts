import { describe, expect, it } from 'vitest';
import { isCancelWord, isSkipWord, readWish, type Wish } from './words.js';

const TODAY = '2027-06-10';
const paper = (number: string, symbol: string, date: string) => ({ number, symbol, date, badDate: false });

describe('what an official writes', () => {
  it.each<[string, Partial<Wish> & { do: Wish['do'] }]>([
    ['Việc của tôi', { do: 'list' }],
    ['viec cua toi?', { do: 'list' }],
    ['My tasks', { do: 'list' }],
    ['xong', { do: 'done', document: null, note: '' }],
    ['Đã xong rồi ạ', { do: 'done', document: null, note: '' }],
    ['da hoan thanh', { do: 'done', note: '' }],
    ['Xong, đã tổ chức 5 buổi tại 5 xã', { do: 'done', document: null, note: 'đã tổ chức 5 buổi tại 5 xã' }],
    ['done', { do: 'done' }],
    ['bấm nhầm', { do: 'undo' }],
    ['hoan tac', { do: 'undo' }],
    ['mai nhắc lại', { do: 'snooze', until: '2027-06-11' }],
    ['Mai nhac lai nhe', { do: 'snooze', until: '2027-06-11' }],
    ['nhắc tôi thứ hai tuần sau', { do: 'snooze', until: '2027-06-14' }],
    ['remind me tomorrow', { do: 'snooze', until: '2027-06-11' }],
    ['tiến độ: đã xong 3/5 xã', { do: 'progress', note: 'đã xong 3/5 xã' }],
    ['dang lam', { do: 'progress', note: '' }],
    ['bàn giao cho đồng chí Bình', { do: 'hand-over' }],
    ['lịch sử', { do: 'history' }],
    ['gửi tệp', { do: 'attach' }],
    ['tải biểu mẫu', { do: 'workbook' }],
    ['Cho xin biểu mẫu Excel', { do: 'workbook' }],
    ['tai bieu mau', { do: 'workbook' }],
    ['get the form', { do: 'workbook' }],
    [
      'xin lùi đến 15/7 vì chờ số liệu của các xã',
      { do: 'extension', day: '2027-07-15', reason: 'chờ số liệu của các xã' },
    ],
    ['xin lui den 15/7 vi cho so lieu', { do: 'extension', day: '2027-07-15', reason: 'cho so lieu' }],
    ['đề nghị gia hạn', { do: 'extension', day: null, reason: '' }],
    ['Xin lùi đến 31/6 do mưa lũ', { do: 'extension', day: null, noSuchDay: true, reason: 'mưa lũ' }],
  ])('"%s"', (text, wish) => {
    expect(readWish(text, TODAY)).toMatchObject(wish);
  });

  it.each<[string, object, string]>([
    ['đã gửi báo cáo số 123/BC-CAT ngày 05/6/2027', paper('123', 'BC-CAT', '2027-06-05'), ''],
    ['da gui bao cao so 123/bc-cat ngay 5/6', paper('123', 'BC-CAT', '2027-06-05'), ''],
    ['Đã ban hành kế hoạch 45/KH-UBND ngày 1/6/2027', paper('45', 'KH-UBND', '2027-06-01'), ''],
    ['sent report no. 9/BC-UBND of 05/6', paper('9', 'BC-UBND', '2027-06-05'), ''],
    ['số 45/KH-UBND ngày 1/6/2027', paper('45', 'KH-UBND', '2027-06-01'), ''],
    [
      'xong, BC 45/BC-SYT ngày 1/6, gửi qua trục liên thông',
      paper('45', 'BC-SYT', '2027-06-01'),
      'gửi qua trục liên thông',
    ],
  ])('names a paper in "%s"', (text, document, note) => {
    const wish = readWish(text, TODAY);
    expect(wish).toMatchObject({ do: 'done', document, note });
  });

  it.each([
    'chưa xong',
    'đã có văn bản nhắc lại các xã',
    'xong chưa?',
    'đã gửi báo cáo chưa',
    'gần xong rồi',
    'Chào buổi sáng',
    'hoàn thànhtích',
    'nhờ đồng chí xem lại điểm 3',
    'phường Hàm Rồng, Thanh Hóa',
    '',
  ])('"%s" is no wish: nothing is done by a question, or before it is so', (text) => {
    expect(readWish(text, TODAY)).toBeNull();
  });

  it('leaves a form, or leaves a question out, with a plain word', () => {
    expect(['thôi', 'Hủy', 'huy', 'cancel'].every(isCancelWord)).toBe(true);
    expect(['bỏ qua', 'khong co', 'Không', 'skip'].every(isSkipWord)).toBe(true);
    expect(isCancelWord('dừng')).toBe(false);
  });
});
