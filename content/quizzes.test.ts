import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatFault } from '../base/errors.js';
import { lawProblems } from './laws.js';
import { lintQuizzes } from './lintQuizzes.js';
import { loadPledges } from './loadPledges.js';
import { loadQuizzes } from './loadQuizzes.js';
import { asksOwnUse, notForChildren } from './ownUse.js';
import { SITTING } from './quiz.js';
import { findForbiddenWords } from './words.js';

const folder = mkdtempSync(join(tmpdir(), 'loa-quizzes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const question = (id: string) => ({
  id,
  ask: { vi: `Câu hỏi ${id}?`, en: `Question ${id}?` },
  answers: [
    { vi: 'Có', en: 'Yes', right: true },
    { vi: 'Không', en: 'No' },
  ],
  because: { vi: 'Vì thế.', en: 'Because.' },
  sources: ['luat'],
});
const good = () => ({
  title: { vi: 'Thử', en: 'A try' },
  words: ['thử'],
  children: true,
  sources: { luat: 'Luật Phòng, chống ma túy 120/2025/QH15' },
  questions: Array.from({ length: 12 }, (_, at) => question(`cau-${at}`)),
});
type Good = ReturnType<typeof good>;

async function faultsOf(spoil: (quiz: Good) => unknown): Promise<string[]> {
  const quiz = good();
  writeFileSync(join(folder, 'thu.yaml'), stringify(spoil(quiz) ?? quiz));
  return (await lintQuizzes('vi', folder)).map(formatFault);
}
const first = (quiz: Good, change: object): Good => ({
  ...quiz,
  questions: quiz.questions.map((one, at) => (at === 0 ? { ...one, ...change } : one)),
});

describe('the quizzes of the program', () => {
  it('pass the linter', async () => {
    expect((await lintQuizzes()).map(formatFault)).toEqual([]);
  });

  it('are six, each with enough questions for four sittings that differ', async () => {
    const quizzes = await loadQuizzes();
    expect(quizzes).toHaveLength(6);
    for (const { questions } of quizzes) expect(questions.length).toBeGreaterThanOrEqual(4 * SITTING);
  });

  it('do not have the right answer in the same place all the time', async () => {
    for (const { questions } of await loadQuizzes()) {
      const places = new Set(questions.map(({ answers }) => answers.findIndex(({ right }) => right)));
      expect(places.size).toBe(3);
    }
  });

  it('cite a law with its number and the day from which it is in force', async () => {
    const cited = (await loadQuizzes()).flatMap(({ questions }) =>
      questions.map(({ because }) => because['vi'] ?? '').filter((text) => /(?:Luật|Nghị định) \d+\/20\d\d/.test(text)),
    );
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.filter((text) => !/\d{1,2}\/\d{1,2}\/20\d\d/.test(text))).toEqual([]);
  });
});

describe('the linter of quizzes', () => {
  it('is content with one that is as it should be', async () => {
    expect(await faultsOf(() => undefined)).toEqual([]);
  });

  it.each<[string, (quiz: Good) => unknown, string]>([
    ['too few questions', (quiz) => ({ ...quiz, questions: quiz.questions.slice(1) }), 'chỉ có 11 câu hỏi'],
    [
      'two right answers',
      (quiz) =>
        first(quiz, {
          answers: [
            { vi: 'A', en: 'A', right: true },
            { vi: 'B', en: 'B', right: true },
          ],
        }),
      'đúng một câu trả lời đúng',
    ],
    [
      'no right answer',
      (quiz) =>
        first(quiz, {
          answers: [
            { vi: 'A', en: 'A' },
            { vi: 'B', en: 'B' },
          ],
        }),
      'đúng một câu trả lời đúng',
    ],
    ['one answer', (quiz) => first(quiz, { answers: [{ vi: 'A', en: 'A', right: true }] }), 'answers'],
    [
      'five answers',
      (quiz) => first(quiz, { answers: ['A', 'B', 'C', 'D', 'E'].map((vi, at) => ({ vi, en: vi, right: at === 0 })) }),
      'answers',
    ],
    [
      'the same answer twice',
      (quiz) =>
        first(quiz, {
          answers: [
            { vi: 'A', en: 'A', right: true },
            { vi: 'A', en: 'B' },
          ],
        }),
      'giống nhau',
    ],
    ['a long explanation', (quiz) => first(quiz, { because: { vi: 'chữ '.repeat(41), en: 'Word.' } }), '41 chữ'],
    ['an explanation in one language', (quiz) => first(quiz, { because: { vi: 'Vì thế.' } }), 'because.en'],
    ['a source that is not explained', (quiz) => first(quiz, { sources: ['khac'] }), '"khac"'],
    ['no source', (quiz) => first(quiz, { sources: [] }), 'sources'],
    ['law that ended', (quiz) => ({ ...quiz, sources: { luat: 'Luật 73/2021/QH14' } }), '120/2025/QH15'],
    [
      'a word that stigmatises',
      (quiz) => first(quiz, { ask: { vi: 'Con nghiện là ai?', en: 'Who?' } }),
      'người cần hỗ trợ',
    ],
    ['own use', (quiz) => first(quiz, { ask: { vi: 'Em đã từng dùng thử chưa?', en: 'Who?' } }), 'chính người đọc'],
    [
      'own use in an answer',
      (quiz) =>
        first(quiz, {
          answers: [
            { vi: 'Tôi đã thử', en: 'A', right: true },
            { vi: 'B', en: 'B' },
          ],
        }),
      'chính người đọc',
    ],
    [
      'penalties for pupils',
      (quiz) => first(quiz, { because: { vi: 'Theo điều 249 thì bị phạt tù.', en: 'Word.' } }),
      'không dành cho học sinh',
    ],
    [
      'the article that is never in a game',
      (quiz) => first({ ...quiz, children: false }, { because: { vi: 'Theo điều 256a.', en: 'Word.' } }),
      '256a',
    ],
    ['two questions with one id', (quiz) => ({ ...quiz, questions: [...quiz.questions, question('cau-3')] }), 'cau-3'],
    [
      'letters that are not NFC',
      (quiz) => first(quiz, { because: { vi: 'Vì thế.'.normalize('NFD'), en: 'Word.' } }),
      'NFC',
    ],
    ['a field that nobody knows', (quiz) => ({ ...quiz, difficulty: 3 }), 'difficulty'],
  ])('finds %s', async (_label, spoil, said) => {
    expect((await faultsOf(spoil)).join('\n')).toContain(said);
  });

  it('says file, line and remedy', async () => {
    const [fault] = await faultsOf((quiz) => first(quiz, { because: { vi: 'Theo điều 256a.', en: 'Word.' } }));
    expect(fault).toMatch(/thu\.yaml:\d+/);
  });
});

describe('a question about oneself or one’s family', () => {
  it.each([
    'Em đã bao giờ dùng thử chưa?',
    'Anh/chị có sử dụng ma túy không?',
    'Bạn từng hút thuốc lá điện tử chưa?',
    'Bà con đang cai nghiện ở đâu?',
    'Trong gia đình bạn có ai sử dụng ma túy không?',
    'Con của anh/chị có dương tính không?',
    'Trong nhà có người nghiện không?',
    'Người thân của em đã thử chưa?',
    'Have you ever tried drugs?',
    'Do you use anything at parties?',
    'Has anybody asked? Are you taking pills?',
    'Does your son use e-cigarettes?',
  ])('is found: %s', (text) => expect(asksOwnUse(text)).not.toBeNull());

  it.each([
    'Có người lạ cho em viên kẹo không có nhãn. Em làm gì?',
    'Một em nhỏ kể rằng có người rủ thử thứ lạ. Người lớn nên làm gì trước?',
    'Kỳ thị người sử dụng ma túy có bị cấm không?',
    'Lúc nào tốt nhất để nói với trẻ về ma túy?',
    'A friend says that drugs are a problem for them and asks for help.',
    'Is it forbidden to stigmatise people who use drugs?',
  ])('is not: %s', (text) => expect(asksOwnUse(text)).toBeNull());

  it('and what frightens children are told apart from what helps them', () => {
    expect(notForChildren('Dùng là chết ngay')).toBe('chết');
    expect(notForChildren('Từ chối, rời đi, kể với người lớn')).toBeNull();
  });
});

describe('the pledges', () => {
  const texts = Object.entries(loadPledges()).flatMap(([kind, { text }]) =>
    Object.entries(text).map(([locale, words]) => ({ name: `${kind} ${locale}`, words })),
  );

  it('exist for persons, families, classes and businesses, in both languages', () => {
    expect(texts.map(({ name }) => name)).toHaveLength(8);
  });

  it.each(texts)('$name says nothing about anybody’s own use, and no word that is never said', ({ words }) => {
    expect(asksOwnUse(words)).toBeNull();
    expect(findForbiddenWords(words)).toEqual([]);
    expect(lawProblems(words)).toEqual([]);
    expect(words).not.toMatch(/bỏ ma túy|không dùng ma túy nữa|từ nay không|cai nghiện ma túy của/i);
  });
});
