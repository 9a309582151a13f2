import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../base/root.js';
import { translator } from './i18n.js';
import type { Quiz } from './quiz.js';
import { readQuiz } from './readQuiz.js';

/** The quizzes that come with the program. */
export const quizzesFolder: string = join(projectRoot, 'content', 'quizzes');

/** The files of a folder that hold a quiz each, in the order of their names. */
export async function listQuizFiles(folder: string = quizzesFolder): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

let opened: Promise<readonly Quiz[]> | undefined;

/**
 * The quizzes of the program in the order of their names, read once. One that is broken hides no other and is left out: `loa quiz
 * lint` says what is wrong with it. Right are those whose every question has one right answer.
 */
export function loadQuizzes(): Promise<readonly Quiz[]> {
  opened ??= readAll();
  return opened;
}

async function readAll(): Promise<readonly Quiz[]> {
  const t = translator('vi');
  const read = await Promise.all((await listQuizFiles()).map((file) => readQuiz(file, t)));
  return read.flatMap(({ quiz }) => (quiz?.questions.every(hasOneRight) ? [quiz] : []));
}

/** Whether exactly one of the answers is right. */
export const hasOneRight = ({ answers }: Quiz['questions'][number]): boolean =>
  answers.filter(({ right }) => right).length === 1;
