import { extname } from 'node:path';
import { vietnamDay } from '../../base/vietnamDay.js';
import { formatDay, formatHour } from '../../content/format.js';
import { translator } from '../../content/i18n.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { postTitle, relayPaper, slotOf, spanOf } from './relayPaper.js';
import { zipOf } from './sameBytes.js';
import { groupNames, weekDay } from './sayDays.js';

/** A week's package: the paper by itself, and everything in one ZIP. */
export interface WeekPackage {
  /** Without an ending: "thang-hanh-dong-06-14758-2027-06-07". */
  name: string;
  docx: Uint8Array;
  zip: Uint8Array;
  /** Names of the files in the ZIP, in their order. */
  files: string[];
}

/**
 * Packs one week for one place: the paper, the loudspeaker's texts, a text and a picture for each day's group message, SMS, and the post. Every message has its
 * picture, which whoever made the week has made sure of. The same week gives the same bytes, on whatever day and machine.
 */
export async function packWeek(
  week: RelayWeek,
  of: { campaign: string; title: string; place: { code: string; name: string }; locale: string },
): Promise<WeekPackage> {
  const { locale } = of;
  const t = translator(locale);
  const name = `${of.campaign}-${of.place.code}-${week.week}`;
  const pictures = new Map(
    week.group.map(({ at, item, picture }) => [item, `${vietnamDay(at)}-${item}${extname(picture?.fileName ?? '')}`]),
  );
  const docx = await relayPaper({ title: of.title, place: of.place.name, week, pictures, locale });
  const files = new Map<string, Uint8Array>([[`${name}.docx`, docx]]);
  const put = (path: string, lines: readonly string[]): void => {
    files.set(path, new TextEncoder().encode(`${lines.join('\n').trim()}\n`));
  };
  for (const { at, text, seconds } of week.readings) {
    const file = `1-loa-truyen-thanh/${vietnamDay(at)}-${formatHour(at).replace(':', 'h')}.txt`;
    put(file, [t('relay:paper.slot', slotOf(at, seconds, locale)), '', text]);
  }
  for (const { at, item, groups, text, picture } of week.group) {
    const whom = groups.length === 0 ? [] : [t('relay:paper.whom', { groups: groupNames(groups, t) }), ''];
    put(`2-nhom-zalo/${vietnamDay(at)}-${item}.txt`, [...whom, text]);
    if (picture !== null) files.set(`2-nhom-zalo/${pictures.get(item) ?? item}`, picture.file.bytes);
  }
  put(
    '3-sms/tin-nhan.txt',
    week.sms.flatMap(({ at, sms, plain }) => [
      t('relay:paper.day', { day: weekDay(at, locale), date: formatDay(at, locale) }),
      ...(sms?.parts ?? []),
      t('relay:paper.smsCount', { count: sms?.parts.length ?? 0, units: sms?.units ?? 0 }),
      t('relay:paper.plain', { text: plain?.parts.join(' / ') ?? '' }),
      '',
    ]),
  );
  put('4-cong-thong-tin-facebook/bai-dang.txt', postLines(week, locale));
  put(`${t('relay:paper.readme')}.txt`, [
    `${of.title}, ${of.place.name}`,
    t('relay:paper.where', { place: of.place.name, ...spanOf(week, locale) }),
    '',
    t('relay:paper.contents'),
    '',
    ...(week.review.length === 0 ? [] : [t('relay:paper.review'), ...week.review.map((one) => `- ${one}`), '']),
    t('relay:paper.answerHow'),
    t('relay:paper.answerWhy'),
  ]);
  return { name, docx, zip: zipOf(files), files: [...files.keys()].sort() };
}

/** The post as it is pasted: title, each message, sources. */
export function postLines(week: RelayWeek, locale: string): string[] {
  return [
    postTitle(week, locale),
    '',
    ...week.post.sections.flatMap(({ title, text }) => [title.toUpperCase(), text, '']),
    translator(locale)('relay:paper.sources'),
    ...week.post.sources.map((source) => `- ${source}`),
  ];
}
