import { foldKey } from '../../../../base/text.js';
import type { Incoming } from '../../../incoming.js';
import { bare, wordList } from '../words.js';

/** What somebody wants of the quizzes. */
export type Wish =
  | { do: 'menu'; more: boolean }
  | { do: 'begin'; quiz: string; campaign: string }
  /** Words behind "câu đố" that may name one. */
  | { do: 'begin-called'; words: string }
  | { do: 'go-on' }
  | { do: 'answer'; sitting: number; position: number; choice: number }
  /** Typed, and so meant for whatever question was asked last. */
  | { do: 'answer-typed'; choice: number; edited: boolean }
  | { do: 'leave'; sitting: number }
  | { do: 'leave-typed' };

/**
 * What buttons carry: `quiz` all quizzes, `quiz:<name>` and, under a campaign, `quiz:<name>:<campaign>` one of them, `qz:<sitting>:…` a
 * question's. Old ones stay answered for ever.
 */
export const QUIZ_BUTTONS = {
  menu: 'quiz',
  more: 'quiz:+',
  begin: (quiz: string, campaign: string): string => `quiz:${quiz}${campaign === '' ? '' : `:${campaign}`}`,
  answer: (sitting: number, position: number, choice: number): string => `qz:${sitting}:${position}:${choice}`,
  leave: (sitting: number): string => `qz:${sitting}:x`,
} as const;

const isMenuWord = wordList([
  'câu đố',
  'câu đố vui',
  'đố vui',
  'làm câu đố',
  'chơi câu đố',
  'trắc nghiệm',
  'quiz',
  'quizzes',
]);
const isGoOnWord = wordList([
  'làm tiếp',
  'làm tiếp câu đố',
  'tiếp tục',
  'tiếp',
  'câu tiếp',
  'câu tiếp theo',
  'continue',
  'go on',
]);
const isLeaveWord = wordList(['để sau', 'nghỉ', 'nghỉ chút', 'thoát', 'làm sau', 'tạm nghỉ', 'later', 'exit', 'leave']);

/** Longer than any name of a quiz. */
const MAX_CALLED = 60;

/** Null: this is not about quizzes. A typed letter or number only may be. */
export function wishOf(incoming: Incoming): Wish | null {
  switch (incoming.kind) {
    case 'text':
      return typed(incoming.text, incoming.edited === true);
    case 'command':
      if (incoming.name !== 'quiz') return null;
      return incoming.text.trim() === '' ? menu() : { do: 'begin-called', words: foldKey(incoming.text) };
    case 'start': {
      const name = /^quiz-([a-z0-9-]{1,40})$/.exec(incoming.payload)?.[1];
      return name === undefined ? null : { do: 'begin', quiz: name, campaign: '' };
    }
    case 'button':
      return pressed(incoming.data);
    default:
      return null;
  }
}

const menu = (more = false): Wish => ({ do: 'menu', more });

function pressed(data: string): Wish | null {
  if (data === QUIZ_BUTTONS.menu) return menu();
  if (data === QUIZ_BUTTONS.more) return menu(true);
  const [, quiz, campaign = ''] = /^quiz:([a-z0-9-]{1,40})(?::([a-z0-9-]{1,40}\/\d{4}))?$/.exec(data) ?? [];
  if (quiz !== undefined) return { do: 'begin', quiz, campaign };
  const [, sitting, position, choice] = /^qz:(\d{1,9}):(?:x|(\d):(\d))$/.exec(data) ?? [];
  if (sitting === undefined) return null;
  if (position === undefined) return { do: 'leave', sitting: Number(sitting) };
  return { do: 'answer', sitting: Number(sitting), position: Number(position), choice: Number(choice) };
}

function typed(text: string, edited: boolean): Wish | null {
  if (text.length > MAX_CALLED) return null;
  const [, letter] = /^(?:câu |cau |đáp án |dap an |chọn |chon )?([a-d1-4])$/.exec(bare(text)) ?? [];
  if (letter !== undefined) return { do: 'answer-typed', choice: choiceOf(letter), edited };
  if (edited) return null;
  if (isMenuWord(text)) return menu();
  if (isGoOnWord(text)) return { do: 'go-on' };
  if (isLeaveWord(text)) return { do: 'leave-typed' };
  const called = /^(?:cau do|do vui|quiz) (.+)$/.exec(foldKey(bare(text)))?.[1];
  return called === undefined ? null : { do: 'begin-called', words: called };
}

const choiceOf = (letter: string): number => (/\d/.test(letter) ? Number(letter) - 1 : 'abcd'.indexOf(letter));
