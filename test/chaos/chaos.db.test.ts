import { expect, test } from 'vitest';
import { backend } from '../support/database.js';
import { runChaos } from './chaos.js';
import { testedProgram } from './field.js';

const RUN = {
  embedded: { seed: 3, deliveries: 400, ratePerSecond: 40 },
  server: { seed: 5, deliveries: 1_500, ratePerSecond: 150 },
} as const;

/** `npm run chaos` is the long form, with another seed each time, and over Zalo as well. */
test('under fire nobody is lost, nobody gets it twice, and everybody is accounted for', {
  timeout: 240_000,
}, async () => {
  const lines: string[] = [];
  const { complaints, figures } = await runChaos({
    backend,
    ...RUN[backend],
    short: true,
    program: testedProgram,
    tell: (line) => lines.push(line),
  });
  expect(complaints, [...lines, JSON.stringify(figures)].join('\n')).toEqual([]);
});
