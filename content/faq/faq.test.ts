import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatFault } from '../../base/errors.js';
import { entriesOf } from './faq.js';
import { lintFaq } from './lintFaq.js';
import { faqFolder, loadFaq } from './loadFaq.js';

describe('the questions and answers that come with Loa', () => {
  it('pass the linter', async () => {
    expect((await lintFaq(faqFolder)).map(formatFault)).toEqual([]);
  });

  it('are at least eighty, each with an answer, a title and phrasings in both languages', async () => {
    const entries = entriesOf(await loadFaq());
    expect(entries.length).toBeGreaterThanOrEqual(80);
    for (const { answer, title, asked, sources } of entries)
      for (const locale of ['vi', 'en'] as const) {
        expect(answer[locale].length).toBeGreaterThan(60);
        expect(title[locale]).not.toBe('');
        expect(asked[locale].length).toBeGreaterThan(0);
        expect(sources[locale].length).toBeGreaterThan(0);
      }
  });

  it('say nothing of the article on using during treatment: nobody knows whether a pupil reads it', async () => {
    expect(JSON.stringify(entriesOf(await loadFaq()).map(({ answer }) => answer))).not.toMatch(/256\s?a/i);
  });

  it('never call a person by the drug: no answer says "người nghiện" of whoever reads it', async () => {
    const said = entriesOf(await loadFaq()).map(({ answer }) => answer.vi);
    expect(said.filter((text) => /con nghiện|thằng nghiện|đối tượng|người nghiện/i.test(text))).toEqual([]);
  });
});

describe('the linter', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loa-faq-'));
    await cp(faqFolder, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = () => join(folder, 'entries', '01-tac-hai.yaml');
  const change = async (from: string | RegExp, to: string) => {
    const text = await readFile(file(), 'utf8');
    expect(text).toMatch(from);
    await writeFile(file(), text.replace(from, to));
    return (await lintFaq(folder)).map(formatFault).join('\n');
  };

  it.each([
    ['an answer in one language only', /\n {4}en: \|-\n(?: {6}.*\n)+/, '\n', 'Thiếu mục "entries.tac-hai.en"'],
    ['a source that is not in the list', "sources: { y-te: '' }", 'sources: { bao-la: x }', 'sources.bao-la'],
    ['no source', "sources: { y-te: '' }", 'sources: {}', 'chưa có nguồn'],
    ['a word that is never said', 'Gia đình cũng khổ theo', 'Con nghiện cũng khổ theo', 'con nghiện'],
    ['law out of force', 'Gia đình cũng khổ theo', 'Theo Luật 73/2021/QH14', '120/2025/QH15'],
    ['a fine without its law', 'Gia đình cũng khổ theo', 'Bị phạt 5 triệu đồng', 'không có số, ký hiệu văn bản'],
    ['a gap that nobody fills', 'Gia đình cũng khổ theo', 'Gọi {{fire}}', '“fire”'],
    ['the article that is kept from pupils', 'Gia đình cũng khổ theo', 'Theo điều 256a', '“256a”'],
    ['an answer that goes on and on', 'Gia đình cũng khổ theo', 'khổ '.repeat(120), 'quá 120'],
    ['a phrasing of another entry', 'ma túy có hại gì', 'cần sa có hại không', 'đã có ở câu'],
    ['no next step', /Việc cần làm: nếu lo.*/, 'Vậy thôi.', 'chưa nói bà con nên làm gì'],
  ])('finds %s', async (_what, from, to, said) => {
    const faults = await change(from, to);
    expect(faults).toContain(said);
    expect(faults).toContain('01-tac-hai.yaml:');
  });

  it('names file and line of a translation that belongs to no answer', async () => {
    await mkdir(join(folder, 'entries', 'eo'));
    const translated =
      'title: Malutiloj\nentries:\n  tac-hai: { title: T, answer: A, asked: [q] }\n  tac-hi: { title: T, answer: A, asked: [q] }\n';
    await writeFile(join(folder, 'entries', 'eo', '01-tac-hai.yaml'), translated);
    const faults = (await lintFaq(folder)).map(formatFault).join('\n');
    expect(faults).toContain('eo/01-tac-hai.yaml:4');
    expect(faults).toContain('tac-hi');
  });

  it('what is broken does not open', async () => {
    await change('entries:', 'entris:');
    await expect(loadFaq(folder)).rejects.toThrow('entris');
  });
});
