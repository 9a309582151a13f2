import type { Fault } from '../base/errors.js';
import type { Localised } from './campaign.js';
import { contentFault } from './fault.js';
import { type Translate, translator } from './i18n.js';
import { countWords } from './lintCampaign.js';
import { hasOneRight, listQuizFiles, quizzesFolder } from './loadQuizzes.js';
import { asksOwnUse, notForChildren } from './ownUse.js';
import type { Quiz } from './quiz.js';
import { type QuizFile, readQuiz } from './readQuiz.js';
import { lawFaults, wordFaults } from './wordFaults.js';

/** Three a sitting, and four sittings that differ. */
const MIN_QUESTIONS = 12;
/** What is still read after the answer is known. */
const MAX_BECAUSE_WORDS = 40;
/** A penalty that is mentioned only beside help with treatment, and never in a game. */
const NEVER_IN_QUIZZES = /256a/i;

type QuizFault = 'few' | 'oneRight' | 'because' | 'ownUse' | 'children' | 'never' | 'idTwice' | 'sameAnswer' | 'source';

/** Everything that is wrong with the quizzes of a folder, in the order of files and lines. `locale` is the language of the faults. */
export async function lintQuizzes(locale = 'vi', folder: string = quizzesFolder): Promise<Fault[]> {
  const t = translator(locale);
  const files = await listQuizFiles(folder);
  const faults: Fault[] = [];
  for (const file of files) faults.push(...lintQuiz(file, await readQuiz(file, t), t));
  return faults;
}

function lintQuiz(file: string, read: QuizFile, t: Translate): Fault[] {
  const { quiz, line } = read;
  const faults = [...read.faults, ...read.notNfcLines.map((at) => contentFault(t, 'notNfc', { file, line: at }))];
  if (quiz === null) return faults;
  const found = (
    code: QuizFault,
    path: readonly PropertyKey[],
    values: Record<string, string | number> = {},
  ): Fault => ({
    file,
    line: line(path),
    what: t(`quiz:fault.${code}.what`, values),
    mend: t(`quiz:fault.${code}.mend`, values),
  });
  if (quiz.questions.length < MIN_QUESTIONS)
    faults.push(found('few', ['questions'], { actual: quiz.questions.length, limit: MIN_QUESTIONS }));
  faults.push(
    ...read.unknownSources.map(({ question, at, name }) =>
      found('source', ['questions', question, 'sources', at], { name }),
    ),
    ...texts(quiz.title).flatMap(([locale, text]) => wordFaults(text, line(['title', locale]), file, t)),
  );
  for (const [at, question] of quiz.questions.entries()) {
    const path = ['questions', at] as const;
    if (quiz.questions.findIndex(({ id }) => id === question.id) < at)
      faults.push(found('idTwice', [...path, 'id'], { id: question.id }));
    if (!hasOneRight(question)) faults.push(found('oneRight', [...path, 'answers']));
    for (const [locale, text] of texts(question.because)) {
      const actual = countWords(text);
      if (actual > MAX_BECAUSE_WORDS)
        faults.push(found('because', [...path, 'because', locale], { actual, limit: MAX_BECAUSE_WORDS }));
    }
    if (hasTwins(question)) faults.push(found('sameAnswer', [...path, 'answers']));
    for (const { text, where } of textsOf(question, path)) {
      const own = asksOwnUse(text);
      if (own !== null) faults.push(found('ownUse', where, { words: own }));
      const frightening = quiz.children ? notForChildren(text) : null;
      if (frightening !== null) faults.push(found('children', where, { words: frightening }));
      if (NEVER_IN_QUIZZES.test(text)) faults.push(found('never', where));
      faults.push(...wordFaults(text, line(where), file, t), ...lawFaults(text, line(where), file, t));
    }
    for (const source of question.sources) faults.push(...lawFaults(source, line([...path, 'sources']), file, t));
  }
  return faults;
}

/** Everything of a question that a person reads, with its place in the file. */
function textsOf(
  { ask, answers, because }: Quiz['questions'][number],
  path: readonly PropertyKey[],
): { text: string; where: PropertyKey[] }[] {
  return [
    ...texts(ask).map(([locale, text]) => ({ text, where: [...path, 'ask', locale] })),
    ...answers.flatMap((answer, at) =>
      texts(answer.text).map(([locale, text]) => ({ text, where: [...path, 'answers', at, locale] })),
    ),
    ...texts(because).map(([locale, text]) => ({ text, where: [...path, 'because', locale] })),
  ];
}

const texts = (words: Localised): [string, string][] => Object.entries(words);

function hasTwins({ answers, ask }: Quiz['questions'][number]): boolean {
  return Object.keys(ask).some((locale) => new Set(answers.map(({ text }) => text[locale])).size < answers.length);
}
