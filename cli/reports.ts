import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { formatMoment } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { listPeriods } from '../plans/reporting/listPeriods.js';
import { openPeriod } from '../plans/reporting/openPeriod.js';
import { type Body, type Period, readBodiesOf, requireBody, requirePeriod } from '../plans/reporting/period.js';
import { readForm } from '../plans/reporting/readForm.js';
import { readReport } from '../plans/reporting/readReport.js';
import { acceptReports, returnReport } from '../plans/reporting/settle.js';
import { importForm } from '../plans/reporting/storeForm.js';
import { sayDay } from '../plans/review/say.js';
import { oneAgency } from './agencies.js';
import { byStaff } from './broadcast.js';
import { answer, flag, listOption, type Options, plain, textOption, withJson, withSession } from './command.js';
import { figureCells } from './figureCells.js';
import { printLine, table } from './output.js';
import { bytesOfFile, reportFilesCommands } from './reportFiles.js';
import type { Session } from './session.js';

/** `reports form | open | list | show | missing | accept | return`, and the files (`reportFiles.ts`): kỳ báo cáo. */
export function reportsCommand(program: Command, say: Translate): void {
  const reports = program.command('reports').description(say('reporting:describe.reports'));
  formCommands(reports, say);
  openCommand(reports, say);
  lookCommands(reports, say);
  settleCommands(reports, say);
  reportFilesCommands(reports, say);
}

function formCommands(reports: Command, say: Translate): void {
  const form = reports.command('form').description(say('reporting:describe.form'));
  withJson(form.command('import <file>').description(say('reporting:describe.formImport')))
    .requiredOption('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const done = await importForm(
          session.db,
          await bytesOfFile(file, session.say),
          file,
          byStaff(session, options),
        );
        answer(options, done, () =>
          printLine(
            session.say(done.created ? 'reporting:cli.formImported' : 'reporting:cli.formKnown', {
              ...done,
              created: '',
            }),
          ),
        );
      }),
    );
  withJson(form.command('lint <file>').description(say('reporting:describe.formLint'))).action(
    plain(async ({ say: t }, [file = ''], options) => {
      const read = readForm(await bytesOfFile(file, t), file, t);
      const found = { key: read.key, indicators: read.indicators.length, sections: read.outline.length };
      answer(options, found, () => printLine(t('reporting:cli.formClean', found)));
    }),
  );
}

function openCommand(reports: Command, say: Translate): void {
  withJson(reports.command('open').description(say('reporting:describe.open')))
    .requiredOption('--form <key>', say('reporting:option.form'))
    .requiredOption('--plan <id>', say('reporting:option.plan'))
    .requiredOption('--name <text>', say('reporting:option.name'))
    .requiredOption('--from <day>', say('reporting:option.from'))
    .requiredOption('--to <day>', say('reporting:option.to'))
    .requiredOption('--cut-off <day>', say('reporting:option.cutOff'))
    .requiredOption('--due <day>', say('reporting:option.due'))
    .option('--next-due <day>', say('reporting:option.nextDue'))
    .requiredOption('--bodies <list>', say('reporting:option.bodies'))
    .requiredOption('--standing <agency>', say('reporting:option.standing'))
    .requiredOption('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const given = (name: string): string => textOption(options, name) ?? '';
        const standing = await oneAgency(session.db, given('standing'), session.say);
        const wanted = {
          form: given('form'),
          planId: given('plan'),
          name: given('name'),
          from: given('from'),
          to: given('to'),
          cutOff: given('cutOff'),
          dueOn: given('due'),
          nextDueOn: textOption(options, 'nextDue') ?? null,
          bodies: given('bodies'),
          standing,
        };
        const opened = await openPeriod(session.db, wanted, byStaff(session, options));
        answer(options, opened, () => {
          printLine(session.say('reporting:cli.opened', { id: opened.id, name: opened.name, bodies: opened.bodies }));
          if (opened.adopted > 0) printLine(session.say('reporting:cli.adopted', { count: opened.adopted }));
          if (opened.noPolice) printLine(session.say('reporting:fault.policeAbsent'));
        });
      }),
    );
}

function lookCommands(reports: Command, say: Translate): void {
  withJson(reports.command('list').description(say('reporting:describe.list'))).action(
    withSession(async ({ db, say: t }, _args, options) => {
      const periods = await listPeriods(db);
      const line = (one: (typeof periods)[number]): string[] => [
        one.id,
        t('reporting:cli.row', { name: one.name, from: sayDay(one.from), to: sayDay(one.to), due: sayDay(one.dueOn) }),
        t('reporting:cli.counts', { ...one.counts }),
      ];
      answer(options, periods, () =>
        printLine(periods.length === 0 ? t('reporting:cli.noPeriods') : table(periods.map(line))),
      );
    }),
  );
  withJson(reports.command('show <period>').description(say('reporting:describe.show')))
    .option('--agency <agency>', say('reporting:option.agency'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const period = await requirePeriod(session.db, id, session.say);
        const which = textOption(options, 'agency');
        if (which !== undefined) return showOne(session, period, which, options);
        const bodies = await readBodiesOf(session.db, period.id);
        answer(options, { ...headOf(period), bodies: bodies.map(rowOf) }, () => {
          printLine(
            session.say('reporting:cli.row', {
              name: period.name,
              from: sayDay(period.from),
              to: sayDay(period.to),
              due: sayDay(period.dueOn),
            }),
          );
          printLine(
            table(
              bodies.map((body) => [
                String(body.id),
                body.name,
                session.say(`reporting:state.${body.state}`),
                body.sentOn === null ? '' : sayDay(body.sentOn),
                body.missing ?? '',
              ]),
            ),
          );
        });
      }),
    );
  withJson(reports.command('missing <period>').description(say('reporting:describe.missing'))).action(
    withSession(async ({ db, say: t }, [id = ''], options) => {
      const period = await requirePeriod(db, id, t);
      const missing = (await readBodiesOf(db, period.id)).filter(
        ({ state }) => state === 'none' || state === 'returned',
      );
      answer(options, { period: String(period.id), count: missing.length, bodies: missing.map(rowOf) }, () =>
        printLine(
          missing.length === 0
            ? t('reporting:cli.allIn')
            : t('reporting:cli.missing', { count: missing.length, names: missing.map(({ name }) => name).join(', ') }),
        ),
      );
    }),
  );
}

/** One body's report as it was filed last, and every filing. */
async function showOne(session: Session, period: Period, which: string, options: Options): Promise<void> {
  const { db, say: t, locale } = session;
  const body = await requireBody(db, period, (await oneAgency(db, which, t)).id, t);
  const report = await readReport(db, period, body);
  answer(options, { ...headOf(period), ...rowOf(body), ...report }, () => {
    printLine(`${body.name}: ${t(`reporting:state.${body.state}`)}`);
    printLine(table(report.figures.map((one) => figureCells(one, locale))));
    for (const { heading, words } of report.words) printLine(`\n${heading}\n  ${words}`);
    printLine();
    for (const one of report.history)
      printLine(
        t('reporting:cli.history', {
          at: formatMoment(new Date(one.at), locale),
          via: t(`reporting:cli.via.${one.via}`),
          what: t(one.taken ? 'reporting:cli.taken' : 'reporting:cli.refused'),
        }),
      );
  });
}

function settleCommands(reports: Command, say: Translate): void {
  withJson(reports.command('accept').description(say('reporting:describe.accept')))
    .requiredOption('--period <id>', say('reporting:option.period'))
    .option('--agency <agency...>', say('reporting:option.agencies'))
    .option('--all', say('reporting:option.all'))
    .requiredOption('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, say: t } = session;
        const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
        const named = listOption(options, 'agency');
        if (named.length === 0 && !flag(options, 'all'))
          throw new InputError('no-bodies', [
            argumentFault(t('reporting:fault.noBodies'), t('reporting:fault.acceptMend')),
          ]);
        const ids: number[] = [];
        for (const name of named) ids.push((await requireBody(db, period, (await oneAgency(db, name, t)).id, t)).id);
        const done = await acceptReports(db, period, named.length === 0 ? 'all' : ids, byStaff(session, options));
        answer(options, done, () => {
          printLine(t('reporting:cli.accepted', { count: done.accepted.length }));
          if (done.already.length > 0)
            printLine(t('reporting:cli.alreadyAccepted', { names: done.already.join(', ') }));
          if (done.notSent.length > 0) printLine(t('reporting:cli.notSent', { names: done.notSent.join(', ') }));
        });
      }),
    );
  withJson(reports.command('return').description(say('reporting:describe.return')))
    .requiredOption('--period <id>', say('reporting:option.period'))
    .requiredOption('--agency <agency>', say('reporting:option.agency'))
    .requiredOption('--missing <text>', say('reporting:option.missing'))
    .requiredOption('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, say: t } = session;
        const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
        const agency = await oneAgency(db, textOption(options, 'agency') ?? '', t);
        const body = await returnReport(
          db,
          period,
          agency.id,
          textOption(options, 'missing') ?? '',
          byStaff(session, options),
        );
        answer(options, rowOf(body), () => printLine(t('reporting:cli.returned', { agency: body.name })));
      }),
    );
}

const headOf = (period: Period) => ({
  period: String(period.id),
  name: period.name,
  form: period.form.key,
  plan: String(period.planId),
  from: period.from,
  to: period.to,
  cutOff: period.cutOff,
  dueOn: period.dueOn,
  nextDueOn: period.nextDueOn,
  standing: { id: String(period.standing.id), name: period.standing.name },
});

const rowOf = (body: Body) => ({
  agency: { id: String(body.id), name: body.name, place: body.place },
  obligation: String(body.obligationId),
  state: body.state,
  sentOn: body.sentOn,
  dueOn: body.dueOn,
  missing: body.missing,
});
