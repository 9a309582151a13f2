import { basename } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { requireStaff } from '../../people/requireStaff.js';
import { activatePlan } from '../../plans/review/activate.js';
import { acceptProposals, answerQuestion } from '../../plans/review/answer.js';
import type { By } from '../../plans/review/by.js';
import { editTask, setFollowUp, type TaskEdit } from '../../plans/review/edit.js';
import { editTarget } from '../../plans/review/editTarget.js';
import { importPlan } from '../../plans/review/importPlan.js';
import { parsePlanId } from '../../plans/review/planId.js';
import { type ShownPlan, showPlan } from '../../plans/review/showPlan.js';
import { byStaff } from '../broadcast.js';
import { answer, flag, listOption, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { askQuestions } from './ask.js';
import { readDocument, withFileName } from './file.js';
import { printChanges, printPlan, printQuestions } from './table.js';

/** `plan import | list | show | edit | activate`: a plan read into the database, reviewed, and made live. */
export function planReviewCommands(plan: Command, say: Translate): void {
  withJson(plan.command('import <file>').description(say('cli:describe.planImport')))
    .option('--replaces <id>', say('cli:option.replaces'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const by = byAnybody(session, options);
        if (by.name !== null) await requireStaff(session.db, by.name, 'plan.edit', { locale: by.locale });
        const bytes = await readDocument(file, session.say);
        const document = { bytes, fileName: basename(file) };
        const imported = await withFileName(
          file,
          importPlan(session.db, document, textOption(options, 'replaces') ?? null, by),
        );
        const shown = await showPlan(session.db, Number(imported.id), session.locale);
        answer(options, { ...imported, changes: shown.changes }, () => tellImported(imported, shown, session.say));
      }),
    );
  withJson(plan.command('list').description(say('cli:describe.planList'))).action(
    withSession(async ({ db, say: t }, _args, options) => {
      const plans = await db.prisma.plan.findMany({
        orderBy: { id: 'asc' },
        select: { id: true, state: true, number: true, issuer: true, title: true },
      });
      const rows = plans.map((one) => ({ ...one, id: String(one.id) }));
      answer(options, rows, () =>
        printLine(
          rows.length === 0
            ? t('review:show.empty')
            : table(
                rows.map(({ id, state, number, issuer, title }) => [
                  id,
                  t(`review:state.${state}`),
                  number ?? '',
                  issuer ?? '',
                  (title ?? '').slice(0, 70),
                ]),
              ),
        ),
      );
    }),
  );
  withJson(plan.command('show <id>').description(say('cli:describe.planShow')))
    .option('--questions', say('cli:option.questions'))
    .option('--changes', say('cli:option.changes'))
    .option('--full', say('cli:option.full'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const shown = await showPlan(session.db, await parsePlanId(session.db, id, session.say), session.locale);
        answer(options, shown, () => {
          if (flag(options, 'questions')) printQuestions(shown, session.say, true);
          else if (flag(options, 'changes')) printChanges(shown, session.say);
          else printPlan(shown, flag(options, 'full'), session.say);
        });
      }),
    );
  editCommand(plan, say);
  withJson(plan.command('activate <id>').description(say('cli:describe.planActivate')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const done = await activatePlan(session.db, id, byStaff(session, options));
        answer(options, done, () =>
          printLine(session.say(done.changed ? 'review:activated.now' : 'review:activated.already', { id: done.id })),
        );
      }),
    );
}

function editCommand(plan: Command, say: Translate): void {
  withJson(plan.command('edit <id>').description(say('cli:describe.planEdit')))
    .option('--answer <question=answer...>', say('cli:option.answer'))
    .option('--accept <kind>', say('cli:option.accept'))
    .option('--task <number>', say('cli:option.task'))
    .option('--deadline <when>', say('cli:option.deadline'))
    .option('--agency <names>', say('cli:option.agency'))
    .option('--with <names>', say('cli:option.with'))
    .option('--text <text>', say('cli:option.taskText'))
    .option('--drop', say('cli:option.drop'))
    .option('--restore', say('cli:option.restore'))
    .option('--follow-up <day>', say('cli:option.followUp'))
    .option('--tasks <numbers>', say('cli:option.tasks'))
    .option('--undated', say('cli:option.undated'))
    .option('--basis <letter>', say('cli:option.basis'))
    .option('--target <number>', say('cli:option.target'))
    .option('--owner <name>', say('cli:option.owner'))
    .option('--value <period=number...>', say('cli:option.value'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const by = byAnybody(session, options);
        const planId = String(await parsePlanId(session.db, id, session.say));
        const said = await applyEdits(session, planId, options, by);
        if (said.length === 0) {
          if (options['json'] === true || !process.stdin.isTTY)
            throw fault('nothing-to-edit', 'review:fault.nothingToEdit', 'review:fault.nothingToEditMend', session.say);
          await askQuestions(session, planId, by);
          return;
        }
        const shown = await showPlan(session.db, Number(planId), session.locale);
        const open = shown.questions.filter((question) => question.answer === null).length;
        answer(options, { id: planId, state: shown.state, edits: said, openQuestions: open }, () => {
          for (const line of said) printLine(line);
          printLine(
            open === 0 && shown.state === 'draft'
              ? session.say('review:show.noneOpen', { id: planId })
              : session.say('review:edited.left', { count: open }),
          );
        });
      }),
    );
}

/** Carries out what the options ask for, one after the other; a line for each that was done. */
async function applyEdits({ db, say }: Session, id: string, options: Options, by: By): Promise<string[]> {
  const said: string[] = [];
  const answers = listOption(options, 'answer').map((text) => {
    const at = text.indexOf('=');
    if (at < 1)
      throw new InputError('bad-answer', [
        argumentFault(say('review:fault.badAnswer', { text: text.slice(0, 60) }), say('review:fault.badAnswerMend')),
      ]);
    return { which: text.slice(0, at), text: text.slice(at + 1) };
  });
  const task = taskEdit(options);
  if (Object.keys(task).length > 0 && textOption(options, 'task') === undefined)
    throw fault('task-needed', 'review:fault.taskNeeded', 'review:fault.taskNeededMend', say);
  const [owner, values] = [textOption(options, 'owner'), listOption(options, 'value')];
  if ((owner !== undefined || values.length > 0) && textOption(options, 'target') === undefined)
    throw fault('target-needed', 'review:fault.targetNeeded', 'review:fault.targetNeededMend', say);

  for (const { which, text } of answers) {
    const { no, answered } = await answerAndTell(db, id, which, text, by);
    said.push(say('review:edited.answered', { no, answer: answered }));
  }
  const accept = textOption(options, 'accept');
  if (accept !== undefined)
    said.push(say('review:edited.accepted', { count: await acceptProposals(db, id, accept, by) }));
  const no = textOption(options, 'task');
  if (no !== undefined && Object.keys(task).length > 0) {
    await editTask(db, id, no, task, by);
    said.push(say('review:edited.task', { no }));
  }
  const day = textOption(options, 'followUp');
  if (day !== undefined) {
    const which = flag(options, 'undated') ? 'undated' : { tasks: textOption(options, 'tasks') ?? '' };
    const numbers = await setFollowUp(db, id, day, which, textOption(options, 'basis') ?? '', by);
    said.push(say('review:edited.followUp', { count: numbers.length }));
  }
  const target = textOption(options, 'target');
  if (target !== undefined && (owner !== undefined || values.length > 0)) {
    await editTarget(db, id, target, { values, ...(owner === undefined ? {} : { owner }) }, by);
    said.push(say('review:edited.target', { no: target }));
  }
  return said;
}

async function answerAndTell(
  db: Session['db'],
  id: string,
  which: string,
  text: string,
  by: By,
): Promise<{ no: number; answered: string }> {
  const question = await answerQuestion(db, id, which, text, by);
  const shown = await showPlan(db, Number(id), by.locale);
  return { no: question.no, answered: shown.questions.find((one) => one.question === question.no)?.answered ?? text };
}

function taskEdit(options: Options): TaskEdit {
  const edit: TaskEdit = {};
  for (const name of ['deadline', 'agency', 'with', 'text'] as const) {
    const value = textOption(options, name);
    if (value !== undefined) edit[name] = value;
  }
  if (flag(options, 'drop')) edit.drop = true;
  if (flag(options, 'restore')) edit.restore = true;
  return edit;
}

function tellImported(imported: Awaited<ReturnType<typeof importPlan>>, shown: ShownPlan, say: Translate): void {
  const { id, state, tasks, targets, duties } = imported;
  printLine(
    imported.known
      ? say('review:imported.known', { id, state: say(`review:state.${state}`) })
      : say('review:imported.new', { id, tasks, targets, duties }),
  );
  if (shown.changes !== null) printChanges(shown, say);
  if (imported.openQuestions > 0) printLine(say('review:imported.open', { count: imported.openQuestions }));
  if (imported.warnings.length > 0) printLine(say('review:imported.warnings', { count: imported.warnings.length }));
  printLine(say('review:imported.next', { id }));
}

/** Whoever has the machine's shell may review; the audit chain then says "operator". A name brings that person's rights. */
function byAnybody(session: Session, options: Options): By {
  return { name: textOption(options, 'as') ?? null, clock: session.clock, say: session.say, locale: session.locale };
}

function fault(
  code: string,
  what: Parameters<Translate>[0],
  mend: Parameters<Translate>[0],
  say: Translate,
): InputError {
  return new InputError(code, [argumentFault(say(what), say(mend))]);
}
