import { HOUR_MS } from '../../base/clock.js';
import type { Campaign, CampaignItem } from '../campaign.js';
import { momentOn } from '../campaignDay.js';
import { type LaidItem, laidOn } from '../layOn.js';
import { type MediaRef, partsFor } from '../message.js';
import { fillText, type PlaceholderValues } from '../placeholders.js';
import { publicSource, toReview } from './publicSource.js';
import { type GroupText, parted, type Reading, type RelayWeek, type WeekSms } from './relay.js';
import type { DayText, RelayTexts } from './relayFile.js';
import { byRule } from './rule.js';
import { smsText, withoutDiacritics } from './sms.js';
import { aloudIn, readingSeconds } from './spoken.js';

/**
 * A campaign in one year as it is relayed, week by week from Monday to Sunday, in one language. What was written by hand for a day stands; else it is built
 * from the messages themselves, cut between sentences and never reworded. A function of its arguments: the same content gives the same weeks.
 */
export function relayWeeks(
  campaign: Campaign,
  texts: RelayTexts,
  { year, place, locale }: { year: number; place: string; locale: string },
): RelayWeek[] {
  const inSentence = place.charAt(0).toLowerCase() + place.slice(1);
  const laid = laidOn(campaign, year, { place: inSentence, locale });
  const values: PlaceholderValues = { year: String(year), theme: campaign.theme[locale] ?? '', place: inSentence };
  const weeks = new Map<string, LaidItem[]>();
  for (const item of laid) weeks.set(mondayOf(item.at), [...(weeks.get(mondayOf(item.at)) ?? []), item]);
  const sourcesOf = (names: readonly string[]): string[] =>
    unique(campaign.items.filter(({ name }) => names.includes(name)).flatMap(({ sources }) => sources));
  return [...weeks].map(([week, items]) => {
    const ofWeek = (some: readonly DayText[]) =>
      some
        .map((text) => ({ ...text, at: momentOn(year, campaign.from, text.on, text.time ?? FIRST_HOUR) }))
        .filter(({ at, texts: said }) => mondayOf(at) === week && said[locale] !== undefined)
        .sort((a, b) => a.at.getTime() - b.at.getTime());
    const said = (text: DayText): string => fillText({ text: text.texts[locale] ?? '', marks: [] }, values).text;
    const group = items.map((item) => groupText(item, texts, locale, values));
    const readings = ofWeek(texts.loudspeaker).map((text): Reading => {
      const aloud = aloudIn(said(text), locale);
      const sources = sourcesOf(text.from);
      return { at: text.at, text: aloud, seconds: readingSeconds(aloud), sources, by: 'hand', leftOut: [] };
    });
    const sms = ofWeek(texts.sms).map((text) => smsOf(text.at, said(text), 'hand'));
    const rule = byRule(items, group, { campaign, locale, place: inSentence });
    const used = items.map(({ item }) => item.name);
    const all = sourcesOf([...used, ...ofWeek(texts.loudspeaker).flatMap(({ from }) => from)]);
    const days = items.map(({ at }) => at);
    return {
      ...{ week, until: dayOf(new Date(Date.parse(week) + 6 * DAY_MS - OFFSET_MS)) },
      ...{ from: dayOf(days[0] ?? new Date(0)), to: dayOf(days.at(-1) ?? new Date(0)) },
      readings: readings.length > 0 ? readings : rule.readings,
      group,
      sms: sms.length > 0 ? sms : rule.sms.map(({ at, text }) => smsOf(at, text, 'rule')),
      post: {
        title: campaign.title[locale] ?? campaign.title['vi'] ?? campaign.name,
        sections: group.map(({ text }) => parted(text)),
        sources: unique(
          sourcesOf(used)
            .map(publicSource)
            .filter((source) => source !== ''),
        ),
      },
      review: unique(all.flatMap(toReview)),
    };
  });
}

const FIRST_HOUR = { hour: 8, minute: 0 };
const OFFSET_MS = 7 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** The day in Vietnam. */
const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);

/** The Monday of the week in which a moment lies in Vietnam. */
export function mondayOf(at: Date): string {
  const local = new Date(at.getTime() + OFFSET_MS);
  return new Date(local.getTime() - ((local.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}

function smsOf(at: Date, text: string, by: WeekSms['by']): WeekSms {
  return { at, by, sms: smsText(text), plain: smsText(withoutDiacritics(text)) };
}

function groupText(
  { item, at, message }: LaidItem,
  { instead }: RelayTexts,
  locale: string,
  values: PlaceholderValues,
): GroupText {
  const parts = partsFor(message, locale);
  const own = instead[item.name]?.[locale];
  const text =
    own === undefined
      ? parts.map(({ body }) => body.text).join('\n\n')
      : fillText({ text: own, marks: [] }, values).text;
  const media = parts.find((part) => part.media?.kind === 'photo')?.media ?? null;
  return { at, item: item.name, groups: item.groups, text: text.trim(), picture: pictureOf(item, media) };
}

function pictureOf(item: CampaignItem, media: MediaRef | null): GroupText['picture'] {
  const file = media === null ? undefined : item.media.get(media.sha256);
  return media === null || file === undefined ? null : { ...media, file };
}

const unique = (some: readonly string[]): string[] => [...new Set(some)];
