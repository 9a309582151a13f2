import { describe, expect, test } from 'vitest';
import { lunarDay } from './lunar.js';

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const tet = (year: number): string => lunarDay(year, 1, 1);

describe('Tết is Vietnam’s, not China’s', () => {
  test.each([
    [2026, '2026-02-17', '2026-04-26'],
    [2027, '2027-02-06', '2027-04-16'],
    [2028, '2028-01-26', '2028-04-04'],
    [2029, '2029-02-13', '2029-04-23'],
    [2030, '2030-02-02', '2030-04-12'],
  ])('%i: %s, and Giỗ Tổ %s', (year, first, hungKings) => {
    expect(tet(year)).toBe(first);
    expect(lunarDay(year, 3, 10)).toBe(hungKings);
  });

  test.each([
    [1985, '1985-01-21'], // China's was a month later, on 20 February
    [2007, '2007-02-17'], // China's was on the 18th
    [2020, '2020-01-25'],
    [2023, '2023-01-22'],
    [2024, '2024-02-10'],
    [2025, '2025-01-29'],
  ])('%i as it was: %s', (year, first) => {
    expect(tet(year)).toBe(first);
  });

  test('in every year to 2100 it lies between 20 January and 21 February, 12 or 13 moons after the one before', () => {
    for (let year = 2020; year <= 2100; year += 1) {
      const day = tet(year);
      expect(day >= `${year}-01-20` && day <= `${year}-02-21`, day).toBe(true);
      const length = (Date.parse(tet(year + 1)) - Date.parse(day)) / 86_400_000;
      expect([353, 354, 355, 383, 384, 385]).toContain(length);
      // Giỗ Tổ is in the third month: 67 to 70 days on, or a month later when the first or second is doubled.
      const third = lunarDay(year, 3, 10);
      expect(third >= daysAfter(day, 67) && third <= daysAfter(day, 99), third).toBe(true);
    }
  });
});
