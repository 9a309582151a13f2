import { describe, expect, it } from 'vitest';
import { translator } from '../../content/i18n.js';
import { parseDeadline, proposeDeadline } from './deadlines.js';
import { sayDeadline } from './say.js';

const CONTEXT = { issuedOn: '2027-03-05', titleYear: 2027, periodEnd: '2030-12-31' };
const say = translator('vi');

describe('a deadline that a clerk types', () => {
  it.each([
    ['20/12/2027', '20/12/2027'],
    ['2027-12-20', '20/12/2027'],
    ['trước ngày 05/6/2027', 'trước 05/6/2027'],
    ['15/6 và 15/12', '15/6 và 15/12 hằng năm'],
    ['trước 15/6, 15/12 hàng năm', 'trước 15/6 và 15/12 hằng năm'],
    ['ngày 25 hằng tháng', 'ngày 25 hằng tháng'],
    ['31 hằng tháng', 'ngày 31 hằng tháng'],
    ['quý IV/2027', '31/12/2027'],
    ['trong tháng 9/2027', '30/9/2027'],
    ['thường xuyên', 'thường xuyên'],
    ['chậm nhất ngày 25/7/2027', '25/7/2027'],
    ['từ ngày 01 đến ngày 30 tháng 6 năm 2027', 'từ 01/6/2027 đến 30/6/2027'],
  ])('“%s” is told back as “%s”', (typed, told) => {
    const read = parseDeadline(typed.normalize('NFD'), CONTEXT);
    expect(read === null ? null : sayDeadline(read, say)).toBe(told);
  });

  it.each(['', 'sớm nhất có thể', '31/2/2027', '32 hằng tháng', '30/2', 'hằng năm', 'định kỳ', '15/13'])(
    '“%s” does not say when',
    (typed) => {
      expect(parseDeadline(typed, CONTEXT)).toBeNull();
    },
  );
});

describe('a deadline without a day', () => {
  const at = (phrase: string, note: string, kind: 'recurring' | 'period' | 'date' = 'recurring') => {
    const proposed = proposeDeadline({ phrase, kind, note }, CONTEXT);
    return proposed.do === 'deadline' ? sayDeadline(proposed.deadline, say) : proposed.do;
  };
  it('is proposed to fall on the days that reports go by, and never on a day that nobody could have meant', () => {
    expect(at('Định kỳ 06 tháng, 01 năm', 'half-yearly')).toBe('15/6 và 15/12 hằng năm');
    expect(at('hằng năm', 'yearly')).toBe('15/12 hằng năm');
    expect(at('hằng quý', 'quarterly')).toBe('cuối mỗi quý');
    expect(at('định kỳ sơ kết, tổng kết', 'unspecified')).toBe('none');
    expect(at('sau khi có văn bản hướng dẫn', '10 days from an event', 'period')).toBe('none');
  });
  it('is found from its own words once the day of the plan is known', () => {
    expect(at('trong 10 ngày kể từ ngày ký', '10 days from an event', 'period')).toBe('15/3/2027');
    expect(at('trước ngày 20/6', 'year not given', 'date')).toBe('trước 20/6/2027');
  });
});
