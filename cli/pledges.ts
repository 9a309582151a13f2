import type { Command } from 'commander';
import type { Translate } from '../content/i18n.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { type CampaignPledges, pledgeResults } from '../people/pledges/results.js';
import { LEAST } from '../people/quizzes/showable.js';
import { campaignLabel, placeLabel, wantedFigures } from './campaign/figures.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { cell, printLine, table } from './output.js';
import { type PlaceTable, placeBook } from './placeSheet.js';
import { writeOut } from './tasks/tasks.js';

/** `pledges results`: how many pledges of which kind, where; what people said of how many they are, apart from that. */
export function pledgesCommand(program: Command, say: Translate): void {
  const pledges = program.command('pledges').description(say('pledge:describe.pledges'));
  withJson(pledges.command('results').description(say('pledge:describe.results', { least: LEAST })))
    .option('--campaign <name>', say('quiz:option.campaign'))
    .option('--place <code>', say('cli:option.place'))
    .option('--xlsx <file>', say('quiz:option.xlsx'))
    .action(
      withSession(async (session, _args, options) => {
        const { say: t } = session;
        const { figures, places } = await wantedFigures(session, options, (finder) =>
          pledgeResults(session.db, finder),
        );
        const tables = figures.map((of) => tableOf(of, places, t));
        const file = textOption(options, 'xlsx');
        if (file !== undefined) await writeOut(file, await placeBook(tables, t('pledge:noPledges')), t);
        answer(options, { least: LEAST, campaigns: figures.map((of) => named(of, places)) }, () => {
          if (figures.length === 0) printLine(t('pledge:noPledges'));
          for (const [at, { title, head, rows }] of tables.entries()) {
            printLine(title);
            printLine(rows.length === 0 ? t('quiz:cli.none') : table([head, ...rows.map((row) => row.map(cell))]));
            printLine(t('pledge:hidden', { least: LEAST, count: figures[at]?.hiddenPlaces ?? 0 }));
          }
        });
      }),
    );
}

const named = (of: CampaignPledges, places: PlaceFinder) => ({
  ...of,
  results: of.results.map((result) => ({ ...result, name: places.byCode(result.place)?.name ?? null })),
});

function tableOf({ campaign, results }: CampaignPledges, places: PlaceFinder, t: Translate): PlaceTable {
  return {
    title: t('pledge:title', { campaign: campaignLabel(campaign, t) }),
    head: (
      ['place', 'person', 'family', 'class', 'business', 'familyPeople', 'classPeople', 'businessPeople'] as const
    ).map((name) => t(`pledge:column.${name}`)),
    rows: results.map(({ place, kinds }) => [
      placeLabel(place, places, t),
      kinds.person.pledges,
      kinds.family.pledges,
      kinds.class.pledges,
      kinds.business.pledges,
      kinds.family.selfDeclaredPeople,
      kinds.class.selfDeclaredPeople,
      kinds.business.selfDeclaredPeople,
    ]),
  };
}
