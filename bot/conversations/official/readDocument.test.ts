import { describe, expect, it } from 'vitest';
import { readDay } from './readDay.js';
import { readDocument } from './readDocument.js';

const TODAY = '2027-06-10';

describe('a paper named in one line', () => {
  it.each<[string, string, string | null, string | null, string]>([
    ['số 123/KH-UBND ngày 05/6/2027', '123', 'KH-UBND', '2027-06-05', ''],
    ['so 123/kh-ubnd ngay 5.6.2027', '123', 'KH-UBND', '2027-06-05', ''],
    ['Số: 123/KH-UBND ngày 05 tháng 6 năm 2027', '123', 'KH-UBND', '2027-06-05', ''],
    ['BC số 45/BC-CAT-PC04, 5-6-27', '45', 'BC-CAT-PC04', '2027-06-05', ''],
    ['123 / KH – UBND, ngày 5/6', '123', 'KH-UBND', '2027-06-05', ''],
    ['123/KH-UBND hôm qua', '123', 'KH-UBND', '2027-06-09', ''],
    ['Công văn 7/UBND-NC ngày 31/12', '7', 'UBND-NC', '2026-12-31', ''],
    ['12-KH/TU ngày 1/6/2027', '12', 'KH/TU', '2027-06-01', ''],
    ['quyet dinh 15/2027/qd-ubnd 2027-06-01', '15/2027', 'QĐ-UBND', '2027-06-01', ''],
    ['số 123 ngày 05/6/2027', '123', null, '2027-06-05', ''],
    ['123 ngày 5/6', '123', null, '2027-06-05', ''],
    ['123/KH-UBND', '123', 'KH-UBND', null, ''],
    ['No. 88/BC-SYT, 5 June 2027', '88', 'BC-SYT', '2027-06-05', ''],
    ['số 9/BC-UBND ngày 4/6, đã gửi qua trục liên thông', '9', 'BC-UBND', '2027-06-04', 'đã gửi qua trục liên thông'],
    ['đã gửi qua bưu điện, báo cáo số 9/BC-UBND ngày 4/6', '9', 'BC-UBND', '2027-06-04', 'đã gửi qua bưu điện'],
    ['SỐ 9/BC-UBND NGÀY 4/6', '9', 'BC-UBND', '2027-06-04', ''],
  ])('"%s"', (text, number, symbol, date, rest) => {
    expect(readDocument(text, TODAY)).toEqual({ number, symbol, date, badDate: false, rest });
  });

  it('with a day that does not exist keeps the number and says so', () => {
    expect(readDocument('số 1/BC-X ngày 31/6/2027', TODAY)).toMatchObject({ number: '1', date: null, badDate: true });
  });

  it.each([
    'đã gửi rồi',
    'ngày 05/6/2027',
    '5/6',
    'gửi 5 bản cho 3 đơn vị',
    'tổ chức 12 buổi tuyên truyền tại 5 xã',
    '',
  ])('is not seen in "%s"', (text) => {
    expect(readDocument(text, TODAY)).toBeNull();
  });
});

describe('a day', () => {
  it.each<[string, 'ahead' | 'back', string]>([
    ['15/7', 'ahead', '2027-07-15'],
    ['xin lùi đến 15/7 vì chờ số liệu', 'ahead', '2027-07-15'],
    ['1/6', 'ahead', '2028-06-01'],
    ['1/6', 'back', '2027-06-01'],
    ['ngày 15 tháng 7', 'ahead', '2027-07-15'],
    ['mai', 'ahead', '2027-06-11'],
    ['ngày kia', 'ahead', '2027-06-12'],
    ['thứ sáu', 'ahead', '2027-06-11'],
    ['thu 5', 'ahead', '2027-06-10'],
    ['thứ hai tuần sau', 'ahead', '2027-06-14'],
    ['cuối tháng', 'ahead', '2027-06-30'],
    ['cuối tháng sau', 'ahead', '2027-07-31'],
    ['July 15', 'ahead', '2027-07-15'],
    ['29/2/2028', 'ahead', '2028-02-29'],
  ])('"%s", looking %s', (text, looking, day) => {
    expect(readDay(text, TODAY, looking)?.day).toBe(day);
  });

  it('that does not exist is known as such, and words that hold a number are no day', () => {
    expect(readDay('31/6', TODAY, 'ahead')).toMatchObject({ day: null });
    expect(readDay('đạt 80/100 chỉ tiêu', TODAY, 'ahead')?.day ?? null).toBeNull();
    expect(readDay('chờ phòng 3 trả lời', TODAY, 'ahead')).toBeNull();
  });
});
