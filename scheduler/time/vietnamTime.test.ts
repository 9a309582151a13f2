import { afterEach, describe, expect, test, vi } from 'vitest';
import { formatVietnamTime, isoDate, minuteOfDay, parseTime, vietnamMonth } from './vietnamTime.js';

afterEach(() => vi.unstubAllEnvs());

describe('a time as people type it', () => {
  test.each([
    ['2026-06-26T07:30', '2026-06-26T00:30:00.000Z'],
    ['2026-06-26 07:30', '2026-06-26T00:30:00.000Z'],
    ['2026-06-26T07:30:15', '2026-06-26T00:30:15.000Z'],
    ['2026-06-26', '2026-06-25T17:00:00.000Z'],
    ['  2026-06-26T07:30  ', '2026-06-26T00:30:00.000Z'],
    ['2028-02-29T12:00', '2028-02-29T05:00:00.000Z'],
  ])('%s without an offset is Vietnam time', (text, iso) => {
    expect(parseTime(text)?.toISOString()).toBe(iso);
  });

  test.each([
    ['2026-06-26T07:30Z', '2026-06-26T07:30:00.000Z'],
    ['2026-06-26T07:30+07:00', '2026-06-26T00:30:00.000Z'],
    ['2026-06-26 07:30:00.5-0500', '2026-06-26T12:30:00.500Z'],
  ])('%s keeps the offset it names', (text, iso) => {
    expect(parseTime(text)?.toISOString()).toBe(iso);
  });

  test.each([
    '2026-02-29T07:00',
    '2026-13-01',
    '2026-06-31',
    '2026-06-26T24:00',
    '2026-06-26T07:60',
    '2026-06-26T07:00:60',
    '2026-06-26T25:00Z',
    '26/06/2026',
    'tomorrow',
    '7h30',
    '',
  ])('"%s" is no time that exists, and is not bent into one', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('the zone of the machine does not matter', () => {
    for (const zone of ['America/New_York', 'Asia/Ho_Chi_Minh', 'UTC']) {
      vi.stubEnv('TZ', zone);
      expect(parseTime('2026-06-26T07:30')?.toISOString()).toBe('2026-06-26T00:30:00.000Z');
      expect(formatVietnamTime(new Date('2026-06-26T00:30:00Z'))).toBe('2026-06-26T07:30:00+07:00');
    }
  });
});

test('the minute of the day turns over at midnight in Vietnam', () => {
  expect(minuteOfDay(new Date('2026-06-25T17:00:00Z'))).toBe(0);
  expect(minuteOfDay(new Date('2026-06-25T16:59:30Z'))).toBe(1439.5);
  expect(minuteOfDay(new Date('1969-12-31T17:01:00Z'))).toBe(1);
});

test('the month is the one in Vietnam: the last evening in UTC is the first of the next', () => {
  expect(vietnamMonth(new Date('2026-05-31T16:59:59Z'))).toBe('2026-05-01');
  expect(vietnamMonth(new Date('2026-05-31T17:00:00Z'))).toBe('2026-06-01');
});

test('a DATE stays the same day on a machine west of Greenwich', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(isoDate(new Date('2026-11-01T00:00:00Z'))).toBe('2026-11-01');
});
