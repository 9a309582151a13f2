import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import type { LaidItem } from '../content/layOn.js';
import { laidOn } from '../content/layOn.js';
import { listCampaigns, loadCampaign } from '../content/loadCampaign.js';
import { parseAudience } from '../people/audience/parseAudience.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { resolvePlace } from '../people/resolvePlace.js';
import type { Caps } from '../scheduler/campaign/caps.js';
import { type Outlook, outlookOf, type PlannedItem } from '../scheduler/campaign/outlook.js';
import { readCaps } from '../scheduler/cap/readCaps.js';
import { capped, capsOf } from './capsOptions.js';
import { type Options, textOption } from './command.js';
import { awarenessReach } from './reach.js';
import type { Session } from './session.js';

/** The options by which a campaign is laid on dates. */
export function dated(command: Command, say: Translate): Command {
  return capped(
    command
      .option('--year <year>', say('cli:option.year'))
      .option('--place <code>', say('cli:option.place'))
      .option('--group <group>', say('cli:option.onlyGroup')),
    say,
  ).option('--skip-passed', say('cli:option.skipPassed'));
}

/** A campaign on the dates of a year, for a place, with what its messages will meet there. */
export interface Laid {
  year: number;
  items: { item: LaidItem['item']; message: LaidItem['message']; at: Date; until: Date; rule: string }[];
  outlook: Outlook;
  caps: Caps;
}

/** Lays a campaign on its dates and looks at what it will meet. Throws InputError for a name, year, place or group that is none. */
export async function lay(session: Session, name: string, options: Options): Promise<Laid> {
  const { db, locale, say, clock, settings } = session;
  const campaign = await loadCampaign(await folderOf(name, say), locale);
  const places = await loadPlaceFinder(db);
  const text = textOption(options, 'place');
  const place = text === undefined ? null : resolvePlace(places, text, locale);
  const year = readYear(options, say) ?? nextYear(campaign, clock.now());
  const group = textOption(options, 'group');
  const laid = laidOn(campaign, year, { locale, ...(place === null ? {} : { place: place.name }) }).filter(
    ({ item }) => group === undefined || item.groups.length === 0 || item.groups.includes(group),
  );
  const items = laid.map(({ item, message, at, until }) => ({
    item,
    message,
    at,
    until,
    rule: [
      ...(place === null ? [] : [`place:${place.code}`]),
      ...(group === undefined ? [] : [`group:${group}`]),
      place === null && group === undefined ? item.audience : `(${item.audience})`,
    ].join(' '),
  }));
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
  return { year, items, outlook, caps };
}

/** The year that was asked for, or undefined. Throws InputError for what is none. */
export function readYear(options: Options, say: Translate): number | undefined {
  const wanted = textOption(options, 'year');
  if (wanted === undefined) return undefined;
  if (/^20\d\d$/.test(wanted)) return Number(wanted);
  throw new InputError('bad-year', [
    argumentFault(say('cli:fault.badYear', { value: wanted }), say('cli:fault.badYearMend')),
  ]);
}

/** This year while something of the campaign is still to come, else the next. */
export function nextYear(campaign: Parameters<typeof laidOn>[0], now: Date): number {
  const year = now.getUTCFullYear();
  return laidOn(campaign, year, { place: '-' }).some(({ at }) => at > now) ? year : year + 1;
}

/** The folder of a campaign by its name. Throws InputError naming those that there are. */
export async function folderOf(name: string, say: Translate): Promise<string> {
  const known = await listCampaigns();
  const found = known.find((campaign) => campaign.name === name);
  if (found) return found.folder;
  const folders = known.map((campaign) => campaign.name).join(', ');
  throw new InputError('unknown-campaign', [
    argumentFault(say('cli:fault.unknownCampaign', { name }), say('cli:fault.unknownCampaignMend', { known: folders })),
  ]);
}
