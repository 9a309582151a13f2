import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../base/root.js';
import { assumptionsSchema } from './assumptions.js';

describe('what is assumed about Zalo', () => {
  it('stands in the README with its default, so that nobody takes it for Zalo’s behaviour', () => {
    const text = readFileSync(join(projectRoot, 'simulator', 'zalo', 'README.md'), 'utf8');
    const told = [...text.matchAll(/^\| `(\w+)` \| (\S+) \|/gm)].map(([, name, value]) => [name, value]);
    const assumed = Object.entries(assumptionsSchema.parse({})).map(([name, value]) => [name, String(value)]);
    expect(told).toEqual(assumed);
  });
});
