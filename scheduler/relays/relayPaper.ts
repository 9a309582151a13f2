import { formatDay, formatHour } from '../../content/format.js';
import { type Translate, translator } from '../../content/i18n.js';
import { publicSource } from '../../content/relay/publicSource.js';
import { parted, type RelayWeek } from '../../content/relay/relay.js';
import { type Block, body, paper, rule, text, wholeWidth } from '../../plans/reporting/docxParts.js';
import { withoutTimes } from './sameBytes.js';
import { groupNames, hourName, weekDay } from './sayDays.js';

export interface PaperOf {
  /** Title of the campaign, and the place with its type word. */
  title: string;
  place: string;
  week: RelayWeek;
  /** File name of each message's picture. */
  pictures: ReadonlyMap<string, string>;
  locale: string;
}

/**
 * A week's relays on paper, laid out as official papers are (A4, margins, type): for the loudspeaker in large type, for groups, SMS, portal, and how to
 * answer. The same week gives the same bytes.
 */
export async function relayPaper({ title, place, week, pictures, locale }: PaperOf): Promise<Uint8Array> {
  const t = translator(locale);
  const heading = (words: string): Block => text(words, { bold: true, keepNext: true, after: 120 });
  const blocks: Block[] = [
    text(t('relay:paper.title').toUpperCase(), { bold: true, align: 'center' }),
    text(title, { bold: true, align: 'center' }),
    text(t('relay:paper.where', { place, ...spanOf(week, locale) }), { italic: true, align: 'center' }),
    rule(wholeWidth, 2_400),
    ...reviewNote(week, t),
    heading(t('relay:paper.loudspeaker')),
    ...week.readings.flatMap((reading) => [
      text(t('relay:paper.slot', slotOf(reading.at, reading.seconds, locale)), {
        italic: true,
        keepNext: true,
        after: 120,
      }),
      ...lines(reading.text).map((line) => text(line, { size: 'large', after: 160 })),
      ...sourcesOf(reading.sources, t),
    ]),
    text(t('relay:paper.group'), { bold: true, keepNext: true, after: 120, pageBreakBefore: true }),
    ...week.group.flatMap((one) => {
      const { title: first, text: rest } = parted(one.text);
      const when = t('relay:paper.day', { day: weekDay(one.at, locale), date: formatDay(one.at, locale) });
      const whom = one.groups.length === 0 ? '' : ` ${t('relay:paper.whom', { groups: groupNames(one.groups, t) })}`;
      return [
        text(`${when}${whom}`, { italic: true, keepNext: true, after: 60 }),
        text(first, { bold: true, keepNext: true, after: 60 }),
        ...lines(rest).map((line) => text(line, { align: 'both', after: 60 })),
        text(t('relay:paper.picture', { file: pictures.get(one.item) ?? '' }), {
          italic: true,
          size: 'note',
          after: 200,
        }),
      ];
    }),
    heading(t('relay:paper.sms')),
    ...week.sms.flatMap(({ at, sms, plain }) => [
      text(t('relay:paper.day', { day: weekDay(at, locale), date: formatDay(at, locale) }), {
        italic: true,
        keepNext: true,
        after: 60,
      }),
      ...(sms?.parts ?? []).map((part) => text(part, { bold: true, after: 60 })),
      text(t('relay:paper.smsCount', { count: sms?.parts.length ?? 0, units: sms?.units ?? 0 }), {
        italic: true,
        size: 'note',
        after: 60,
      }),
      text(t('relay:paper.plain', { text: plain?.parts.join(' / ') ?? '' }), { size: 'note', after: 200 }),
    ]),
    heading(t('relay:paper.post')),
    text(postTitle(week, locale), { bold: true, after: 120 }),
    ...week.post.sections.flatMap((section) => [
      text(section.title, { bold: true, keepNext: true, after: 60 }),
      ...lines(section.text).map((line) => text(line, { align: 'both', after: 60 })),
      text('', { size: 'list' }),
    ]),
    text(t('relay:paper.sources'), { bold: true, keepNext: true, after: 60 }),
    ...week.post.sources.map((source) => text(`- ${source}`, { size: 'note', after: 40 })),
    text('', { size: 'list' }),
    heading(t('relay:paper.answer')),
    body(t('relay:paper.answerHow')),
    body(t('relay:paper.answerWhy')),
  ];
  return withoutTimes(await paper(blocks), week.week);
}

/** The title of the post, with the days that it is about. */
export function postTitle(week: RelayWeek, locale: string): string {
  return translator(locale)('relay:paper.postTitle', { title: week.post.title, ...spanOf(week, locale) });
}

/** First and last day, as read. */
export function spanOf({ from, to }: { from: string; to: string }, locale: string): { from: string; to: string } {
  const day = (on: string): string => formatDay(new Date(`${on}T00:00:00+07:00`), locale);
  return { from: day(from), to: day(to) };
}

/** When a reading has its slot, and how long it takes. */
export function slotOf(at: Date, seconds: number, locale: string): Record<string, string | number> {
  return {
    day: weekDay(at, locale),
    date: formatDay(at, locale),
    hour: formatHour(at),
    part: hourName(at, locale),
    seconds,
  };
}

function reviewNote({ review }: RelayWeek, t: Translate): Block[] {
  if (review.length === 0) return [];
  return [
    text(t('relay:paper.review'), { bold: true, keepNext: true, after: 60 }),
    ...review.map((source) => text(`- ${source}`, { size: 'small', after: 60 })),
    text('', { size: 'list' }),
  ];
}

function sourcesOf(sources: readonly string[], t: Translate): Block[] {
  const named = sources.map(publicSource).filter((source) => source !== '');
  if (named.length === 0) return [text('', { size: 'list' })];
  return [text(t('relay:paper.sourcesOf', { sources: named.join('; ') }), { italic: true, size: 'list', after: 240 })];
}

const lines = (words: string): string[] => words.split('\n').filter((line) => line.trim() !== '');
