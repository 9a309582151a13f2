import { expect, test } from 'vitest';
import { satisfies } from './nodeVersion.mjs';

const RANGE = '^20.19 || ^22.12 || >=24';

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.12.0', true],
  ['24.0.0', true],
  ['26.3.1', true],
  ['18.20.0', false],
  ['20.18.3', false],
  ['21.7.0', false],
  ['22.11.0', false],
  ['23.1.0', false],
])('Node %s is taken: %s', (version, taken) => {
  expect(satisfies(version, RANGE)).toBe(taken);
});
