import { HOUR_MS, SECOND_MS } from '../../base/clock.js';
import { lunarDay } from '../../base/lunar.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { ChannelWindow } from '../../people/audience/channelWindow.js';
import { type AudienceCount, countAudience } from '../../people/audience/countAudience.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';
import { type HolidayName, holidaysOf } from '../calendar/holidays.js';
import { afterOpenTime } from '../time/quietHours.js';
import { type Caps, type Excess, excessOf } from './caps.js';
import { type Dated, loadOf, madeOf, othersBetween } from './load.js';

/** A message of a campaign on its day. */
export interface PlannedItem extends Dated {
  /** After this it is useless and expires. */
  until: Date;
}

export interface ItemOutlook extends Excess {
  count: AudienceCount;
  /** When the last should be through at the given rates, inside the hours; null where it reaches nobody. */
  through: Date | null;
  /** Not all get it before it is useless. */
  tooLong: boolean;
  holiday: HolidayName | null;
  /** From Tết's eve to its third day, when nothing goes out unless somebody has chosen so. */
  inTet: boolean;
}

export interface Outlook {
  items: ItemOutlook[];
  /** Broadcasts around it that were not looked at, because there are too many. */
  leftOut: number;
}

export interface OutlookBy {
  campaign: string;
  channels: readonly string[];
  windows: readonly ChannelWindow[];
  /** Messages per second, by channel. */
  rates: Readonly<Record<string, number>>;
  caps: Caps;
  locale: string;
}

/**
 * What a campaign laid on its dates will meet: how many each message reaches over which time, holidays, and people who would get more than their share
 * together with everything else that is armed, running or was sent. Counted now; who joins later is in none of it.
 */
export async function outlookOf(db: Database, items: readonly PlannedItem[], by: OutlookBy): Promise<Outlook> {
  const times = items.map(({ at }) => at.getTime());
  if (times.length === 0) return { items: [], leftOut: 0 };
  const around = 7 * 24 * HOUR_MS;
  const { others, leftOut } = await othersBetween(
    db,
    new Date(Math.min(...times) - around),
    new Date(Math.max(...times) + around),
    new Set(items.map(({ name, at, audience }) => madeOf(`${by.campaign}/${name}`, at, audience))),
    by.locale,
  );
  const messages = [...items, ...others];
  const excess = excessOf(messages, await loadOf(db, messages, by.channels), by.caps);
  const outlooks: ItemOutlook[] = [];
  for (const [index, item] of items.entries()) {
    const { day, week } = excess[index] ?? { day: null, week: null };
    const count = await countAudience(db, item.audience, by.channels, null, by.windows);
    const through = await throughAt(db, item, by);
    const on = vietnamDay(item.at);
    outlooks.push({
      day,
      week,
      count,
      through,
      tooLong: through !== null && through > item.until,
      holiday: holidaysOf(Number(on.slice(0, 4))).find((holiday) => holiday.day === on)?.name ?? null,
      inTet: isInTet(on),
    });
  }
  return { items: outlooks, leftOut };
}

/** The channels go side by side, so the slower one tells. Somebody with an address on both is counted on both: rather late than early. */
async function throughAt(db: Database, item: PlannedItem, by: OutlookBy): Promise<Date | null> {
  let through: Date | null = null;
  for (const channel of by.channels) {
    const windows = by.windows.filter((window) => window.channel === channel);
    const { reachable } = await countAudience(db, item.audience, [channel], null, windows);
    if (reachable === 0) continue;
    const end = afterOpenTime(item.at, (reachable / Math.max(by.rates[channel] ?? 1, 0.1)) * SECOND_MS);
    if (through === null || end > through) through = end;
  }
  return through;
}

/** From Tết's eve to its third day. */
export function isInTet(day: string): boolean {
  const tet = lunarDay(Number(day.slice(0, 4)), 1, 1);
  return addDays(tet, -1) <= day && day <= addDays(tet, 2);
}
