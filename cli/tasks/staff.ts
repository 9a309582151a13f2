import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import { type Confirmed, confirmReports } from '../../plans/obligations/confirmReports.js';
import { decideExtension } from '../../plans/obligations/decideExtension.js';
import type { Obligation } from '../../plans/obligations/obligation.js';
import { sendBack } from '../../plans/obligations/sendBack.js';
import type { NotAllowed } from '../../plans/obligations/staffActing.js';
import { sayDay } from '../../plans/review/say.js';
import { byStaff } from '../broadcast.js';
import { answer, flag, type Options, textOption, withJson, withSession } from '../command.js';
import { EXIT, printError, printLine } from '../output.js';
import type { Session } from '../session.js';

/** `tasks confirm | send-back | extend`: an approver or admin whose place covers the plan's says what the standing agency decided. */
export function tasksStaffCommands(tasks: Command, say: Translate): void {
  withJson(tasks.command('confirm <id...>').description(say('cli:describe.tasksConfirm')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, texts, options) => {
        const ids = texts.map((text) => parseId(text, session.say));
        const done = allowed(await confirmReports(session.db, { ...staffOf(session, options), ids }));
        if (done.notReported.length + done.outside.length + done.unknown.length > 0) process.exitCode = EXIT.badInput;
        answer(options, confirmedJson(done), () => tellConfirmed(done, session.say));
      }),
    );
  withJson(tasks.command('send-back <id>').description(say('cli:describe.tasksSendBack')))
    .option('--missing <text>', say('cli:option.missing'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [text = ''], options) => {
        const id = parseId(text, session.say);
        const missing = textOption(options, 'missing') ?? '';
        const done = allowed(await sendBack(session.db, { ...staffOf(session, options), id, missing }));
        if (done.kind === 'no-reason')
          throw fault('no-reason', 'owed:fault.noReason', 'owed:fault.noReasonMend', session.say, { id });
        if (done.kind === 'not-reported')
          throw fault('not-reported', 'owed:fault.notReported', 'owed:fault.notReportedMend', session.say, { id });
        if (done.kind !== 'done') throw refused(done, id, session.say);
        answer(options, { id: String(id), state: done.obligation.state }, () =>
          printLine(session.say('owed:done.sentBack', { id })),
        );
      }),
    );
  withJson(tasks.command('extend <id>').description(say('cli:describe.tasksExtend')))
    .option('--decision <number>', say('cli:option.decision'))
    .option('--dated <day>', say('cli:option.dated'))
    .option('--to <day>', say('cli:option.newDay'))
    .option('--refuse', say('cli:option.refuse'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [text = ''], options) => {
        const id = parseId(text, session.say);
        const grant = !flag(options, 'refuse');
        const done = allowed(
          await decideExtension(session.db, {
            ...staffOf(session, options),
            id,
            grant,
            decisionNumber: textOption(options, 'decision') ?? '',
            decisionDate: textOption(options, 'dated') ?? '',
            on: textOption(options, 'to') ?? null,
          }),
        );
        if (done.kind === 'bad-decision')
          throw fault('bad-decision', `owed:fault.decision-${done.what}`, 'owed:fault.decisionMend', session.say, {
            id,
          });
        if (done.kind === 'no-day')
          throw fault('no-day', 'owed:fault.noDay', 'owed:fault.noDayMend', session.say, { id });
        if (done.kind !== 'done') throw refused(done, id, session.say);
        const due = done.obligation.dueOn ?? '';
        answer(options, { id: String(id), granted: grant, due }, () =>
          printLine(
            grant
              ? session.say('owed:done.granted', { id, day: sayDay(due) })
              : session.say('owed:done.refused', { id }),
          ),
        );
      }),
    );
}

function staffOf(session: Session, options: Options): { staff: string; at: Date; locale: string } {
  const { name } = byStaff(session, options);
  return { staff: name, at: session.clock.now(), locale: session.locale };
}

function allowed<T extends { kind: string }>(result: T | NotAllowed): Exclude<T, NotAllowed> {
  if (isRefused(result)) throw new InputError('not-allowed', result.faults);
  return result as Exclude<T, NotAllowed>;
}

const isRefused = (result: { kind: string }): result is NotAllowed => result.kind === 'not-allowed';

/** What no staff of this place, or nobody, can do about a task. */
function refused(
  done: { kind: 'unknown' } | { kind: 'outside' } | { kind: 'closed' | 'already'; obligation: Obligation },
  id: number,
  say: Translate,
): InputError {
  if (done.kind === 'unknown')
    return fault('unknown-task', 'owed:fault.unknown', 'owed:fault.unknownMend', say, { id });
  if (done.kind === 'outside')
    return fault('outside-place', 'owed:fault.outside', 'owed:fault.outsideMend', say, { id });
  const state = say(`owed:state.${done.obligation.state}`);
  return fault('closed', 'owed:fault.closed', 'owed:fault.closedMend', say, { id, state });
}

/** The number of a task as it is typed. Throws InputError. */
export function parseId(text: string, say: Translate): number {
  const id = /^#?([1-9]\d{0,8})$/.exec(text.trim())?.[1];
  if (id !== undefined) return Number(id);
  throw fault('bad-id', 'owed:fault.badId', 'owed:fault.badIdMend', say, { text: text.slice(0, 40) });
}

export function fault(
  code: string,
  what: MessageKey,
  mend: MessageKey,
  say: Translate,
  values: Record<string, string | number>,
): InputError {
  return new InputError(code, [argumentFault(say(what, values), say(mend, values))]);
}

const confirmedJson = ({ confirmed, already, notReported, outside, unknown }: Confirmed): object => ({
  confirmed: confirmed.map(({ id }) => String(id)),
  already: already.map(String),
  notReported: notReported.map(String),
  outside: outside.map(String),
  unknown: unknown.map(String),
});

/** What was not confirmed is a fault of the call: it goes to standard error. */
function tellConfirmed({ confirmed, already, notReported, outside, unknown }: Confirmed, say: Translate): void {
  const ids = confirmed.map(({ id }) => id).join(', ');
  printLine(confirmed.length > 0 ? say('owed:done.confirmed', { ids }) : say('owed:done.confirmedNone'));
  if (already.length > 0) printLine(say('owed:done.already', { ids: already.join(', ') }));
  if (notReported.length > 0) printError(say('owed:done.notReported', { ids: notReported.join(', ') }));
  if (outside.length > 0) printError(say('owed:done.outside', { ids: outside.join(', ') }));
  if (unknown.length > 0) printError(say('owed:done.unknown', { ids: unknown.join(', ') }));
}
