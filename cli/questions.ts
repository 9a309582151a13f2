import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { personalDetails } from '../people/personalDetails.js';
import { answerQuestion, closeQuestion, openQuestions, type Question } from '../people/questions.js';
import { requireStaff } from '../people/requireStaff.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import type { Session } from './session.js';

/** `questions list | answer | close`: what residents sent to staff, without who they are. */
export function questionsCommand(program: Command, say: Translate): void {
  const questions = program.command('questions').description(say('cli:describe.questions'));
  withJson(questions.command('list').description(say('cli:describe.questionsList')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { open } = await waiting(session, options);
        const rows = open.map(({ id, place, locale, text, askedAt }) => ({
          id,
          place,
          locale,
          text,
          askedAt: askedAt.toISOString(),
        }));
        answer(options, rows, () => {
          if (rows.length === 0) printLine(session.say('asking:cli.noQuestions'));
          for (const { id, place, askedAt, text } of rows) printLine(`${id}  ${askedAt}  ${place ?? '-'}\n  ${text}`);
        });
      }),
    );
  withJson(questions.command('answer <id>').description(say('cli:describe.questionsAnswer')))
    .requiredOption('--text <text>', say('cli:option.answerText'))
    .option('--public', say('cli:option.answerPublic'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const { db, secret, clock, say: t } = session;
        const { by, asked } = await one(session, id, options);
        const text = (textOption(options, 'text') ?? '').normalize('NFC').trim();
        if (text === '')
          throw new InputError('no-answer', [argumentFault(t('asking:cli.noText'), t('asking:cli.noTextMend'))]);
        const found = flag(options, 'public') ? [] : personalDetails(text);
        if (found.length > 0) {
          const what = found.map((detail) => t(`asking:detail.${detail}`)).join(', ');
          throw new InputError('personal-details', [
            argumentFault(t('asking:cli.details', { what }), t('asking:cli.detailsMend')),
          ]);
        }
        const done = await answerQuestion(db, secret, {
          no: asked.no,
          id,
          asked: asked.text,
          text,
          by,
          at: clock.now(),
        });
        if (done === 'not-open') throw missing(id, t);
        answer(options, { id, told: done === 'told' }, () =>
          printLine(t(done === 'told' ? 'asking:staff.answered' : 'asking:staff.nobody')),
        );
      }),
    );
  withJson(questions.command('close <id>').description(say('cli:describe.questionsClose')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const { by, asked } = await one(session, id, options);
        if (!(await closeQuestion(session.db, asked, by, session.clock.now()))) throw missing(id, session.say);
        answer(options, { id }, () => printLine(session.say('asking:staff.closed')));
      }),
    );
}

/** What waits within the place of whoever looks; without --as whoever sits at the machine sees all. */
async function waiting({ db, secret, locale }: Session, options: Options): Promise<{ by: string; open: Question[] }> {
  const name = textOption(options, 'as');
  const staff = name === undefined ? null : await requireStaff(db, name, 'questions.answer', { locale });
  return { by: staff?.name ?? 'operator', open: await openQuestions(db, secret, staff?.id ?? null) };
}

async function one(session: Session, id: string, options: Options): Promise<{ by: string; asked: Question }> {
  const { by, open } = await waiting(session, options);
  const asked = open.find((question) => question.id === id);
  if (asked === undefined) throw missing(id, session.say);
  return { by, asked };
}

const missing = (id: string, t: Translate): InputError =>
  new InputError('no-question', [
    argumentFault(t('asking:cli.noQuestion', { id: id.slice(0, 40) }), t('asking:cli.noQuestionMend')),
  ]);
