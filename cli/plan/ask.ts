import { createInterface } from 'node:readline/promises';
import { formatFault, InputError } from '../../base/errors.js';
import { foldKey } from '../../base/text.js';
import { answerQuestion } from '../../plans/review/answer.js';
import type { By } from '../../plans/review/by.js';
import { showPlan } from '../../plans/review/showPlan.js';
import type { ShownQuestion } from '../../plans/review/showQuestions.js';
import { printLine } from '../output.js';
import type { Session } from '../session.js';
import { printQuestion } from './table.js';

/** Asks a plan's open questions one by one on the terminal. Each answer is kept at once, so that nothing is lost by stopping. */
export async function askQuestions(session: Session, planId: string, by: By): Promise<void> {
  const { db, say, locale } = session;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D end the asking, not the program in the middle of an answer.
  const ended = new Promise<null>((resolve) => void lines.once('close', () => resolve(null)));
  lines.on('SIGINT', () => lines.close());
  const later = new Set<string>();
  try {
    printLine(say('review:asking.intro'));
    for (;;) {
      const shown = await showPlan(db, Number(planId), locale);
      const open = shown.questions.filter((question) => question.answer === null);
      const question = open.find((one) => !later.has(one.key));
      if (question === undefined) {
        printLine(
          open.length === 0
            ? `\n${say('review:show.noneOpen', { id: planId })}`
            : `\n${say('review:edited.left', { count: open.length })}`,
        );
        return;
      }
      printLine();
      printQuestion(question, say);
      const given = await Promise.race([lines.question(say('review:asking.prompt')), ended]);
      const word = given === null ? 'q' : foldKey(given);
      if (word === 'q') {
        printLine(`\n${say('review:asking.stopped')}`);
        return;
      }
      if (word === 's') later.add(question.key);
      else if (word === '?') printLine(say(`review:how.${question.kind}`));
      else await takeAnswer(session, planId, question, given ?? '', by);
    }
  } finally {
    lines.close();
  }
}

/** A bad answer is explained, and asked for again. */
async function takeAnswer(
  { db, locale }: Session,
  planId: string,
  question: ShownQuestion,
  given: string,
  by: By,
): Promise<void> {
  try {
    await answerQuestion(db, planId, question.key, given, by);
    const shown = await showPlan(db, Number(planId), locale);
    const answered = shown.questions.find((one) => one.key === question.key)?.answered;
    if (answered !== undefined && answered !== null) printLine(`  ✓ ${answered}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const fault of error.faults) printLine(`  ${formatFault(fault)}`);
  }
}
