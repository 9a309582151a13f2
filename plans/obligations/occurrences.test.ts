import { describe, expect, it } from 'vitest';
import { occurrencesOf } from './occurrences.js';

describe('the days of a recurrence', () => {
  it.each([
    [
      'two days of every year',
      'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15\nFREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15',
      '2027-03-06',
      '2028-06-30',
      ['2027-06-15', '2027-12-15', '2028-06-15'],
    ],
    [
      'a day of every month',
      'FREQ=MONTHLY;BYMONTHDAY=18',
      '2027-11-18',
      '2028-01-18',
      ['2027-11-18', '2027-12-18', '2028-01-18'],
    ],
    [
      'a day past the end of a month is its last day',
      'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
      '2028-01-15',
      '2028-04-15',
      ['2028-01-31', '2028-02-29', '2028-03-31'],
    ],
    [
      'the 30th, also of every quarter',
      'FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=28,29,30;BYSETPOS=-1',
      '2027-01-01',
      '2027-12-31',
      ['2027-03-30', '2027-06-30', '2027-09-30', '2027-12-30'],
    ],
    [
      'the last day of the quarter',
      'FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1',
      '2027-01-01',
      '2027-07-01',
      ['2027-03-31', '2027-06-30'],
    ],
    ['a month is over on its last day', 'FREQ=YEARLY;BYMONTH=6', '2027-01-01', '2027-12-31', ['2027-06-30']],
    [
      'every week on a day',
      'FREQ=WEEKLY;BYDAY=SA',
      '2027-03-01',
      '2027-03-20',
      ['2027-03-06', '2027-03-13', '2027-03-20'],
    ],
    ['every week is over on its Friday', 'FREQ=WEEKLY', '2027-03-01', '2027-03-12', ['2027-03-05', '2027-03-12']],
    [
      'until the end of the plan',
      'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;UNTIL=20281231',
      '2027-01-01',
      '2035-01-01',
      ['2027-12-31', '2028-12-31'],
    ],
    [
      '29 February comes every four years',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
      '2027-01-01',
      '2032-12-31',
      ['2028-02-29', '2032-02-29'],
    ],
    ['nothing between days that are the wrong way round', 'FREQ=MONTHLY;BYMONTHDAY=1', '2028-01-01', '2027-01-01', []],
  ])('%s', (_what, rule, from, to, days) => {
    expect(occurrencesOf(rule, from, to)).toEqual(days);
  });

  it.each(['FREQ=DAILY', 'FREQ=MONTHLY;INTERVAL=2', 'monthly'])('%s is refused rather than misread', (rule) => {
    expect(() => occurrencesOf(rule, '2027-01-01', '2027-12-31')).toThrow(RangeError);
  });
});
