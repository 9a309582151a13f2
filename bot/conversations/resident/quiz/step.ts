import { createHash } from 'node:crypto';
import { foldKey } from '../../../../base/text.js';
import { loadQuizzes } from '../../../../content/loadQuizzes.js';
import type { Part } from '../../../../content/message.js';
import { type Question, type Quiz, SITTING } from '../../../../content/quiz.js';
import {
  askedBefore,
  beginSitting,
  dropSitting,
  openSittings,
  readSitting,
  type Sitter,
  type Sitting,
  takeAnswer,
  typedInto,
} from '../../../../people/quizzes/sitting.js';
import type { Incoming } from '../../../incoming.js';
import { localeOf } from '../../localeOf.js';
import type { Turn } from '../decide.js';
import type { Person } from '../person.js';
import { isBusyElsewhere } from '../topic.js';
import type { ResidentDeps } from '../turn.js';
import { SayQuiz } from './say.js';
import { type Wish, wishOf } from './wish.js';

interface Quizzing {
  deps: ResidentDeps;
  incoming: Incoming;
  sitter: Sitter;
  person: Person | null;
  quizzes: readonly Quiz[];
  say: SayQuiz;
}

/**
 * The quizzes: three questions a sitting, an explanation after each answer, a result at the end. A sitting waits where it was left, for
 * weeks, whatever else is said meanwhile; a typed letter belongs to the question that was asked last, and only while nothing else is
 * being asked in the chat. Of what somebody answered nothing is kept but how many were right.
 */
export async function quizStep(deps: ResidentDeps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  const wish = wishOf(incoming);
  if (wish === null) return null;
  const quizzing: Quizzing = {
    deps,
    incoming,
    person,
    sitter: { channel: incoming.channel, externalId: incoming.externalId, contactId: person?.contactId ?? null },
    quizzes: inOrder(await loadQuizzes(), person?.groups ?? []),
    say: new SayQuiz(localeOf(incoming, person), incoming.channel),
  };
  const reply = await replyTo(quizzing, wish);
  // A button is for the program, also while somebody of the agency answers by hand.
  return reply === null
    ? null
    : { effects: [], replies: [reply], ...(incoming.kind === 'button' ? { urgent: true } : {}) };
}

async function replyTo(quizzing: Quizzing, wish: Wish): Promise<Part | null> {
  const { deps, incoming, quizzes, sitter } = quizzing;
  switch (wish.do) {
    case 'menu':
      return menu(quizzing, wish.more);
    case 'begin':
      return begin(
        quizzing,
        quizzes.find(({ name }) => name === wish.quiz),
        wish.campaign,
      );
    case 'begin-called':
      return begin(
        quizzing,
        quizzes.find(({ words }) => words.some((word) => foldKey(word) === wish.words)),
        '',
      );
    case 'answer':
      return answer(quizzing, await readSitting(deps.database, sitter, wish.sitting), wish.position, wish.choice);
    case 'leave':
      return leave(quizzing, await readSitting(deps.database, sitter, wish.sitting));
    default: {
      // Typed: only where a quiz is what the chat is about.
      const sitting = deps.open.sitting ? await typedInto(deps.database, sitter, incoming) : null;
      if (sitting === null || (await isBusyElsewhere(deps, incoming))) return null;
      if (wish.do === 'leave-typed') return leave(quizzing, sitting);
      if (wish.do === 'go-on')
        return begin(
          quizzing,
          quizzes.find(({ name }) => name === sitting.quiz),
          '',
        );
      const position = positionOf(sitting, sitting.lastUpdate === incoming.updateId);
      return wish.edited ? tooLate(quizzing, sitting, position - 1) : answer(quizzing, sitting, position, wish.choice);
    }
  }
}

async function menu({ deps, incoming, sitter, quizzes, say }: Quizzing, more = false, before?: string): Promise<Part> {
  return say.menu(quizzes, await openSittings(deps.database, sitter, incoming.at), more, before);
}

/** A new sitting, or the one of that quiz that was left. */
async function begin(quizzing: Quizzing, quiz: Quiz | undefined, campaign: string): Promise<Part> {
  const { deps, incoming, sitter, say } = quizzing;
  if (quiz === undefined) return menu(quizzing, false, say.gone());
  const by = { updateId: incoming.updateId, at: incoming.at };
  const start = async (): Promise<Sitting> => {
    const questions = choose(quiz, await askedBefore(deps.database, sitter, quiz.name), incoming);
    return beginSitting(deps.database, sitter, { quiz: quiz.name, campaign, questions }, by);
  };
  let sitting = await start();
  if (questionsOf(quiz, sitting) === null) {
    // The quiz was changed meanwhile.
    await dropSitting(deps.database, sitter, sitting.id);
    sitting = await start();
  }
  return current(quizzing, quiz, sitting, sitting.lastUpdate === by.updateId ? say.begins(quiz) : say.goesOn(quiz));
}

async function answer(quizzing: Quizzing, sitting: Sitting | null, position: number, choice: number): Promise<Part> {
  const { deps, incoming, sitter, quizzes, say } = quizzing;
  const quiz = quizzes.find(({ name }) => name === sitting?.quiz);
  const question = sitting === null || quiz === undefined ? undefined : questionsOf(quiz, sitting)?.[position];
  if (sitting === null || quiz === undefined || question === undefined) {
    if (sitting !== null) await dropSitting(deps.database, sitter, sitting.id);
    return menu(quizzing, false, say.gone());
  }
  const given = question.answers[choice];
  if (given === undefined) return current(quizzing, quiz, sitting, '');
  // The same update again, after a crash: it counted, and is only told once more.
  const isRepeat = sitting.lastUpdate === incoming.updateId;
  const moved = isRepeat
    ? sitting
    : await takeAnswer(
        deps.database,
        sitter,
        { sitting: sitting.id, position, choice, right: given.right },
        { updateId: incoming.updateId, at: incoming.at },
      );
  if (moved === null) return tooLate(quizzing, await readSitting(deps.database, sitter, sitting.id), position);
  return current(quizzing, quiz, moved, say.explained(question, choice));
}

/** The question was answered before: what counted, and where the sitting stands. */
async function tooLate(quizzing: Quizzing, sitting: Sitting | null, position: number): Promise<Part> {
  const { quizzes, say } = quizzing;
  const quiz = quizzes.find(({ name }) => name === sitting?.quiz);
  if (sitting === null || quiz === undefined) return menu(quizzing, false, say.gone());
  if (sitting.ended) return say.over(quiz, sitting);
  return current(quizzing, quiz, sitting, position < 0 ? '' : say.counted(position, sitting.choices[position]));
}

async function leave(quizzing: Quizzing, sitting: Sitting | null): Promise<Part> {
  const quiz = quizzing.quizzes.find(({ name }) => name === sitting?.quiz);
  if (sitting === null || quiz === undefined) return menu(quizzing, false, quizzing.say.gone());
  return sitting.ended ? quizzing.say.over(quiz, sitting) : quizzing.say.left(quiz, sitting);
}

/** The next question, or the result, behind what is to be said first. */
async function current(quizzing: Quizzing, quiz: Quiz, sitting: Sitting, before: string): Promise<Part> {
  if (sitting.ended) return quizzing.say.result(quiz, sitting, before);
  const question = questionsOf(quiz, sitting)?.[sitting.choices.length];
  return question === undefined
    ? menu(quizzing, false, quizzing.say.gone())
    : quizzing.say.question(sitting, question, before);
}

/** The sitting's questions, or null where the quiz does not have them any more. */
function questionsOf(quiz: Quiz, sitting: Sitting): Question[] | null {
  const found = sitting.questions.flatMap((id) => quiz.questions.filter((question) => question.id === id));
  return found.length === sitting.questions.length ? found : null;
}

/** Where a typed answer belongs; where it was taken before, to the question that it was taken for. */
function positionOf(sitting: Sitting, wasTaken: boolean): number {
  if (!wasTaken) return sitting.choices.length;
  return (sitting.ended ? sitting.questions.length : sitting.choices.length) - 1;
}

/** Those that were asked least, in an order that nobody knows before: by chance, but the same when the update comes again. */
function choose(quiz: Quiz, asked: ReadonlyMap<string, number>, { channel, updateId }: Incoming): string[] {
  const chance = (id: string): string => createHash('sha256').update(`${channel}:${updateId}:${id}`).digest('hex');
  return quiz.questions
    .map(({ id }) => ({ id, times: asked.get(id) ?? 0, chance: chance(id) }))
    .sort((a, b) => a.times - b.times || (a.chance < b.chance ? -1 : 1))
    .slice(0, SITTING)
    .map(({ id }) => id);
}

/** What is meant for a person's groups stands first. */
function inOrder(quizzes: readonly Quiz[], groups: readonly string[]): Quiz[] {
  const isTheirs = (quiz: Quiz): boolean => quiz.groups.some((group) => groups.includes(group));
  return [...quizzes.filter(isTheirs), ...quizzes.filter((quiz) => !isTheirs(quiz))];
}
