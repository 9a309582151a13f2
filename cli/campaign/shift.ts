import { HOUR_MS } from '../../base/clock.js';
import { argumentFault, InputError } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Campaign } from '../../content/campaign.js';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { type LaidItem, laidOn } from '../../content/layOn.js';
import { weekday } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';

/** A message on its day of this year, as it was really scheduled in an earlier one. */
export interface ShiftedItem extends LaidItem {
  /** The audience's rule as it was then, in its canonical form. */
  rule: string;
  /** The broadcast that it was, and when. */
  before: { broadcast: string; at: Date; daysOff: number };
}

export interface Shifted {
  from: number;
  items: ShiftedItem[];
  /** Messages of the campaign that were not scheduled then, so that they are not now. */
  leftOut: string[];
}

/** Edits move a message by days, not into another season. */
const AROUND_MS = 45 * 24 * HOUR_MS;

/**
 * What was scheduled of a campaign in an earlier year, laid on this one: each message as far from its day in the plan as it was then (so
 * relative to 26 June, or to Tết by the moon), to the groups and for as long as it was then, in this year's words. What was cancelled or sent
 * back then does not come again. Only days and people are taken over: what is made of it is a draft that two people decide on anew.
 */
export async function shiftFrom(
  db: Database,
  campaign: Campaign,
  years: { from: number; to: number },
  by: { place: { code: string; name: string } | null; locale: string; say: Translate },
): Promise<Shifted> {
  const options = { locale: by.locale, ...(by.place === null ? {} : { place: by.place.name }) };
  const [then, now] = [laidOn(campaign, years.from, options), laidOn(campaign, years.to, options)];
  const times = then.map(({ at }) => at.getTime());
  const { rows } = await db.pool.query<{ id: number; item: string; at: Date; until: Date | null; audience: string }>(
    `select id, campaign_item as item, at, until, audience from broadcast
      where campaign = $1 and parent_id is null and kind = 'awareness' and state <> 'cancelled' and sent_back_at is null
        and at between $2 and $3 order by at, id`,
    [campaign.name, new Date(Math.min(...times) - AROUND_MS), new Date(Math.max(...times) + AROUND_MS)],
  );
  const items = rows
    .filter(({ audience }) => isOf(audience, by.place?.code ?? null))
    .flatMap((row): ShiftedItem[] => {
      const [was, is] = [then, now].map((laid) => laid.find(({ item }) => item.name === row.item));
      if (was === undefined || is === undefined) return [];
      const offMs = row.at.getTime() - was.at.getTime();
      const at = new Date(is.at.getTime() + offMs);
      const lastsMs = (row.until?.getTime() ?? row.at.getTime() + is.item.usefulHours * HOUR_MS) - row.at.getTime();
      const daysOff = Math.round((Date.parse(vietnamDay(row.at)) - Date.parse(vietnamDay(was.at))) / (24 * HOUR_MS));
      return [
        {
          ...is,
          at,
          until: new Date(at.getTime() + lastsMs),
          rule: row.audience,
          before: { broadcast: String(row.id), at: row.at, daysOff },
        },
      ];
    });
  if (items.length === 0) {
    const values = { year: years.from, name: campaign.name, place: by.place?.name ?? by.say('shift:everywhere') };
    throw new InputError('nothing-to-shift', [
      argumentFault(by.say('shift:nothing', values), by.say('shift:nothingMend', values)),
    ]);
  }
  const known = new Set(items.map(({ item }) => item.name));
  return {
    from: years.from,
    items: items.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.item.name < b.item.name ? -1 : 1)),
    leftOut: now.map(({ item }) => item.name).filter((name) => !known.has(name)),
  };
}

/** Of exactly that place; without one, of what names no place at all. */
function isOf(audience: string, place: string | null): boolean {
  const named = audience.split(/[\s()]+/).filter((word) => word.startsWith('place:'));
  return place === null ? named.length === 0 : named.includes(`place:${place}`);
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Then and now, message by message, and what is not taken over. */
export function shiftNotes({ from, items, leftOut }: Shifted, say: Translate, locale: string): string[] {
  const when = (at: Date): string =>
    `${say(`calendar:weekday.${WEEKDAYS[weekday(vietnamDay(at))] ?? 'sun'}`)} ${formatMoment(at, locale)}`;
  return [
    say('shift:title', { year: from, count: items.length }),
    ...items.map(({ item, at, rule, before }) => {
      const became = isWeekend(at) && !isWeekend(before.at) ? ` ${say('shift:weekend')}` : '';
      const off = before.daysOff === 0 ? '' : ` ${say('shift:off', { count: before.daysOff })}`;
      return `  ${say('shift:line', { item: item.name, before: when(before.at), now: when(at), rule })}${off}${became}`;
    }),
    ...(leftOut.length === 0 ? [] : [say('shift:leftOut', { count: leftOut.length, items: leftOut.join(', ') })]),
    say('shift:anew'),
  ];
}

const isWeekend = (at: Date): boolean => [0, 6].includes(weekday(vietnamDay(at)));
