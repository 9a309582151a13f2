import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError, messageOf } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { requireStaff } from '../people/requireStaff.js';
import { addUp, type Sum } from '../plans/reporting/addUp.js';
import { makeAnnex } from '../plans/reporting/annex.js';
import { makeDraft } from '../plans/reporting/draftReport.js';
import { sayQuestion } from '../plans/reporting/fileReport.js';
import { makeWorkbook } from '../plans/reporting/makeWorkbook.js';
import { readPeriod, requireBody, requirePeriod } from '../plans/reporting/period.js';
import { readKnown } from '../plans/reporting/readReport.js';
import { takeWorkbook } from '../plans/reporting/takeWorkbook.js';
import { MAX_WORKBOOK_BYTES } from '../plans/reporting/xlsx/readXlsx.js';
import { readPlanRow } from '../plans/review/stored.js';
import { oneAgency } from './agencies.js';
import { answer, flag, textOption, withJson, withSession } from './command.js';
import { figureCells } from './figureCells.js';
import { printLine, table } from './output.js';

/** `reports workbook | file | totals | annex | draft`: what goes out to be filled in, comes back, and is made of it. */
export function reportFilesCommands(reports: Command, say: Translate): void {
  inAndOut(reports, say);
  made(reports, say);
}

function inAndOut(reports: Command, say: Translate): void {
  withJson(reports.command('workbook <file>').description(say('reporting:describe.workbook')))
    .requiredOption('--period <id>', say('reporting:option.period'))
    .requiredOption('--agency <agency>', say('reporting:option.agency'))
    .action(
      withSession(async ({ db, say: t }, [file = ''], options) => {
        const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
        const body = await requireBody(db, period, (await oneAgency(db, textOption(options, 'agency') ?? '', t)).id, t);
        const bytes = await makeWorkbook({
          form: period.form,
          period,
          agency: body,
          known: await readKnown(db, period, body.id),
        });
        await writeOut(file, bytes, t);
        answer(options, { file, bytes: bytes.byteLength }, () => printLine(t('reporting:cli.written', { file })));
      }),
    );
  withJson(reports.command('file <file>').description(say('reporting:describe.file')))
    .option('--period <id>', say('reporting:option.period'))
    .option('--agency <agency>', say('reporting:option.agency'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async ({ db, say: t, clock, locale }, [file = ''], options) => {
        const as = textOption(options, 'as');
        const staff = as === undefined ? null : (await requireStaff(db, as, 'reports.edit', { locale })).name;
        const [wanted, which] = [textOption(options, 'period'), textOption(options, 'agency')];
        const period = wanted === undefined ? undefined : (await requirePeriod(db, wanted, t)).id;
        const agency = which === undefined ? undefined : (await oneAgency(db, which, t)).id;
        const sender = {
          file: basename(file),
          ...(period === undefined ? {} : { period }),
          ...(agency === undefined ? {} : { agency }),
        };
        const filed = await takeWorkbook(db, await bytesOfFile(file, t), sender, {
          staff,
          at: clock.now(),
          say: t,
          locale,
        });
        const of = await readPeriod(db, Number(filed.period));
        const questions = filed.questions.map((one) => ({
          ...one,
          text: of === null ? '' : sayQuestion(one, of, t, locale),
        }));
        answer(options, { ...filed, questions }, () => {
          printLine(t('reporting:cli.filed', { agency: filed.agency.name, filled: filed.filled, asked: filed.asked }));
          if (filed.amended) printLine(t('reporting:cli.amended'));
          if (questions.length > 0) printLine(t('reporting:cli.questions', { count: questions.length }));
          for (const { text } of questions) printLine(`- ${text}`);
        });
      }),
    );
}

function made(reports: Command, say: Translate): void {
  const adding = (command: Command): Command =>
    withJson(command)
      .requiredOption('--period <id>', say('reporting:option.period'))
      .option('--confirmed', say('reporting:option.confirmed'));
  adding(reports.command('totals').description(say('reporting:describe.totals')))
    .option('--by-place', say('reporting:option.byPlace'))
    .action(
      withSession(async ({ db, say: t, locale }, _args, options) => {
        const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
        const { total, places, counts, missing } = await addUp(db, period, {
          confirmedOnly: flag(options, 'confirmed'),
        });
        const rows = (sums: ReadonlyMap<string, Sum>) =>
          period.form.indicators.flatMap(({ code, name, unit }) => {
            const sum = sums.get(code);
            return sum === undefined ? [] : [{ code, name, unit: unit ?? null, ...sum }];
          });
        const finder = await loadPlaceFinder(db);
        const byPlace = flag(options, 'byPlace')
          ? [...places].map(([place, sums]) => ({
              place,
              name: finder.byCode(place)?.name ?? place,
              figures: rows(sums),
            }))
          : null;
        const heads = (['code', 'name', 'unit', 'value', 'cumulative', 'samePeriod'] as const).map((key) =>
          t(`reporting:sheet.${key}`),
        );
        const print = (sums: ReadonlyMap<string, Sum>): void =>
          printLine(table([heads, ...rows(sums).map((one) => figureCells(one, locale))]));
        const waiting = missing.map(({ id, name }) => ({ id: String(id), name }));
        answer(
          options,
          {
            period: String(period.id),
            counts,
            missing: waiting,
            total: rows(total),
            ...(byPlace === null ? {} : { places: byPlace }),
          },
          () => {
            for (const [place, sums] of byPlace === null ? [] : places) {
              printLine(`\n${finder.byCode(place)?.name ?? place}`);
              print(sums);
            }
            if (byPlace !== null) printLine(`\n${t('reporting:annex.all')}`);
            print(total);
            printLine(t('reporting:cli.counts', { ...counts }));
          },
        );
      }),
    );
  adding(reports.command('annex <file>').description(say('reporting:describe.annex'))).action(
    withSession(async ({ db, say: t }, [file = ''], options) => {
      const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
      const added = await addUp(db, period, { confirmedOnly: flag(options, 'confirmed') });
      await writeOut(file, await makeAnnex(period, added, await loadPlaceFinder(db)), t);
      answer(options, { file, counts: added.counts }, () => printLine(t('reporting:cli.written', { file })));
    }),
  );
  adding(reports.command('draft <file>').description(say('reporting:describe.draft'))).action(
    withSession(async ({ db, say: t }, [file = ''], options) => {
      const period = await requirePeriod(db, textOption(options, 'period') ?? '', t);
      const plan = await readPlanRow(db, period.planId);
      if (plan === null) throw new Error(`plan ${period.planId} is gone`);
      const added = await addUp(db, period, { confirmedOnly: flag(options, 'confirmed') });
      await writeOut(file, await makeDraft({ period, plan, added, places: await loadPlaceFinder(db) }), t);
      answer(options, { file, counts: added.counts }, () => printLine(t('reporting:cli.written', { file })));
    }),
  );
}

/** The bytes of a file that somebody named. What is far too large for a form is refused without being read. */
export async function bytesOfFile(file: string, say: Translate): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_WORKBOOK_BYTES) return await readFile(file);
  } catch (error) {
    throw new InputError('unreadable-file', [
      {
        file,
        line: null,
        what: say('reporting:fault.unreadable', { reason: messageOf(error) }),
        mend: say('reporting:fault.unreadableMend'),
      },
    ]);
  }
  throw new InputError('bad-workbook', [
    { file, line: null, what: say('reporting:workbook.tooBig'), mend: say('reporting:workbook.tooBigMend') },
  ]);
}

async function writeOut(file: string, bytes: Uint8Array, say: Translate): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new InputError('unwritable-file', [
      argumentFault(
        `${file}: ${say('reporting:fault.unwritable', { reason: messageOf(error) })}`,
        say('reporting:fault.unwritableMend'),
      ),
    ]);
  }
}
