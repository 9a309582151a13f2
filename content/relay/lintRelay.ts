import { join } from 'node:path';
import type { Fault } from '../../base/errors.js';
import type { Campaign, Localised } from '../campaign.js';
import type { CampaignTree } from '../campaignTree.js';
import { contentFault } from '../fault.js';
import type { Translate } from '../i18n.js';
import { partsFor } from '../message.js';
import { fillText, placeholderFaults } from '../placeholders.js';
import { lawFaults, wordFaults } from '../wordFaults.js';
import { relayFault } from './fault.js';
import { LOUDSPEAKER_SECONDS, parted } from './relay.js';
import { type DayText, type RelayFile, readRelayFile } from './relayFile.js';
import { relayWeeks } from './relayWeek.js';
import { smsText } from './sms.js';
import { aloudIn, readingSeconds, unspeakable } from './spoken.js';

/** More than two parts nobody reads to the end, and each costs. */
const MOST_SMS_PARTS = 2;
/** The longest name of a commune, so that a text that names its place fits everywhere. */
const SOME_PLACE = 'phường Hoàng Mai - Vĩnh Hưng Bắc';
const SOME_YEARS = [2027, 2028, 2029, 2030, 2031, 2032, 2033];

/**
 * What is wrong with a campaign's relay.yaml, with file, line and remedy: texts that take longer than their slot, cannot be read aloud or do not fit into SMS,
 * and numbers that none of their messages has.
 */
export async function lintRelay(campaign: Campaign, tree: CampaignTree, t: Translate): Promise<Fault[]> {
  const read = await readRelayFile(campaign, tree, t);
  const faults = [
    ...read.faults,
    ...read.notNfcLines.map((line) => contentFault(t, 'notNfc', { file: read.file, line })),
  ];
  if (read.faults.length > 0) return faults;
  for (const [at, text] of read.texts.loudspeaker.entries())
    faults.push(...handText(read, 'loudspeaker', at, text, campaign, t));
  for (const [at, text] of read.texts.sms.entries()) faults.push(...handText(read, 'sms', at, text, campaign, t));
  for (const [name, texts] of Object.entries(read.texts.instead))
    for (const [locale, text] of Object.entries(texts)) {
      const line = read.yaml?.line(['instead', name, locale]) ?? 1;
      faults.push(...common(text, line, read, [name], campaign, t));
      if (parted(text).text === '') faults.push(relayFault(t, 'noTitle', { file: read.file, line }));
    }
  return faults;
}

/** What else keeps a campaign that is right in itself from being relayed: messages without a picture, and weeks of which no text can be made by rule. */
export async function packFaults(campaign: Campaign, tree: CampaignTree, t: Translate): Promise<Fault[]> {
  const without = campaign.items.filter(
    ({ message }) => !partsFor(message, 'vi').some((part) => part.media?.kind === 'photo'),
  );
  return [
    ...without.map((item) => relayFault(t, 'noPicture', { file: join(item.folder, 'vi.md'), line: null })),
    ...byRuleFaults(await readRelayFile(campaign, tree, t), campaign, t),
  ];
}

/** Words that are never said, law out of force, placeholders that do not exist, and numbers from nowhere. */
function common(
  text: string,
  line: number,
  { file }: RelayFile,
  from: readonly string[],
  campaign: Campaign,
  t: Translate,
): Fault[] {
  const known = numbersOf(
    campaign.items
      .filter(({ name }) => from.includes(name))
      .flatMap(({ message }) => Object.values(message).flatMap((parts = []) => parts.map(({ body }) => body.text)))
      .join('\n'),
  );
  return [
    ...wordFaults(text, line, file, t),
    ...lawFaults(text, line, file, t),
    ...placeholderFaults(text, { file, firstLine: line }, t),
    ...[...numbersOf(text)]
      .filter((number) => !known.has(number))
      .map((number) => relayFault(t, 'numberFromNowhere', { file, line }, { number })),
  ];
}

/** Numbers as they are said: "0769.04.04.04" is one, "1–30/6" three. */
const numbersOf = (text: string): Set<string> =>
  new Set([...text.matchAll(/\d+(?:[.\s]\d{2,})*/gu)].map(([number]) => number.replace(/[.\s]/g, '')));

function handText(
  read: RelayFile,
  kind: 'loudspeaker' | 'sms',
  at: number,
  { texts, from }: DayText,
  campaign: Campaign,
  t: Translate,
): Fault[] {
  return Object.entries(texts).flatMap(([locale, text]) => {
    const where = { file: read.file, line: read.yaml?.line([kind, at, locale]) ?? 1 };
    const filled = fill(text, locale, campaign.theme);
    const faults = common(text, where.line, read, from, campaign, t);
    if (kind === 'loudspeaker') return [...faults, ...aloudFaults(aloudIn(filled, locale), locale, where, t)];
    return [...faults, ...smsFaults(filled, where, t)];
  });
}

const fill = (text: string, locale: string, theme: Localised): string =>
  fillText({ text, marks: [] }, { place: SOME_PLACE, year: '2027', theme: theme[locale] ?? '' }).text;

function aloudFaults(
  said: string,
  locale: string,
  where: { file: string; line: number | null },
  t: Translate,
): Fault[] {
  const actual = readingSeconds(said);
  const long =
    actual > LOUDSPEAKER_SECONDS ? [relayFault(t, 'tooLong', where, { actual, limit: LOUDSPEAKER_SECONDS })] : [];
  const signs = locale === 'vi' ? unspeakable(said) : [];
  return [...long, ...signs.map((words) => relayFault(t, 'unspeakable', where, { words }))];
}

function smsFaults(text: string, where: { file: string; line: number | null }, t: Translate): Fault[] {
  const sms = smsText(text);
  if (sms === null) return [relayFault(t, 'smsWord', where)];
  return sms.parts.length > MOST_SMS_PARTS
    ? [relayFault(t, 'smsLong', where, { actual: sms.parts.length, limit: MOST_SMS_PARTS })]
    : [];
}

/** The weeks that no text was written for, in years whose weeks begin on each weekday once. */
function byRuleFaults({ texts }: RelayFile, campaign: Campaign, t: Translate): Fault[] {
  const said = new Set<string>();
  return SOME_YEARS.flatMap((year) =>
    relayWeeks(campaign, texts, { year, place: SOME_PLACE, locale: 'vi' }).flatMap(({ readings, sms, group }) => {
      const first = group[0];
      const where = { file: join(campaign.folder, first?.item ?? '', 'vi.md'), line: null };
      const faults = [
        ...readings.filter(({ by }) => by === 'rule').flatMap(({ text }) => aloudFaults(text, 'vi', where, t)),
        ...sms.filter(({ by, sms: text }) => by === 'rule' && text === null).map(() => relayFault(t, 'smsWord', where)),
      ].filter(({ what }) => !said.has(`${where.file} ${what}`));
      for (const { what } of faults) said.add(`${where.file} ${what}`);
      return faults;
    }),
  );
}
