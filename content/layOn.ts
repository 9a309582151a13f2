import { join } from 'node:path';
import { HOUR_MS } from '../base/clock.js';
import { InputError } from '../base/errors.js';
import type { Campaign, CampaignItem } from './campaign.js';
import { momentOn } from './campaignDay.js';
import { contentFault } from './fault.js';
import { translator } from './i18n.js';
import type { LocalisedMessage } from './message.js';
import { fillMessage, openPlaceholders } from './placeholders.js';
import { campaignKey, withCampaign } from './topicButtons.js';

/** A message of a campaign on its day in one year, ready to become a broadcast. */
export interface LaidItem {
  item: CampaignItem;
  at: Date;
  /** After this it is useless and expires. */
  until: Date;
  /** The message with its placeholders filled. */
  message: LocalisedMessage;
}

/**
 * A campaign laid on the dates of a year, in the order of their time, on Vietnam's clock. A campaign that runs over
 * New Year begins in `year`, one around Tết is of the Tết of `year`. Without a theme its paragraph is left out; a message that names the place needs `place`
 * (InputError, said in `locale`).
 */
export function laidOn(
  campaign: Campaign,
  year: number,
  options: { place?: string; locale?: string } = {},
): LaidItem[] {
  const laid = campaign.items.map((item): LaidItem => {
    const at = momentOn(year, campaign.from, item.on, item.time);
    const filled = fillMessage(item.message, (locale) => ({
      year: String(year),
      theme: campaign.theme[locale] ?? '',
      ...(options.place === undefined ? {} : { place: options.place }),
    }));
    const message = withCampaign(filled, campaignKey(campaign.name, year));
    return { item, at, until: new Date(at.getTime() + item.usefulHours * HOUR_MS), message };
  });
  const t = translator(options.locale ?? 'vi');
  const faults = laid.flatMap(({ item, message }) =>
    Object.entries(message).flatMap(([locale, parts = []]) =>
      parts
        .flatMap((part) => [part.body.text, ...part.buttons.flat().map((button) => button.label)])
        .flatMap((text) => openPlaceholders(text, 1, {}))
        .map(({ name }) =>
          contentFault(t, 'placeholderValue', { file: join(item.folder, `${locale}.md`), line: null }, { name }),
        ),
    ),
  );
  if (faults.length > 0) throw new InputError('bad-campaign', faults);
  return laid.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.item.name < b.item.name ? -1 : 1));
}

/** The catch-up's words in one year, as `laidOn` fills them; null where the campaign has none. */
export function catchUpOn(
  campaign: Campaign,
  year: number,
  options: { place?: string; locale?: string } = {},
): Pick<LaidItem, 'item' | 'message'> | null {
  if (campaign.catchUp === null) return null;
  return laidOn({ ...campaign, items: [campaign.catchUp] }, year, options)[0] ?? null;
}

/** The year on which a campaign is laid if nobody says otherwise: this one while something of it is still to come, else the next. */
export function yearToCome({ from, items }: Campaign, now: Date): number {
  const year = now.getUTCFullYear();
  return items.some(({ on, time }) => momentOn(year, from, on, time) > now) ? year : year + 1;
}
