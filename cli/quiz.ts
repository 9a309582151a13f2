import type { Command } from 'commander';
import { formatFault } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { lintQuizzes } from '../content/lintQuizzes.js';
import { loadQuizzes } from '../content/loadQuizzes.js';
import { wordsFor } from '../content/quiz.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { type CampaignResults, quizResults } from '../people/quizzes/results.js';
import { LEAST } from '../people/quizzes/showable.js';
import { campaignLabel, placeLabel, wantedFigures } from './campaign/figures.js';
import { answer, plain, textOption, withJson, withSession } from './command.js';
import { cell, EXIT, printError, printLine, table } from './output.js';
import { type PlaceTable, placeBook } from './placeSheet.js';
import { writeOut } from './tasks/tasks.js';

/** `quiz list | lint | results`: the quizzes there are, and what places came to in them. */
export function quizCommand(program: Command, say: Translate): void {
  const quiz = program.command('quiz').description(say('quiz:describe.quiz'));
  withJson(quiz.command('list').description(say('quiz:describe.list'))).action(
    plain(async ({ locale }, _args, options) => {
      const rows = (await loadQuizzes()).map(({ name, title, questions, groups }) => ({
        name,
        title: wordsFor(title, locale),
        questions: questions.length,
        groups,
      }));
      answer(options, rows, () =>
        printLine(table(rows.map((row) => [row.name, String(row.questions), row.groups.join(','), row.title]))),
      );
    }),
  );
  withJson(quiz.command('lint').description(say('quiz:describe.lint'))).action(
    plain(async ({ locale, say: t }, _args, options) => {
      const faults = await lintQuizzes(locale);
      for (const fault of faults) printError(formatFault(fault));
      answer(options, { faults }, () => {
        if (faults.length === 0) printLine(t('quiz:cli.clean'));
      });
      if (faults.length > 0) process.exitCode = EXIT.badInput;
    }),
  );
  withJson(quiz.command('results').description(say('quiz:describe.results', { least: LEAST })))
    .option('--campaign <name>', say('quiz:option.campaign'))
    .option('--place <code>', say('cli:option.place'))
    .option('--xlsx <file>', say('quiz:option.xlsx'))
    .action(
      withSession(async (session, _args, options) => {
        const { say: t } = session;
        const { figures, places } = await wantedFigures(session, options, (finder) => quizResults(session.db, finder));
        const tables = figures.map((of) => tableOf(of, places, t));
        const file = textOption(options, 'xlsx');
        if (file !== undefined) await writeOut(file, await placeBook(tables, t('quiz:cli.none')), t);
        answer(options, { least: LEAST, campaigns: figures.map((of) => named(of, places)) }, () => {
          if (figures.length === 0) printLine(t('quiz:cli.none'));
          for (const [at, { title, head, rows }] of tables.entries()) {
            printLine(title);
            printLine(rows.length === 0 ? t('quiz:cli.none') : table([head, ...rows.map((row) => row.map(cell))]));
            printLine(t('quiz:cli.hidden', { least: LEAST, count: figures[at]?.hiddenPlaces ?? 0 }));
          }
        });
      }),
    );
}

const named = (of: CampaignResults, places: PlaceFinder) => ({
  ...of,
  results: of.results.map((result) => ({ ...result, name: places.byCode(result.place)?.name ?? null })),
});

function tableOf({ campaign, results }: CampaignResults, places: PlaceFinder, t: Translate): PlaceTable {
  return {
    title: t('quiz:cli.title', { campaign: campaignLabel(campaign, t) }),
    head: (['place', 'persons', 'sittings', 'compared', 'first', 'last', 'change'] as const).map((name) =>
      t(`quiz:cli.column.${name}`),
    ),
    rows: results.map((one) => [
      placeLabel(one.place, places, t),
      one.persons,
      one.sittings,
      one.compared,
      one.firstPercent,
      one.lastPercent,
      one.change,
    ]),
  };
}
