import { describe, expect, test } from 'vitest';
import { foldKey } from '../../base/text.js';
import type { Announced } from '../calendar/workingDays.js';
import { BY_RULE } from '../calendar/workingDays.js';
import { mondayOf, parseWhen, weeklyDay } from './setting.js';

describe('an hour as staff type it', () => {
  test.each([
    ['16:00', null, 960],
    ['7h30', null, 450],
    ['8h', null, 480],
    ['t2 08:00', 1, 480],
    ['Thứ sáu 15:30', 5, 930],
    ['thứ 6, 15h30', 5, 930],
    ['friday 15:30', 5, 930],
    ['chủ nhật 19:59', 7, 1199],
  ])('%s', (typed, weekday, atMinute) => {
    expect(parseWhen(foldKey(typed))).toEqual({ weekday, atMinute });
  });
  test.each(['06:59', '20:00', '25:00', '16:60', 'tám giờ', 'ngày mai 08:00', '', '8'])(
    '%s is none, or at night, and is not bent into one',
    (typed) => {
      expect(parseWhen(foldKey(typed))).toBeNull();
    },
  );
});

describe('the day of a week', () => {
  const rest = (...days: string[]): Announced => new Map(days.map((day) => [day, 'rest'] as const));
  test('is the chosen one', () => {
    expect(mondayOf('2026-12-06')).toBe('2026-11-30');
    expect(weeklyDay('2026-11-30', 1, BY_RULE)).toBe('2026-11-30');
    expect(weeklyDay('2026-11-30', 5, BY_RULE)).toBe('2026-12-04');
  });
  test('is the next one that is worked, and where none is left the last before it', () => {
    expect(weeklyDay('2026-11-30', 1, rest('2026-11-30', '2026-12-01'))).toBe('2026-12-02');
    expect(weeklyDay('2026-11-30', 5, rest('2026-12-04'))).toBe('2026-12-03');
  });
  test('is none in a week in which nobody works', () => {
    const all = ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'];
    expect(weeklyDay('2026-11-30', 1, rest(...all))).toBeNull();
  });
});
