import type { Command } from 'commander';
import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import type { CampaignItem } from '../../content/campaign.js';
import type { Translate } from '../../content/i18n.js';
import type { LaidItem } from '../../content/layOn.js';
import { catchUpOn, laidOn } from '../../content/layOn.js';
import { parseAudience } from '../../people/audience/parseAudience.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import type { Caps } from '../../scheduler/campaign/caps.js';
import { type Outlook, outlookOf, type PlannedItem } from '../../scheduler/campaign/outlook.js';
import { readCaps } from '../../scheduler/cap/readCaps.js';
import { type ExamsMet, examsMet } from '../../scheduler/exams/examsMet.js';
import { capped, capsOf } from '../capsOptions.js';
import { type Options, textOption } from '../command.js';
import { awarenessReach } from '../reach.js';
import type { Session } from '../session.js';
import { type Shifted, shiftFrom } from './shift.js';
import { openNamed, type Source, yearOption } from './source.js';

/** The options by which a campaign is laid on dates. */
export function dated(command: Command, say: Translate): Command {
  return capped(
    command
      .option('--year <year>', say('cli:option.year'))
      .option('--place <code>', say('cli:option.place'))
      .option('--version <number>', say('cli:option.version'))
      .option('--group <group>', say('cli:option.onlyGroup')),
    say,
  )
    .option('--shift-from <year>', say('shift:option'))
    .option('--skip-passed', say('cli:option.skipPassed'));
}

/** A campaign on the dates of a year, for a place, with what its messages will meet there. */
export interface Laid {
  year: number;
  items: { item: LaidItem['item']; message: LaidItem['message']; at: Date; until: Date; rule: string }[];
  /** For whoever joins between its first message that is still to come and its last; null where it has none, or nobody can. */
  catchUp: Laid['items'][number] | null;
  /** Where an earlier year's calendar was taken over: what was then. */
  shifted: Shifted | null;
  outlook: Outlook;
  /** Examinations of pupils that its messages fall on. */
  exams: ExamsMet;
  caps: Caps;
  /** Minorities' languages that it has room for. */
  minorities: readonly string[];
  /** What the linter says of the very bytes that `items` are made of: with one of these nothing is scheduled. */
  faults: readonly Fault[];
  /** Those of them whose time has passed. */
  passed: readonly Fault[];
  source: Source;
}

/** Lays a campaign on its dates and looks at what it will meet. Throws InputError for a name, year, place or group that is none. */
export async function lay(session: Session, name: string, options: Options): Promise<Laid> {
  const { db, locale, say, settings } = session;
  const places = await loadPlaceFinder(db);
  const text = textOption(options, 'place');
  const place = text === undefined ? null : resolvePlace(places, text, locale);
  const group = textOption(options, 'group');
  const concerns = (item: CampaignItem): boolean =>
    group === undefined || item.groups.length === 0 || item.groups.includes(group);
  const { campaign, year, faults, passed, source } = await openNamed(session, name, options, {
    place,
    concerns,
  });
  const named = { locale, ...(place === null ? {} : { place: place.name }) };
  const laid = laidOn(campaign, year, named).filter(({ item }) => concerns(item));
  const earlier = yearOption(options, say, 'shiftFrom');
  if (earlier !== undefined && earlier >= year)
    throw new InputError('bad-year', [
      argumentFault(say('shift:notEarlier', { from: earlier, year }), say('shift:notEarlierMend')),
    ]);
  const shifted =
    earlier === undefined ? null : await shiftFrom(db, campaign, { from: earlier, to: year }, { place, locale, say });
  const ruleOf = ({ audience }: CampaignItem): string =>
    [
      ...(place === null ? [] : [`place:${place.code}`]),
      ...(group === undefined ? [] : [`group:${group}`]),
      place === null && group === undefined ? audience : `(${audience})`,
    ].join(' ');
  const planOf = laid.map(({ item, message, at, until }) => ({ item, message, at, until, rule: ruleOf(item) }));
  const items =
    shifted === null
      ? planOf
      : shifted.items.filter(({ rule }) => group === undefined || rule.split(/[\s()]+/).includes(`group:${group}`));
  const caps = { ...(await readCaps(db)), ...capsOf(options, say) };
  const { channels, windows } = await awarenessReach(db, settings);
  const planned = items.map(
    ({ item, at, until, rule }): PlannedItem => ({
      name: item.name,
      at,
      until,
      audience: parseAudience(rule, { places, locale }),
    }),
  );
  const rates = {
    telegram: settings.telegram.rate,
    ...(settings.zalo === undefined ? {} : { zalo: settings.zalo.rate }),
  };
  const outlook = await outlookOf(db, planned, { campaign: name, channels, windows, rates, caps, locale });
  const exams = await examsMet(db, planned, { place: place?.code ?? null, places });
  const told = catchUpOn(campaign, year, named);
  const times = items.map(({ at }) => at.getTime());
  const [at, until] = [
    new Date(Math.min(...times.filter((time) => time > session.clock.now().getTime()))),
    new Date(Math.max(...times)),
  ];
  const catchUp =
    told === null || !concerns(told.item) || !(at < until) ? null : { ...told, at, until, rule: ruleOf(told.item) };
  return {
    year,
    items,
    catchUp,
    shifted,
    outlook,
    exams,
    caps,
    minorities: campaign.minorities,
    faults,
    passed,
    source,
  };
}
