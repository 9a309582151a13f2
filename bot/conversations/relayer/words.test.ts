import { describe, expect, it } from 'vitest';
import { readRelayWish } from './words.js';

describe('what somebody who relays says', () => {
  it.each([
    ['đã phát', null],
    ['da phat', null],
    ['ĐÃ PHÁT!!!', null],
    ['phát rồi', null],
    ['Em đã phát loa sáng nay ạ', null],
    ['Đã phát 3 lần', 3],
    ['da phat 3 lan roi a', 3],
    ['phát được 2 lần', 2],
    ['đã phát ba lần', 3],
    ['đã phát 3 lần, khoảng 200 người nghe', 3],
    ['read out 3 times', 3],
  ])('takes "%s" for read out', (typed, times) => {
    expect(readRelayWish(typed)).toEqual({ do: 'broadcast', times });
  });

  it.each([
    ['đã chuyển', null],
    ['gửi rồi', null],
    ['đã đăng', null],
    ['đã chuyển, khoảng 120 người', 120],
    ['da chuyen khoang 120 nguoi', 120],
    ['Đã chuyển cho 1.200 người', 1200],
    ['chuyển rồi, tầm 50 ng', 50],
    ['đã gửi khoảng hai trăm người', 200],
    ['đã chuyển một trăm hai mươi người', 120],
    ['đã chuyển 2 nhóm, khoảng 85 người', 85],
    ['Dạ em đã chuyển vào nhóm zalo tổ 3, khoảng 60 người ạ', 60],
    ['đã chuyển, 1,5k người', 1500],
    ['forwarded to 120 people', 120],
  ])('takes "%s" for passed on', (typed, people) => {
    expect(readRelayWish(typed)).toEqual({ do: 'forwarded', people });
  });

  it.each([
    ['khoảng 120 người', { do: 'people', people: 120 }],
    ['120', { do: 'people', people: 120 }],
    ['hơn trăm người', { do: 'people', people: 100 }],
    ['chưa phát', { do: 'nothing' }],
    ['chua', { do: 'nothing' }],
    ['không kịp phát', { do: 'nothing' }],
    ['sua', { do: 'correct' }],
    ['gói', { do: 'package' }],
    ['nhận gói tuần này', { do: 'package' }],
  ])('takes "%s" for what it is', (typed, wish) => {
    expect(readRelayWish(typed)).toEqual(wish);
  });

  it.each([
    'đã phát chưa?',
    'đã phát chưa',
    'đã chuyển tiền',
    'chuyển công tác',
    'đã gửi báo cáo',
    'gửi câu hỏi',
    'đã phát hiện người lạ',
    'phát hiện 3 người dùng ma túy',
    'tôi bị đau 3 lần',
    'hàng xóm có 3 người lạ',
    'xin chào',
    '',
  ])('leaves "%s" to other conversations', (typed) => {
    expect(readRelayWish(typed)).toBeNull();
  });
});
