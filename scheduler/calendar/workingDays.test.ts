import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '../../plans/deadlines/day.js';
import { holidaysOf, isWeeklyRest } from './holidays.js';
import {
  type Announced,
  addWorkingDays,
  BY_RULE,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  workingDayFrom,
  workingDaysBetween,
  workingDayUpTo,
} from './workingDays.js';

/** Days off of a year that are no Saturday or Sunday: what an office notices. */
const closed = (year: number): string[] => [
  ...new Set(
    holidaysOf(year)
      .map(({ day }) => day)
      .filter((day) => !isWeeklyRest(day)),
  ),
];

describe('the public holidays to 2030', () => {
  test('of 2026: Giỗ Tổ falls on a Sunday and moves to Monday, 24 November is new', () => {
    expect(closed(2026)).toEqual([
      '2026-01-01',
      ...['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
      '2026-04-27',
      ...['2026-04-30', '2026-05-01'],
      ...['2026-09-01', '2026-09-02'],
      '2026-11-24',
    ]);
    expect(closed(2025)).not.toContain('2025-11-24');
  });

  test('of 2027: two days of Tết fall on a weekend and lengthen it, 1 May moves behind the weekend', () => {
    expect(closed(2027)).toEqual([
      '2027-01-01',
      ...['2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'],
      '2027-04-16',
      ...['2027-04-30', '2027-05-03'],
      ...['2027-09-02', '2027-09-03'],
      '2027-11-24',
    ]);
  });

  test('of 2028: what moves does not move onto another holiday', () => {
    expect(closed(2028)).toContain('2028-01-03'); // 1 January is a Saturday
    expect(closed(2028)).toEqual(expect.arrayContaining(['2028-05-01', '2028-05-02'])); // 30 April is a Sunday, 1 May itself off
    expect(closed(2028)).toEqual(expect.arrayContaining(['2028-09-01', '2028-09-04'])); // 2 September is a Saturday
  });

  test('Tết 2030 begins on 2 February, a day before China’s', () => {
    expect(closed(2030).filter((day) => day < '2030-03')).toEqual([
      '2030-01-01',
      ...['2030-02-01', '2030-02-04', '2030-02-05', '2030-02-06', '2030-02-07'],
    ]);
  });

  test.each([
    [2022, ['2022-09-01', '2022-09-02']],
    [2023, ['2023-09-01', '2023-09-04']],
    [2024, ['2024-09-02', '2024-09-03']],
    [2025, ['2025-09-01', '2025-09-02']],
    [2029, ['2029-09-03', '2029-09-04']],
  ])('2 September and its neighbour in %i', (year, days) => {
    expect(closed(year).filter((day) => day.slice(5, 7) === '09')).toEqual(days);
  });

  test('every year to 2100 has as many days off as the law gives, none lost to a weekend', () => {
    for (let year = 2026; year <= 2100; year += 1) {
      const days = closed(year);
      // Giỗ Tổ can coincide with 30 April only where it lies so late; then the law gives no second day.
      expect([11, 12], `${year}`).toContain(days.length);
      expect(days.every((day) => day.startsWith(`${year}-`))).toBe(true);
    }
  });

  test('what rests on a yearly notice is marked as our default, what the law fixes is not', () => {
    const byNotice = new Set(
      holidaysOf(2027)
        .filter((one) => one.byNotice)
        .map(({ name }) => name),
    );
    expect([...byNotice].sort()).toEqual(['labour', 'national', 'tet']);
  });
});

describe('what was announced stands above the rules', () => {
  const swap: Announced = new Map([
    ['2026-08-31', 'rest'],
    ['2026-08-22', 'working'],
  ]);
  test('a Saturday that is worked for a Monday off', () => {
    expect(isWorkingDay('2026-08-31', swap)).toBe(false);
    expect(isWorkingDay('2026-08-22', swap)).toBe(true);
    expect(nextWorkingDay('2026-08-28', swap)).toBe('2026-09-03');
    expect(nextWorkingDay('2026-08-21', swap)).toBe('2026-08-22');
  });
  test('a calendar without any working day is a fault, not an endless search', () => {
    const never = new Map(Array.from({ length: 800 }, (_, nth) => [addDays('2026-01-01', nth), 'rest'] as const));
    expect(() => nextWorkingDay('2026-01-01', never)).toThrow('No working day');
  });
});

describe('counting', () => {
  test.each([
    ['2027-07-02', -1, '2027-07-01'],
    ['2027-07-05', -1, '2027-07-02'],
    ['2027-02-12', -1, '2027-02-04'], // all of Tết lies between
    ['2026-11-23', 1, '2026-11-25'],
    ['2026-11-22', 0, '2026-11-22'],
  ])('%s and %i working days: %s', (day, count, there) => {
    expect(addWorkingDays(day, count, BY_RULE)).toBe(there);
  });

  test('properties that hold on every day of four years', () => {
    for (let day = '2026-01-01'; day < '2030-01-01'; day = addDays(day, 1)) {
      const next = nextWorkingDay(day, BY_RULE);
      expect(next > day && isWorkingDay(next, BY_RULE)).toBe(true);
      expect(previousWorkingDay(next, BY_RULE) <= day || isWorkingDay(day, BY_RULE)).toBe(true);
      expect(workingDaysBetween(day, next, BY_RULE)).toBe(1);
      expect(workingDayUpTo(day, BY_RULE) <= day && workingDayFrom(day, BY_RULE) >= day).toBe(true);
      if (isWorkingDay(day, BY_RULE)) {
        expect([0, 6]).not.toContain(weekday(day));
        for (const count of [1, 7, 30]) {
          const there = addWorkingDays(day, count, BY_RULE);
          expect(workingDaysBetween(day, there, BY_RULE)).toBe(count);
          expect(addWorkingDays(there, -count, BY_RULE)).toBe(day);
          expect(workingDaysBetween(there, day, BY_RULE)).toBe(-count);
        }
      }
    }
  });
});
