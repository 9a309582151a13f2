import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../base/root.js';
import { foldKey } from '../../../base/text.js';
import { readDanger } from './recognise.js';

/** Labelled sentences: kind (or none), tab, words. */
function sentences(half: 'held-out' | 'tuned' | 'roundabout'): { kind: string; words: string }[] {
  const file = join(projectRoot, 'bot', 'conversations', 'danger', 'sentences', `${half}.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([kind = '', words = '']) => ({ kind, words }));
}

/**
 * `held-out` was written before the first list of words and not looked at while that was made: at the first look all of its dangerous
 * sentences were recognised and one of its harmless ones raised an alarm. `tuned` lay open. `roundabout` came after both; what
 * became of it at the first look stands in its head, and is nearer to what to expect of people nobody has heard yet.
 */
describe.each(['held-out', 'tuned', 'roundabout'] as const)('of the %s sentences', (half) => {
  const all = sentences(half);
  const dangerous = all.filter(({ kind }) => kind !== 'none');
  const harmless = all.filter(({ kind }) => kind === 'none');

  it('every dangerous one is recognised', () => {
    expect(dangerous.filter(({ words }) => readDanger(words) === null).map(({ words }) => words)).toEqual([]);
  });

  it('nineteen of twenty dangerous ones are given the right kind, so that the right number stands first', () => {
    const other = dangerous.filter(({ kind, words }) => kind !== 'danger' && readDanger(words) !== kind);
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

it('no place of Vietnam sounds like danger', () => {
  const text = readFileSync(join(projectRoot, 'people', 'data', 'places.json'), 'utf8');
  const names = [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(3_000);
  expect(names.filter((name) => readDanger(name) !== null || readDanger(foldKey(name)) !== null)).toEqual([]);
});

it.each(['', ' ', '🙏🙏', '!!!', 'ư'.repeat(4_096), 'không '.repeat(700), '\u0000', '.. / = ()'])(
  'nothing that is typed breaks it (%#)',
  (text) => expect(() => readDanger(text)).not.toThrow(),
);
