import { type Translate, translator } from '../../../../content/i18n.js';
import { type Button, type Part, plainPart } from '../../../../content/message.js';
import { type Question, type Quiz, SITTING, wordsFor } from '../../../../content/quiz.js';
import type { Sitting } from '../../../../people/quizzes/sitting.js';
import { BUTTONS } from '../buttons.js';
import { mannerOf } from '../manner.js';
import { QUIZ_BUTTONS } from './wish.js';

const LETTERS = ['A', 'B', 'C', 'D'] as const;
/** Telegram cuts longer labels off. */
const MAX_LABEL = 60;

/** The sentences of the quizzes in one language, for one channel. Whatever comes before a question goes into one message with it. */
export class SayQuiz {
  readonly #t: Translate;
  readonly #locale: string;
  readonly #buttons: number;

  constructor(locale: string, channel: string) {
    this.#t = translator(locale);
    this.#locale = locale;
    this.#buttons = mannerOf(channel, this.#t).buttons;
  }

  /** What there is: first what was left, then the rest. Where a message cannot hold all buttons, `more` shows those that were left out. */
  menu(quizzes: readonly Quiz[], open: readonly Sitting[], more: boolean, before?: string): Part {
    const ordered = [
      ...open.flatMap((sitting) => {
        const quiz = quizzes.find(({ name }) => name === sitting.quiz);
        return quiz === undefined ? [] : [{ quiz, label: this.#goOnLabel(quiz, sitting) }];
      }),
      ...quizzes
        .filter(({ name }) => open.every(({ quiz }) => quiz !== name))
        .map((quiz) => ({ quiz, label: wordsFor(quiz.title, this.#locale) })),
    ].map(({ quiz, label }): Button => ({ label: label.slice(0, MAX_LABEL), data: QUIZ_BUTTONS.begin(quiz.name, '') }));
    const first = ordered.length > this.#buttons ? ordered.slice(0, this.#buttons - 1) : ordered;
    const rest = ordered.slice(first.length, first.length + this.#buttons);
    const shown =
      more && rest.length > 0
        ? rest
        : rest.length > 0
          ? [...first, { label: this.#t('quiz:button.more'), data: QUIZ_BUTTONS.more }]
          : first;
    const ask = this.#t('quiz:menu', { count: SITTING });
    return plainPart(
      joined(before, ask),
      shown.map((button) => [button]),
    );
  }

  /** The question that is to be answered now. */
  question(sitting: Sitting, question: Question, before: string): Part {
    const at = sitting.choices.length;
    const asked = [
      `${this.#t('quiz:question', { at: at + 1, of: sitting.questions.length })} ${wordsFor(question.ask, this.#locale)}`,
      question.answers
        .map(({ text }, choice) => `${LETTERS[choice] ?? ''}. ${wordsFor(text, this.#locale)}`)
        .join('\n'),
    ];
    const how = at === 0 ? [this.#t('quiz:how', { last: LETTERS[question.answers.length - 1] ?? '' })] : [];
    return plainPart(joined(before, ...asked, ...how), [
      question.answers.map((_, choice) => ({
        label: LETTERS[choice] ?? '',
        data: QUIZ_BUTTONS.answer(sitting.id, at, choice),
      })),
      [{ label: this.#t('quiz:button.leave'), data: QUIZ_BUTTONS.leave(sitting.id) }],
    ]);
  }

  /** Before the first question. */
  begins(quiz: Quiz): string {
    return `${wordsFor(quiz.title, this.#locale)}\n${this.#t('quiz:begins', { count: SITTING })}`;
  }

  goesOn(quiz: Quiz): string {
    return this.#t('quiz:goesOn', { title: wordsFor(quiz.title, this.#locale) });
  }

  /** What the answer was worth, and why. */
  explained(question: Question, choice: number): string {
    const right = question.answers.findIndex((answer) => answer.right);
    const verdict =
      right === choice
        ? this.#t('quiz:right')
        : this.#t('quiz:wrong', {
            letter: LETTERS[right] ?? '',
            answer: wordsFor(question.answers[right]?.text ?? {}, this.#locale),
          });
    return `${verdict}\n${wordsFor(question.because, this.#locale)}`;
  }

  result(quiz: Quiz, sitting: Sitting, before: string): Part {
    const { score, questions } = sitting;
    const of = questions.length;
    const kind = score === of ? 'all' : score * 2 >= of ? 'most' : 'few';
    return plainPart(joined(before, `${this.#t('quiz:result', { score, of })} ${this.#t(`quiz:kind.${kind}`)}`), [
      [{ label: this.#t('quiz:button.again'), data: QUIZ_BUTTONS.begin(quiz.name, sitting.campaign) }],
      [{ label: this.#t('quiz:button.others'), data: QUIZ_BUTTONS.menu }],
      [{ label: this.#t('bot:button.help'), data: BUTTONS.help }],
    ]);
  }

  /** An answer was there before this one. */
  counted(position: number, choice: number | undefined): string {
    const at = position + 1;
    return choice === undefined
      ? this.#t('quiz:countedBefore', { at })
      : this.#t('quiz:counted', { at, letter: LETTERS[choice] ?? '' });
  }

  over(quiz: Quiz, sitting: Sitting): Part {
    return this.result(quiz, sitting, this.#t('quiz:over'));
  }

  left(quiz: Quiz, sitting: Sitting): Part {
    return plainPart(
      this.#t('quiz:left', {
        title: wordsFor(quiz.title, this.#locale),
        at: sitting.choices.length + 1,
        of: sitting.questions.length,
      }),
      [[{ label: this.#t('quiz:button.goOn'), data: QUIZ_BUTTONS.begin(quiz.name, sitting.campaign) }]],
    );
  }

  /** Before the list, where what was asked for is no more. */
  gone(): string {
    return this.#t('quiz:gone');
  }

  #goOnLabel(quiz: Quiz, sitting: Sitting): string {
    const title = wordsFor(quiz.title, this.#locale);
    const said = this.#t('quiz:button.goOnWith', {
      title,
      at: sitting.choices.length + 1,
      of: sitting.questions.length,
    });
    return said.length <= MAX_LABEL ? said : `${said.slice(0, MAX_LABEL - 1)}…`;
  }
}

const joined = (...texts: (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join('\n\n');
