import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../base/root.js';
import { isReport } from './recognise.js';

function sentences(half: string): { label: string; words: string }[] {
  const file = join(projectRoot, 'bot', 'conversations', 'police', 'sentences', `${half}.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([label = '', words = '']) => ({ label, words }));
}

/** `held-out` was written before the first list of words, by the same hands; both have been looked at since, so what they give flatters. */
describe.each(['held-out', 'tuned'])('of the %s sentences', (half) => {
  const all = sentences(half);

  it('what looks like a report is taken for one', () => {
    const missed = all.filter(({ label, words }) => label === 'report' && !isReport(words));
    expect(missed.map(({ words }) => words)).toEqual([]);
  });

  it('nothing else is', () => {
    const wrong = all.filter(({ label, words }) => label === 'none' && isReport(words));
    expect(wrong.map(({ words }) => words)).toEqual([]);
  });
});
