import { expect, test } from 'vitest';
import { backend } from '../support/database.js';
import { runChaos } from './chaos.js';
import { sourceProgram } from './field.js';

const RUN = {
  telegram: {
    embedded: { seed: 3, deliveries: 400, ratePerSecond: 40 },
    server: { seed: 5, deliveries: 1_500, ratePerSecond: 150 },
  },
  zalo: {
    embedded: { seed: 11, deliveries: 200, ratePerSecond: 40 },
    server: { seed: 12, deliveries: 800, ratePerSecond: 150 },
  },
} as const;

/** `npm run chaos` is the long form, with another seed each time. */
test.for(['telegram', 'zalo'] as const)(
  'under fire on %s nobody is lost, nobody gets it twice, nobody is called who may not be, and everybody is accounted for',
  {
    timeout: 240_000,
  },
  async (channel) => {
    const lines: string[] = [];
    const { complaints, figures } = await runChaos({
      backend,
      channel,
      ...RUN[channel][backend],
      short: true,
      program: sourceProgram,
      tell: (line) => lines.push(line),
    });
    expect(complaints, [...lines, JSON.stringify(figures)].join('\n')).toEqual([]);
  },
);
