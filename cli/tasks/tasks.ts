import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { argumentFault, InputError, messageOf } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Translate } from '../../content/i18n.js';
import { calendarOf } from '../../plans/obligations/calendarOf.js';
import { isDay, OBLIGATION_STATES, type ObligationState } from '../../plans/obligations/obligation.js';
import { type OwedItem, owedBy } from '../../plans/obligations/owedBy.js';
import { readUngiven } from '../../plans/obligations/ungiven.js';
import { parsePlanId } from '../../plans/review/planId.js';
import { oneAgency } from '../agencies.js';
import { choice } from '../broadcast.js';
import { answer, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import type { Session } from '../session.js';
import { ungivenLines } from '../ungiven.js';
import { tasksHistoryCommand } from './history.js';
import { tasksStaffCommands } from './staff.js';
import { taskLines } from './table.js';

const STATES = [...OBLIGATION_STATES, 'overdue', 'all'] as const;

/** `tasks`, `tasks history | confirm | send-back | extend`: what is owed, what happened to it, and what the standing agency makes of it. */
export function tasksCommand(program: Command, say: Translate): void {
  // Options of the list and of the verbs below it bear the same names.
  const tasks = withJson(program.command('tasks').description(say('cli:describe.tasks'))).enablePositionalOptions();
  tasks
    .option('--agency <agency>', say('cli:option.agencyOnly'))
    .option('--state <state>', say('cli:option.taskState'))
    .option('--plan <id>', say('cli:option.planOnly'))
    .option('--ics <file>', say('cli:option.ics'))
    .action(
      withSession(async (session, _args, options) => {
        const items = await chosen(session, options);
        const file = textOption(options, 'ics');
        if (file !== undefined) await writeCalendar(session, items, file);
        // Of one agency nothing is said of work that no agency has.
        const ungiven = textOption(options, 'agency') === undefined ? await ungivenOf(session, options) : [];
        answer(options, items.map(asJson), () => {
          const { say: t } = session;
          const lines = file === undefined ? taskLines(items, t) : [t('owed:board.written', { file })];
          for (const line of [...lines, ...ungivenLines(ungiven, t)]) printLine(line);
        });
      }),
    );
  tasksHistoryCommand(tasks, say);
  tasksStaffCommands(tasks, say);
}

async function ungivenOf({ db, say }: Session, options: Options) {
  const plan = textOption(options, 'plan');
  return readUngiven(db, plan === undefined ? null : await parsePlanId(db, plan, say));
}

async function chosen(session: Session, options: Options): Promise<OwedItem[]> {
  const { db, say, clock } = session;
  const on = vietnamDay(clock.now());
  const [agency, plan] = [textOption(options, 'agency'), textOption(options, 'plan')];
  const state = textOption(options, 'state') === undefined ? null : choice(options, 'state', '--state', STATES, say);
  const items = await owedBy(db, {
    on,
    states: statesOf(state),
    ...(agency === undefined ? {} : { agencyId: (await oneAgency(db, agency, say)).id }),
    ...(plan === undefined ? {} : { planId: await parsePlanId(db, plan, say) }),
  });
  // A body that may only be asked is never called late.
  return state === 'overdue' ? items.filter((item) => item.bucket === 'open-overdue' && item.mode === 'giao') : items;
}

function statesOf(state: (typeof STATES)[number] | null): ObligationState[] {
  if (state === null) return ['open', 'reported'];
  if (state === 'all') return [...OBLIGATION_STATES];
  return state === 'overdue' ? ['open'] : [state];
}

async function writeCalendar({ say, clock }: Session, items: readonly OwedItem[], file: string): Promise<void> {
  const agencies = new Set(items.map((item) => item.agency));
  const [only] = agencies;
  const name =
    agencies.size === 1 && only !== undefined ? say('owed:calendar.name', { agency: only }) : say('owed:calendar.all');
  await writeOut(file, calendarOf(items, { name, at: clock.now(), say }), say);
}

/** Writes what somebody asked for to a file they named. Throws InputError where that cannot be done. */
export async function writeOut(file: string, content: string | Uint8Array, say: Translate): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const what = say('owed:fault.cannotWrite', { file, reason: messageOf(error) });
    throw new InputError('cannot-write', [argumentFault(what, say('owed:fault.cannotWriteMend'))]);
  }
}

/** A day that somebody typed, or today in Vietnam. */
export function dayOption(session: Session, options: Options, name: string): string {
  const text = textOption(options, name);
  if (text === undefined) return vietnamDay(session.clock.now());
  if (isDay(text)) return text;
  throw new InputError('bad-day', [
    argumentFault(session.say('owed:fault.badDay', { text: text.slice(0, 40) }), session.say('owed:fault.badDayMend')),
  ]);
}

/** Numbers as opaque text; the rest as it is kept. A body that may only be asked is in no bucket and never overdue. */
function asJson(item: OwedItem): object {
  return {
    id: String(item.id),
    plan: { ...item.plan, id: String(item.plan.id) },
    task: item.task,
    section: item.section,
    text: item.text,
    deliverable: item.deliverable,
    to: item.to,
    agency: { id: String(item.agencyId), name: item.agency, place: item.agencyPlace },
    mode: item.mode,
    kind: item.kind,
    source: item.source,
    phrase: item.phrase,
    basis: item.basis,
    written: item.writtenOn,
    exclusive: item.exclusive,
    due: item.dueOn,
    overdueFrom: item.mode === 'giao' ? item.overdueFrom : null,
    askedFor: item.askedOn,
    reason: item.reason,
    state: item.state,
    bucket: item.mode === 'giao' ? item.bucket : null,
    doneOn: item.doneOn,
    paper: item.paper,
    note: item.note,
    official: item.official,
  };
}
