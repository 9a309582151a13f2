import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { formatDay } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import type { StaffVerb } from '../../people/permissions.js';
import { requireStaff } from '../../people/requireStaff.js';
import {
  approveSchedule,
  cancelSchedule,
  createSchedule,
  isOver,
  listSchedules,
  type ScheduleRefusal,
  type ScheduleRow,
} from '../../scheduler/relays/schedule.js';
import { byStaff } from '../broadcast.js';
import { weeksOf } from '../campaign/relay.js';
import { answer, type Options, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import type { Session } from '../session.js';

const LANGUAGE = 'vi';

/** `relays schedule | approve | cancel | list`: a place's packages on their days, sent to those who relay there once a second person has approved them. */
export function relaysCommand(program: Command, say: Translate): void {
  const relays = program.command('relays').description(say('relay:cli.relays'));
  withJson(relays.command('schedule <campaign>').description(say('relay:cli.schedule')))
    .option('--place <code>', say('cli:option.place'))
    .option('--year <year>', say('cli:option.year'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, [campaign = ''], options) => schedule(session, campaign, options)));
  withJson(relays.command('approve <id>').description(say('relay:cli.approve')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [text = ''], options) => {
        const { row, by } = await chosen(session, text, options, 'relays.approve');
        const done = await approveSchedule(session.db, row.id, by);
        if (done !== 'done') throw refused(done, row.id, by.name, session.say);
        const day = formatDay(new Date(`${row.firstSent}T00:00:00+07:00`), session.locale);
        answer(options, { id: String(row.id), firstSent: row.firstSent }, () =>
          printLine(session.say('relay:cli.approved', { id: row.id, day })),
        );
      }),
    );
  withJson(relays.command('cancel <id>').description(say('relay:cli.cancel')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [text = ''], options) => {
        const { row, by } = await chosen(session, text, options, 'relays.schedule');
        const done = await cancelSchedule(session.db, row.id, by);
        if (done !== 'done') throw refused(done, row.id, by.name, session.say);
        answer(options, { id: String(row.id) }, () => printLine(session.say('relay:cli.cancelled', { id: row.id })));
      }),
    );
  withJson(relays.command('list').description(say('relay:cli.listSchedules'))).action(
    withSession(async (session, _args, options) => {
      const rows = await listSchedules(session.db);
      answer(
        options,
        rows.map((row) => ({ ...row, id: String(row.id) })),
        () => printLine(rows.length === 0 ? session.say('relay:cli.noSchedules') : shown(rows, session.say)),
      );
    }),
  );
}

async function schedule(session: Session, campaign: string, options: Options): Promise<void> {
  const { db, say, clock, locale } = session;
  const { name } = byStaff(session, options);
  const { title, place, year, weeks } = await weeksOf(session, campaign, options, LANGUAGE);
  await requireStaff(db, name, 'relays.schedule', { place: place.code, locale });
  const coming = weeks.filter((week) => !isOver(week, vietnamDay(clock.now())));
  if (coming.length === 0) throw fault(say('relay:cli.allOver', { year }), say('relay:cli.allOverMend'));
  const made = await createSchedule(
    db,
    { campaign, title, year, place, language: LANGUAGE, weeks: coming },
    { name, at: clock.now() },
  );
  if (made === null) throw fault(say('relay:cli.alreadyApproved'), say('relay:cli.alreadyApprovedMend'));
  const document = { id: String(made.id), campaign, year, place: place.code, weeks: coming.map(({ week }) => week) };
  answer(options, document, () =>
    printLine(say('relay:cli.scheduled', { id: made.id, count: made.weeks, campaign, place: place.code })),
  );
}

/** The schedule of a number, and who may do that to it there. */
async function chosen(
  session: Session,
  text: string,
  options: Options,
  verb: StaffVerb,
): Promise<{ row: ScheduleRow; by: { name: string; at: Date } }> {
  const { db, say, clock, locale } = session;
  const { name } = byStaff(session, options);
  const [row] = /^\d{1,9}$/.test(text) ? await listSchedules(db, Number(text)) : [];
  if (row === undefined) throw refused('unknown', text, name, say);
  await requireStaff(db, name, verb, { place: row.place, locale });
  return { row, by: { name, at: clock.now() } };
}

function shown(rows: readonly ScheduleRow[], say: Translate): string {
  return table(
    rows.map((row) => [
      String(row.id),
      `${row.campaign}/${row.year}`,
      row.placeName,
      say('relay:cli.weeks', { count: row.weeks }),
      say(`relay:cli.state.${row.state}`),
      [row.createdBy, row.approvedBy].filter((name) => name !== null).join(' → '),
    ]),
  );
}

function refused(code: ScheduleRefusal, id: number | string, name: string, say: Translate): InputError {
  const values = { id: String(id).slice(0, 20), name };
  return fault(say(`relay:cli.refused.${code}.what`, values), say(`relay:cli.refused.${code}.mend`, values));
}

const fault = (what: string, mend: string): InputError => new InputError('bad-relay', [argumentFault(what, mend)]);
