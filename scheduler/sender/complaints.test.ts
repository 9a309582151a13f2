import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createComplaints } from './complaints.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what keeps thousands from being made is said once a minute, with how many', () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const said = () => lines.splice(0).map((line) => /"deliveries":(\d+)/.exec(line)?.[1]);
  const complaints = createComplaints(log, 'telegram.1');
  for (let n = 0; n < 5_000; n++) complaints.add(7, new Error('out of memory'));
  expect(said()).toEqual(['1']);
  vi.advanceTimersByTime(60_000);
  expect(said()).toEqual(['4999']);
  complaints.add(7, new Error('out of memory'));
  expect(said()).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(said()).toEqual(['1']);
  vi.advanceTimersByTime(600_000);
  expect(said()).toEqual([]);
  // After a quiet minute the next one is said at once.
  complaints.add(7, new Error('again'));
  expect(said()).toEqual(['1']);
});
