import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../base/clock.js';
import { afterOpenTime, isOpen, nextOpen } from './quietHours.js';
import { formatVietnamTime } from './vietnamTime.js';

const at = (vietnam: string) => new Date(`2026-06-${vietnam}+07:00`);
const shown = (date: Date) => formatVietnamTime(date).slice(8, 19);

describe('nobody is disturbed at night', () => {
  test.each([
    ['10T07:00:00', true],
    ['10T06:59:59', false],
    ['10T12:00:00', true],
    ['10T20:59:56', true],
    ['10T21:00:00', false],
    ['10T00:00:00', false],
    ['10T23:59:59', false],
  ])('at %s the window is open: %s', (time, open) => {
    expect(isOpen(at(time))).toBe(open);
  });

  test('the window closes a few seconds early, so that a call at the last moment does not arrive after it', () => {
    expect(isOpen(at('10T20:59:58'))).toBe(false);
  });
});

test.each([
  ['10T10:00:00', '10T10:00:00'],
  ['10T05:30:00', '10T07:00:00'],
  ['10T21:00:00', '11T07:00:00'],
  ['10T20:59:59', '11T07:00:00'],
  ['10T23:59:59', '11T07:00:00'],
])('who comes at %s may go on at %s', (from, open) => {
  expect(shown(nextOpen(at(from)))).toBe(open);
});

describe('a forecast counts only the hours in which anything goes out', () => {
  test.each([
    ['within the day', '10T08:00:00', 3 * HOUR_MS, '10T11:00:00'],
    ['up to the last minute', '10T20:00:00', HOUR_MS, '10T21:00:00'],
    ['over one night', '10T20:00:00', HOUR_MS + MINUTE_MS, '11T07:01:00'],
    ['begun in the night', '10T22:00:00', 30 * MINUTE_MS, '11T07:30:00'],
    ['over three nights', '10T20:00:00', HOUR_MS + 2 * 14 * HOUR_MS + 5 * MINUTE_MS, '13T07:05:00'],
    ['nothing to do', '10T12:00:00', 0, '10T12:00:00'],
  ])('%s', (_what, from, workMs, end) => {
    expect(shown(afterOpenTime(at(from), workMs))).toBe(end);
  });

  test('begun in the closing seconds it goes on in the morning', () => {
    expect(shown(afterOpenTime(at('10T20:59:58'), 10 * MINUTE_MS))).toBe('11T07:10:00');
  });
});
