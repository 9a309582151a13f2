import { expect, test } from 'vitest';
import { DEFAULT_CAPS, excessOf } from './caps.js';
import type { Dated, Load } from './load.js';

const on = (name: string, at: string): Dated => ({ name, at: new Date(at), audience: { type: 'all' } });
const both = (people: number, ...messages: number[]): Load => ({ people, messages });

test('two messages on one day of Vietnam are one too many, for those who get both', () => {
  const messages = [
    on('a', '2027-06-03T07:30:00+07:00'),
    on('b', '2027-06-03T20:00:00+07:00'),
    on('c', '2027-06-04T07:30:00+07:00'),
  ];
  const excess = excessOf(messages, [both(70, 0, 1, 2), both(5, 0), both(9, 1, 2)], DEFAULT_CAPS);
  expect(excess.map(({ day }) => day)).toEqual([{ people: 70, with: ['b'] }, { people: 70, with: ['a'] }, null]);
});

test('the day is Vietnam’s: half past six in the morning is not yesterday', () => {
  const messages = [on('a', '2027-06-03T06:30:00+07:00'), on('b', '2027-06-02T20:00:00+07:00')];
  expect(excessOf(messages, [both(1, 0, 1)], DEFAULT_CAPS).map(({ day }) => day)).toEqual([null, null]);
});

test('a sixth message within any seven days is told at the sixth, the eighth day begins anew', () => {
  const messages = [1, 2, 3, 4, 5, 7, 14].map((day) =>
    on(`m${day}`, `2027-06-${String(day).padStart(2, '0')}T08:00:00+07:00`),
  );
  const weeks = excessOf(messages, [both(3, 0, 1, 2, 3, 4, 5, 6), both(4, 0, 1, 2, 3, 4)], DEFAULT_CAPS).map(
    ({ week }) => week,
  );
  expect(weeks).toEqual([null, null, null, null, null, { people: 3, most: 6 }, null]);
});

test('another share may be chosen', () => {
  const messages = [on('a', '2027-06-03T07:30:00+07:00'), on('b', '2027-06-03T20:00:00+07:00')];
  expect(excessOf(messages, [both(1, 0, 1)], { perDay: 2, perWeek: 5 }).every(({ day }) => day === null)).toBe(true);
});
