import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { formatHour } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { partsFor } from '../../content/message.js';
import { formatDate } from '../../scheduler/calendar/announced.js';
import type { Announced } from '../../scheduler/calendar/workingDays.js';
import { composeDigest } from '../../scheduler/nudges/digest.js';
import { NUDGES_AT_MINUTE } from '../../scheduler/nudges/due.js';
import { readRun } from '../../scheduler/nudges/lastRun.js';
import { readState } from '../../scheduler/nudges/owing.js';
import { lettersDue, pastLadder } from '../../scheduler/nudges/pastLadder.js';
import type { DayPlan, Item } from '../../scheduler/nudges/planDay.js';
import { previewNudges } from '../../scheduler/nudges/preview.js';
import { readSent, type SentRun } from '../../scheduler/nudges/sentRuns.js';
import { parseRungs, readLadder, type SetLadder, setLadder } from '../../scheduler/nudges/setLadder.js';
import { formatVietnamTime, vietnamMoment } from '../../scheduler/time/vietnamTime.js';
import { byStaff } from '../broadcast.js';
import { answer, flag, textOption, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import { nudgeDay } from './nudgeDay.js';
import { letterCommand } from './nudgesLetter.js';

/** A range longer than this is a slip of the pen. */
const MOST_DAYS = 800;
const MOST_UNREACHED = 5;

/** `nudges preview | ladder | run | letter`: who is told what and when, on which ladder, and what comes after it. */
export function nudgesCommand(program: Command, say: Translate): void {
  const nudges = program.command('nudges').description(say('nudges:describe.nudges'));
  withJson(nudges.command('preview').description(say('nudges:describe.preview')))
    .requiredOption('--from <day>', say('nudges:option.from'))
    .requiredOption('--to <day>', say('nudges:option.to'))
    .option('--messages', say('nudges:option.messages'))
    .action(
      withSession(async ({ db, clock, say: t }, _args, options) => {
        const [from, to] = [nudgeDay(options, 'from', t), nudgeDay(options, 'to', t)];
        if (to < from || Date.parse(to) - Date.parse(from) > MOST_DAYS * 86_400_000)
          throw new InputError('range', [
            argumentFault(t('nudges:fault.range', { from, to }), t('nudges:fault.rangeMend', { most: MOST_DAYS })),
          ]);
        const { days, announced } = await previewNudges(db, { from, to, clock });
        const messages = flag(options, 'messages');
        const sent = await readSent(db, from, to);
        // What was sent on a day is what was sent, whatever the ladder would make of it now.
        const ahead = days.filter(({ day }) => !sent.some((run) => run.day === day));
        const shown = [
          ...ahead.map((day) => showDay(day, messages ? announced : null)),
          ...sent.map((run) => showSent(run, messages)),
        ].sort((a, b) => (a.day < b.day ? -1 : 1));
        answer(options, { from, to, days: shown }, () => {
          const told = ahead.filter(({ persons, unreached }) => persons.length + unreached.length > 0);
          if (told.length + sent.length === 0)
            printLine(t('nudges:show.nothing', { from: formatDate(from), to: formatDate(to) }));
          for (const { day } of shown) {
            const run = sent.find((one) => one.day === day);
            const plan = told.find((one) => one.day === day);
            if (run !== undefined) printSent(run, messages, t);
            else if (plan !== undefined) printDay(plan, messages ? announced : null, t);
          }
        });
      }),
    );
  withJson(nudges.command('ladder').description(say('nudges:describe.ladder')))
    .requiredOption('--plan <id>', say('nudges:option.plan'))
    .option('--task <no>', say('nudges:option.task'))
    .option('--before <days>', say('nudges:option.before'))
    .option('--after <days>', say('nudges:option.after'))
    .option('--default', say('nudges:option.default'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, say: t } = session;
        const of = { plan: textOption(options, 'plan') ?? '', task: textOption(options, 'task') ?? null };
        const [before, after] = [textOption(options, 'before'), textOption(options, 'after')];
        let ladder = await readLadder(db, of, t);
        if (flag(options, 'default')) ladder = await setLadder(db, of, null, byStaff(session, options));
        else if (before !== undefined || after !== undefined) {
          const wanted = {
            before: before === undefined ? ladder.before : parseRungs(before, 'before', t),
            after: after === undefined ? ladder.after : parseRungs(after, 'after', t),
          };
          ladder = await setLadder(db, of, wanted, byStaff(session, options));
        }
        answer(options, ladder, () => printLine(tellLadder(ladder, t)));
      }),
    );
  withJson(nudges.command('run').description(say('nudges:describe.run')))
    .option('--on <day>', say('nudges:option.on'))
    .action(
      withSession(async ({ db, say: t }, _args, options) => {
        const run = await readRun(db, options['on'] === undefined ? null : nudgeDay(options, 'on', t));
        const letters = run === null ? [] : lettersDue(pastLadder(await readState(db, run.day, run.day), run.day));
        const due = letters.map(({ planId, ...rest }) => ({ plan: String(planId), ...rest }));
        answer(options, run === null ? null : { ...run, lettersDue: due }, () => {
          if (run === null) return printLine(t('nudges:show.noRun'));
          const { day, broadcast, persons, rungs, unreached } = run;
          printLine(t('nudges:show.run', { day: formatDate(day), persons, rungs, broadcast: broadcast ?? '–' }));
          printUnreached(unreached, t);
          for (const { planNumber: number, ...rest } of due)
            printLine(`  ${t('nudges:show.lettersDue', { ...rest, number: number ?? '–' })}`);
        });
      }),
    );
  letterCommand(nudges, say);
}

const momentOf = (day: string): string => formatVietnamTime(vietnamMoment(day, NUDGES_AT_MINUTE));

/** One day of the preview as JSON; with the messages themselves where they were asked for. */
function showDay({ day, persons, unreached }: DayPlan, announced: Announced | null) {
  return {
    day,
    at: momentOf(day),
    persons: persons.map((person) => ({
      contact: String(person.contactId),
      name: person.name,
      items: person.items.map(({ owing, reason, standing, officialIds }) => ({
        obligation: String(owing.id),
        plan: String(owing.planId),
        number: owing.planNumber,
        section: owing.section,
        agency: owing.agency,
        mode: owing.mode,
        officials: officialIds.map(String),
        kind: reason.kind,
        rung: reason.kind === 'dated' ? reason.rung : null,
        missedOn: reason.missedOn,
        dueOn: owing.dueOn,
        standing,
        followUp: owing.source === 'follow-up',
        text: owing.text,
      })),
      ...(announced === null
        ? {}
        : { message: partsFor(composeDigest(person, day, announced), person.locale)[0]?.body.text ?? '' }),
    })),
    unreached: unreached.map(({ agencyId, ...rest }) => ({ agencyId: String(agencyId), ...rest })),
  };
}

/** A day whose run was made: who was told how much, and whether it arrived. */
function showSent({ day, plannedAt, broadcast, persons, rungs, told, unreached }: SentRun, messages: boolean) {
  return {
    day,
    at: formatVietnamTime(plannedAt),
    persons: [],
    unreached: unreached.map(({ agencyId, ...rest }) => ({ ...rest, agencyId: String(agencyId) })),
    sent: {
      ...{ broadcast, persons, rungs },
      told: told.map(({ message, ...one }) => ({ ...one, ...(messages ? { message } : {}) })),
    },
  };
}

function printSent(
  { day, plannedAt, broadcast, persons, rungs, told, unreached }: SentRun,
  messages: boolean,
  say: Translate,
): void {
  const values = { day: formatDate(day), time: formatHour(plannedAt), persons, rungs };
  printLine(
    say(broadcast === null ? 'nudges:show.sentNobody' : 'nudges:show.sent', { ...values, broadcast: broadcast ?? '' }),
  );
  for (const { name, agencies, tasks, state, message } of told) {
    const shown = { name, agencies, count: tasks, state: say(`nudges:show.delivery.${state}`) };
    printLine(`  ${say('nudges:show.sentPerson', shown)}`);
    if (messages && message !== null) printLine(`\n${message}\n`);
  }
  printUnreached(unreached, say, MOST_UNREACHED);
}

function printDay({ day, persons, unreached }: DayPlan, announced: Announced | null, say: Translate): void {
  printLine(say('nudges:show.day', { day: formatDate(day), persons: persons.length }));
  for (const person of persons) {
    const agencies = [...new Set(person.items.map(({ owing }) => owing.agency))].join(', ');
    printLine(`  ${person.name} (${agencies})`);
    if (announced === null) printLine(table(person.items.map((item) => row(item, say))));
    else printLine(`\n${partsFor(composeDigest(person, day, announced), person.locale)[0]?.body.text ?? ''}\n`);
  }
  // The same hundred communes day after day would bury who is told; `nudges run` and --json have all of them.
  printUnreached(unreached, say, MOST_UNREACHED);
}

function row({ owing, reason, standing }: Item, say: Translate): string[] {
  const { dueOn, section, planNumber, text } = owing;
  const rung =
    reason.kind === 'dated'
      ? say(reason.rung < 0 ? 'nudges:show.before' : reason.rung === 0 ? 'nudges:show.onDay' : 'nudges:show.after', {
          count: Math.abs(reason.rung),
        })
      : say(`nudges:show.${reason.kind}`);
  const missed = reason.missedOn === null ? '' : ` ${say('nudges:show.missed', { day: formatDate(reason.missedOn) })}`;
  const due = dueOn === null ? '–' : formatDate(dueOn);
  const mark = owing.mode === 'giao' ? say(`nudges:show.standing.${standing}`) : say('nudges:show.asked');
  return [
    `    ${mark}`,
    due,
    `${planNumber ?? owing.planId} ${section}`,
    `${rung}${missed}`,
    text.replace(/\s+/g, ' ').slice(0, 60),
  ];
}

function printUnreached(unreached: DayPlan['unreached'], say: Translate, most = unreached.length): void {
  if (unreached.length === 0) return;
  printLine(`  ${say('nudges:show.unreached', { count: unreached.length })}`);
  for (const { agency, obligations } of unreached.slice(0, most))
    printLine(`    ${say('nudges:show.unreachedAgency', { agency, count: obligations })}`);
  if (unreached.length > most) printLine(`    ${say('nudges:show.unreachedMore', { count: unreached.length - most })}`);
}

function tellLadder({ own, before, after, setBy }: SetLadder, say: Translate): string {
  const none = say('nudges:show.none');
  const days = { before: before.join(', ') || none, after: after.join(', ') || none };
  return `${say('nudges:show.ladder', days)}\n${say(`nudges:show.own.${own}`, { setBy: setBy ?? '' })}`;
}
