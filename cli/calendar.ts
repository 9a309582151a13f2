import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { vietnamDay } from '../base/vietnamDay.js';
import type { Translate } from '../content/i18n.js';
import { weekday } from '../plans/deadlines/day.js';
import { type CalendarDay, formatDate, readCalendar } from '../scheduler/calendar/announced.js';
import { setCalendarDays, unsetCalendarDays } from '../scheduler/calendar/setDay.js';
import { byStaff } from './broadcast.js';
import { answer, flag, textOption, withJson, withSession } from './command.js';
import { printLine, table } from './output.js';

/** `calendar list | set | unset`: on which days offices work, and what an admin enters as it is announced. */
export function calendarCommand(program: Command, say: Translate): void {
  const calendar = program.command('calendar').description(say('calendar:describe.calendar'));
  withJson(calendar.command('list').description(say('calendar:describe.list')))
    .option('--year <year>', say('calendar:option.year'))
    .action(
      withSession(async ({ db, clock, say: t }, _args, options) => {
        const text = textOption(options, 'year') ?? vietnamDay(clock.now()).slice(0, 4);
        const year = /^(20\d\d|2100)$/.test(text) ? Number(text) : null;
        if (year === null)
          throw new InputError('calendar-year', [
            argumentFault(t('calendar:fault.year', { value: text.slice(0, 20) }), t('calendar:fault.yearMend')),
          ]);
        const days = await readCalendar(db, year, t);
        answer(options, days, () => {
          printLine(t('calendar:title', { year }));
          printLine(table(days.map((day) => row(day, t))));
          if (days.some(({ source }) => source === 'default')) printLine(`\n${t('calendar:defaults')}`);
        });
      }),
    );
  withJson(calendar.command('set <day...>').description(say('calendar:describe.set')))
    .option('--rest', say('calendar:option.rest'))
    .option('--working', say('calendar:option.working'))
    .requiredOption('--name <text>', say('calendar:option.name'))
    .requiredOption('--basis <text>', say('calendar:option.basis'))
    .option('--as <admin>', say('cli:option.as'))
    .action(
      withSession(async (session, args, options) => {
        const { db, say: t } = session;
        if (flag(options, 'rest') === flag(options, 'working'))
          throw new InputError('calendar-kind', [
            argumentFault(t('calendar:fault.kind'), t('calendar:fault.kindMend')),
          ]);
        const entry = {
          kind: flag(options, 'rest') ? ('rest' as const) : ('working' as const),
          name: textOption(options, 'name') ?? '',
          basis: textOption(options, 'basis') ?? '',
        };
        const days = await setCalendarDays(db, args, entry, byStaff(session, options));
        answer(options, { ...entry, days }, () =>
          printLine(t(`calendar:done.${entry.kind}`, { days: days.map(formatDate).join(', '), name: entry.name })),
        );
      }),
    );
  withJson(calendar.command('unset <day...>').description(say('calendar:describe.unset')))
    .option('--as <admin>', say('cli:option.as'))
    .action(
      withSession(async (session, args, options) => {
        const days = await unsetCalendarDays(session.db, args, byStaff(session, options));
        answer(options, { days }, () =>
          printLine(
            days.length === 0
              ? session.say('calendar:done.nothing')
              : session.say('calendar:done.unset', { days: days.map(formatDate).join(', ') }),
          ),
        );
      }),
    );
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

function row({ day, kind, name, basis }: CalendarDay, say: Translate): string[] {
  const weekdayName = WEEKDAYS[weekday(day)] ?? 'sun';
  return [`  ${formatDate(day)}`, say(`calendar:weekday.${weekdayName}`), say(`calendar:kind.${kind}`), name, basis];
}
