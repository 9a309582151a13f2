import { describe, expect, test } from 'vitest';
import { BY_RULE, isWorkingDay } from '../calendar/workingDays.js';
import { DEFAULT_LADDER, newestRung, rungsOf, standingOf } from './ladder.js';

/** "trước ngày 03/7/2026", a Friday. */
const BEFORE_3_JULY = { dueOn: '2026-07-02', writtenOn: '2026-07-03', exclusive: true };

describe('“trước ngày 03/7”', () => {
  test('is reminded of before 02/7 and after 03/7', () => {
    expect(rungsOf(BEFORE_3_JULY, DEFAULT_LADDER, BY_RULE)).toEqual([
      { rung: -30, day: '2026-05-21' },
      { rung: -14, day: '2026-06-12' },
      { rung: -7, day: '2026-06-23' },
      { rung: -3, day: '2026-06-29' },
      { rung: -1, day: '2026-07-01' },
      { rung: 0, day: '2026-07-02' },
      { rung: 1, day: '2026-07-06' },
      { rung: 3, day: '2026-07-08' },
      { rung: 7, day: '2026-07-14' },
    ]);
  });

  test('is overdue from 04/7 and not a day earlier', () => {
    expect(
      ['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04'].map((day) => standingOf(BEFORE_3_JULY, day)),
    ).toEqual(['coming', 'today', 'today', 'overdue']);
  });

  test('whose 02/7 is a Sunday is reminded of on the working day before', () => {
    const due = { dueOn: '2028-07-02', writtenOn: '2028-07-03', exclusive: true };
    const on = (rung: number) => rungsOf(due, DEFAULT_LADDER, BY_RULE).find((one) => one.rung === rung)?.day;
    expect([on(-1), on(0), on(1)]).toEqual(['2028-06-29', '2028-06-30', '2028-07-04']);
  });

  test('that was moved counts from the new day alone', () => {
    const moved = { dueOn: '2026-07-31', writtenOn: '2026-07-03', exclusive: true };
    expect(rungsOf(moved, { before: [], after: [1] }, BY_RULE)).toEqual([
      { rung: 0, day: '2026-07-31' },
      { rung: 1, day: '2026-08-03' },
    ]);
    expect(standingOf(moved, '2026-08-01')).toBe('overdue');
  });
});

test('rungs before Tết step over all of it', () => {
  const rungs = rungsOf({ dueOn: '2027-02-15', writtenOn: '2027-02-15', exclusive: false }, DEFAULT_LADDER, BY_RULE);
  expect(rungs.find(({ rung }) => rung === -3)?.day).toBe('2027-02-03');
  expect(rungs.every(({ day }) => isWorkingDay(day, BY_RULE))).toBe(true);
});

test('only the newest of several rungs is due, and none before the first', () => {
  const rungs = rungsOf(BEFORE_3_JULY, DEFAULT_LADDER, BY_RULE);
  expect(newestRung(rungs, '2026-05-20')).toBeNull();
  expect(newestRung(rungs, '2026-06-26')).toEqual({ rung: -7, day: '2026-06-23' });
  expect(newestRung(rungs, '2027-01-01')?.rung).toBe(7);
});

test('the days of a ladder ascend whatever the day and the ladder', () => {
  for (const dueOn of ['2026-11-24', '2027-02-06', '2027-05-02', '2028-01-01', '2030-02-03'])
    for (const ladder of [DEFAULT_LADDER, { before: [1, 5, 2], after: [9, 2] }]) {
      const days = rungsOf({ dueOn, writtenOn: dueOn, exclusive: false }, ladder, BY_RULE).map(({ day }) => day);
      expect(days).toEqual([...new Set(days)].sort());
    }
});
