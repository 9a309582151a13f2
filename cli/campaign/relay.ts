import type { Command } from 'commander';
import { argumentFault, InputError, messageOf } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { mondayOf } from '../../content/relay/relayWeek.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Place } from '../../people/places.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import { isDay } from '../../plans/obligations/obligation.js';
import { campaignWeeks } from '../../scheduler/relays/campaignWeeks.js';
import { packWeek } from '../../scheduler/relays/packWeek.js';
import { answer, flag, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import type { Session } from '../session.js';
import { writeTogether } from '../writeTogether.js';
import { openNamed } from './source.js';

/** `campaign relay NAME`: what is relayed of a campaign beyond the chat, as files for a place, week by week. Nothing is sent. */
export function relayCommand(campaign: Command, say: Translate): void {
  withJson(campaign.command('relay <name>').description(say('relay:cli.describe')))
    .option('--place <code>', say('cli:option.place'))
    .option('--year <year>', say('cli:option.year'))
    .option('--version <number>', say('cli:option.version'))
    .option('--week <day>', say('relay:cli.week'))
    .option('--all', say('relay:cli.all'))
    .option('--language <code>', say('relay:cli.language'), 'vi')
    .option('--out <folder>', say('relay:cli.out'), '.')
    .action(withSession((session, [name = ''], options) => relay(session, name, options)));
}

async function relay(session: Session, name: string, options: Options): Promise<void> {
  const { say } = session;
  const language = textOption(options, 'language') ?? 'vi';
  const { title, place, weeks } = await weeksOf(session, name, options, language);
  const chosen = chooseWeeks(weeks, options, say);
  const packed = [];
  for (const week of chosen)
    packed.push({ week, ...(await packWeek(week, { campaign: name, title, place, locale: language })) });
  const out = textOption(options, 'out') ?? '.';
  const files = new Map(
    packed.flatMap(({ name: stem, zip, docx }): [string, Uint8Array][] => [
      [`${stem}.zip`, zip],
      [`${stem}.docx`, docx],
    ]),
  );
  try {
    await writeTogether(out, files);
  } catch (error) {
    throw fault(say('relay:cli.cannotWrite', { out, reason: messageOf(error) }), say('relay:cli.cannotWriteMend'));
  }
  const document = {
    campaign: name,
    place: place.code,
    packages: packed.map(({ week, name: stem, files: inside }) => ({
      week: week.week,
      from: week.from,
      to: week.to,
      zip: `${stem}.zip`,
      docx: `${stem}.docx`,
      files: inside,
      readings: week.readings.map(({ at, seconds, by }) => ({ at: at.toISOString(), seconds, by })),
      sms: week.sms.map(({ sms, by }) => ({ parts: sms?.parts ?? [], units: sms?.units ?? 0, by })),
    })),
  };
  answer(options, document, () => {
    printLine(say('relay:cli.written', { count: packed.length, place: place.name }));
    for (const file of files.keys()) printLine(`  ${file}`);
    for (const { week, readings } of chosen)
      for (const { leftOut } of readings)
        if (leftOut.length > 0) printLine(say('relay:cli.leftOut', { week, items: leftOut.join(', ') }));
  });
}

/** The weeks of a campaign's relays for the place of the options, with the year that they are of. Throws InputError for what cannot be relayed. */
export async function weeksOf(
  session: Session,
  name: string,
  options: Options,
  language: string,
): Promise<{ title: string; place: Place; year: number; weeks: RelayWeek[] }> {
  const { db, locale, say } = session;
  const text = textOption(options, 'place');
  if (text === undefined) throw fault(say('relay:cli.noPlace'), say('relay:cli.noPlaceMend'));
  const place = resolvePlace(await loadPlaceFinder(db), text, locale);
  const opened = await openNamed(session, name, options, { place, concerns: () => true });
  const { campaign, year } = opened;
  if (!campaign.languages.includes(language)) {
    const known = campaign.languages.join(', ');
    throw fault(say('relay:cli.noLanguage', { language }), say('relay:cli.noLanguageMend', { known }));
  }
  const weeks = await campaignWeeks(opened, { year, place: place.name, language, locale });
  return { title: campaign.title[language] ?? name, place, year, weeks };
}

function chooseWeeks(weeks: readonly RelayWeek[], options: Options, say: Translate): readonly RelayWeek[] {
  if (flag(options, 'all')) return weeks;
  const day = textOption(options, 'week');
  if (day === undefined) throw fault(say('relay:cli.which'), say('relay:cli.whichMend'));
  if (!isDay(day)) throw fault(say('relay:cli.badDay', { day: day.slice(0, 40) }), say('relay:cli.badDayMend'));
  const monday = mondayOf(new Date(`${day}T12:00:00+07:00`));
  const found = weeks.filter(({ week }) => week === monday);
  if (found.length > 0) return found;
  const known = weeks.map(({ week }) => week).join(', ');
  throw fault(say('relay:cli.noWeek', { day }), say('relay:cli.noWeekMend', { weeks: known }));
}

const fault = (what: string, mend: string): InputError => new InputError('bad-relay', [argumentFault(what, mend)]);
