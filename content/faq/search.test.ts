import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faqFolder, loadFaq } from './loadFaq.js';
import { createNearestWord } from './nearestWord.js';
import { createFaqSearch } from './search.js';
import { loadSpeech } from './speech.js';

const search = createFaqSearch(await loadFaq(), await loadSpeech(faqFolder));

/**
 * What these sets give now flatters: the same hands wrote questions and phrasings, and all of them have been looked at since, `held-out` too, which was
 * written before the search. What counts is what a set gave when it was new: `rough` 75 of a hundred first and 90 among three, `later` 59 and 87,
 * `regional` (typed as in the north, the centre and the south, by somebody who had not read the phrasings) 87 and 93. Phrasings and synonyms were
 * added for what was missed. Where several entries are a right answer, the row names them all.
 */
const questions = (set: string) =>
  readFileSync(join(faqFolder, 'asked', `${set}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [id = '', text = ''] = line.split('\t');
      return { right: id.split('|'), text };
    });

describe.each([
  ['tuned', 0.9, 0.97],
  ['rough', 0.9, 0.97],
  ['later', 0.9, 0.97],
  ['regional', 0.9, 0.97],
  ['held-out', 0.9, 0.97],
] as const)('of the written questions "%s"', (set, first, three) => {
  it(`the right answer is first in ${first * 100} % and among three in ${three * 100} %`, () => {
    const asked = questions(set);
    const ranks = asked.map(({ right, text }) => ({
      right,
      text,
      at: search.rank(text, 3).findIndex(({ entry }) => right.includes(entry.id)),
    }));
    const missed = ranks.filter(({ at }) => at !== 0);
    // Read by whoever changes an entry or the search.
    const line = ({ right, text, at }: (typeof missed)[number]) =>
      `\n  ${at < 0 ? 'not among three' : `number ${at + 1}`}: ${text} → ${right.join(', ')}`;
    process.stdout.write(
      `${set}: ${asked.length - missed.length} of ${asked.length} first; not: ${missed.map(line).join('')}\n`,
    );
    expect((asked.length - missed.length) / asked.length).toBeGreaterThanOrEqual(first);
    expect(ranks.filter(({ at }) => at >= 0).length / asked.length).toBeGreaterThanOrEqual(three);
  });

  it('a wrong answer is hardly ever given without asking back', () => {
    const asked = questions(set);
    const wrong = asked.filter(({ right, text }) => {
      const found = search.find(text);
      return found.kind === 'one' && !right.includes(found.entry.id);
    });
    expect(wrong.length / asked.length).toBeLessThanOrEqual(0.02);
  });
});

it('what has nothing to do with it is never answered as if it had', () => {
  const sure = questions('nothing').filter(({ text }) => search.find(text).kind === 'one');
  expect(sure).toEqual([]);
  const none = questions('nothing').filter(({ text }) => search.find(text).kind === 'none');
  expect(none.length / questions('nothing').length).toBeGreaterThanOrEqual(0.5);
});

it.each([
  ['hàng đá là gì', 'ma-tuy-da'],
  ['hút cỏ', 'can-sa'],
  ['chơi ke', 'ma-tuy-da'],
  ['BÓNG CƯỜI!!!', 'bong-cuoi'],
  ['muốn cai nghiện thì đến đâu', 'dang-ky-cai'],
  ['muon cai nghien thi den dau', 'dang-ky-cai'],
  ['muoons cai nghieenj thi dden ddau', 'dang-ky-cai'],
])('understands "%s"', (text, id) => {
  expect(search.rank(text, 3).map(({ entry }) => entry.id)).toContain(id);
});

it.each(['', '   ', '🙂🙂', '????', '\u0000', 'ạ'.repeat(4096), 'x '.repeat(2048)])('survives %j', (text) => {
  expect(['none', 'several']).toContain(search.find(text).kind);
});

it('slang is understood and never said', () => {
  const { entry } = search.rank('hàng đá', 1)[0] ?? {};
  expect(entry?.answer.vi).not.toMatch(/hàng đá|đập đá|ngáo/i);
});

it('a slip of the finger is mended where one word is near, and left where several are', () => {
  const nearestWord = createNearestWord(new Set(['nghien', 'nghia', 'bong', 'methadone', 'phuong', 'phuoc']));
  expect(nearestWord('nghiem')).toBe('nghien');
  expect(nearestWord('bongs')).toBe('bong');
  expect(nearestWord('metahdone')).toBe('methadone');
  expect(nearestWord('nghie')).toBe('nghie');
  expect(nearestWord('xyz')).toBe('xyz');
});
