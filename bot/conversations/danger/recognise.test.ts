import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../base/root.js';
import { readDanger } from './recognise.js';

/** Labelled sentences: kind (or none), tab, words. */
function sentences(half: 'held-out' | 'tuned'): { kind: string; words: string }[] {
  const file = join(projectRoot, 'bot', 'conversations', 'danger', 'sentences', `${half}.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([kind = '', words = '']) => ({ kind, words }));
}

describe.each(['tuned', 'held-out'] as const)('of the %s sentences', (half) => {
  const all = sentences(half);
  const dangerous = all.filter(({ kind }) => kind !== 'none');
  const harmless = all.filter(({ kind }) => kind === 'none');

  it('every dangerous one is recognised', () => {
    expect(dangerous.filter(({ words }) => readDanger(words) === null).map(({ words }) => words)).toEqual([]);
  });

  it('nineteen of twenty dangerous ones are given the right kind, so that the right number stands first', () => {
    const other = dangerous.filter(({ kind, words }) => readDanger(words) !== kind);
    expect(other.length, JSON.stringify(other.map(({ words }) => [words, readDanger(words)]))).toBeLessThanOrEqual(
      dangerous.length / 20,
    );
  });

  it('at most two of a hundred harmless ones raise an alarm', () => {
    const alarms = harmless.filter(({ words }) => readDanger(words) !== null);
    expect(alarms.length, JSON.stringify(alarms.map(({ words }) => [words, readDanger(words)]))).toBeLessThanOrEqual(
      Math.floor(harmless.length * 0.02),
    );
  });
});
