import { expect, it } from 'vitest';
import { Repeats } from './repeats.js';

it('of a hundred thousand addresses exactly the repeated ones are overruled, by their last line', () => {
  const repeats = new Repeats();
  const id = (line: number) => String(line % 90_000);
  for (let line = 2; line < 100_000; line++) repeats.note('telegram', id(line), line);
  for (let line = 2; line < 100_000; line++) {
    const last = line + 90_000 < 100_000 ? line + 90_000 : null;
    if (repeats.overruledBy('telegram', id(line), line) !== last) expect([line, last]).toBe('overruled as noted');
  }
  expect(repeats.overruledBy('zalo', '2', 2)).toBeNull();
});
