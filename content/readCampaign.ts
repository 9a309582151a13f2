import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../base/errors.js';
import { CATCH_UP, type Campaign, type CampaignItem } from './campaign.js';
import { campaignDaysAfter, formatCampaignDay, isDuring, parseCampaignDay, sameKind } from './campaignDay.js';
import { type CampaignTree, treeFolders, treeNames, treeReader } from './campaignTree.js';
import { contentFault } from './fault.js';
import type { Translate } from './i18n.js';
import { isLanguage } from './language.js';
import type { ChannelName } from './limits.js';
import type { LocalisedMessage } from './message.js';
import { isMinority } from './minorities.js';
import { formatSlot, formatTimeOfDay, isWithin, parseSlot, parseTime } from './monthDay.js';
import { type LocalText, readLocalText } from './readMessage.js';
import { code, readYaml, type Yaml } from './readYaml.js';
import type { MinorityText } from './recording.js';
import { type ReadFile, readText } from './textFile.js';

const line = z.string().trim().min(1);
/** Parses a text with `parse`, or says the fault `name`. */
function parsed<T>(parse: (text: string) => T | null, name: Parameters<typeof code>[0]) {
  return z.string().transform((text, context): T => {
    const value = parse(text.trim());
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: code(name) });
    return z.NEVER;
  });
}
const language = line.refine(isLanguage, code('badLanguage'));
const localised = z.record(z.string(), z.string().trim());

const campaignHead = z
  .strictObject({
    title: localised,
    description: localised,
    theme: localised.nullish().transform((theme) => theme ?? {}),
    languages: z.array(language).min(1).default(['vi', 'en']),
    minorities: z.array(line.refine(isMinority, code('badMinority'))).default([]),
    from: parsed(parseCampaignDay, 'badMonthDay'),
    to: parsed(parseCampaignDay, 'badMonthDay'),
    slots: z.array(parsed(parseSlot, 'badSlot')).min(1),
  })
  .refine(({ from, to }) => sameKind(from, to), { error: code('badMonthDay'), path: ['to'] });

const itemHead = z
  .strictObject({
    date: parsed(parseCampaignDay, 'badMonthDay').optional(),
    day: z.number().int().min(1).max(366).optional(),
    time: parsed(parseTime, 'badTime'),
    usefulHours: z
      .number()
      .positive()
      .max(24 * 30)
      .default(72),
    audience: line,
    sources: z.array(line).min(1),
  })
  .refine(({ date, day }) => (date === undefined) !== (day === undefined), code('dateOrDay'));

/** Of the catch-up: it goes to each person when they join. */
const catchUpHead = z
  .strictObject({ audience: line, sources: z.array(line).min(1) })
  .transform((head): z.infer<typeof itemHead> => ({ ...head, day: 1, time: { hour: 0, minute: 0 }, usefulHours: 72 }));

/** A message of a campaign with everything the linter looks at. */
export interface ItemFiles {
  item: CampaignItem;
  /** The file with the date, hour, audience and sources. */
  file: string;
  yaml: Yaml<z.infer<typeof itemHead>>;
  texts: { file: string; text: LocalText }[];
}

export interface CampaignFiles {
  /** Null where campaign.yaml itself cannot be used. */
  campaign: Campaign | null;
  file: string;
  yaml: Yaml<z.infer<typeof campaignHead>>;
  items: ItemFiles[];
  faults: Fault[];
}

/** How the files of one campaign are read. */
interface Reading {
  tree: CampaignTree;
  readFile: ReadFile;
  t: Translate;
  channels: readonly ChannelName[];
}

/** Reads a campaign's files: campaign.yaml, and one folder for each message with message.yaml and a text in each language. */
export async function readCampaign(
  tree: CampaignTree,
  t: Translate,
  channels: readonly ChannelName[] = ['telegram'],
): Promise<CampaignFiles> {
  const reading: Reading = { tree, readFile: treeReader(tree), t, channels };
  const file = join(tree.root, 'campaign.yaml');
  const yaml = await readYamlFile(file, campaignHead, reading);
  if (yaml.value === null) return { campaign: null, file, yaml, items: [], faults: yaml.faults };
  const head = yaml.value;
  const faults: Fault[] = [];
  for (const field of ['title', 'description'] as const) {
    for (const locale of head.languages.filter((code) => !head[field][code])) {
      faults.push(
        contentFault(t, 'languageMissing', { file, line: yaml.line([field]) }, { locale: `${field}.${locale}` }),
      );
    }
  }
  const campaign: Campaign = { name: tree.name, folder: tree.root, ...head, items: [], catchUp: null };
  const items: ItemFiles[] = [];
  for (const name of treeFolders(tree)) {
    const read = await readItem(name, campaign, reading);
    faults.push(...read.faults);
    if (read.files !== null) items.push(read.files);
  }
  const days = items.filter(({ item }) => item.name !== CATCH_UP);
  if (days.length === 0 && faults.length === 0) faults.push(contentFault(t, 'campaignEmpty', { file, line: null }));
  campaign.items = days.map(({ item }) => item);
  campaign.catchUp = items.find(({ item }) => item.name === CATCH_UP)?.item ?? null;
  return { campaign, file, yaml, items, faults };
}

async function readItem(
  name: string,
  campaign: Campaign,
  reading: Reading,
): Promise<{ files: ItemFiles | null; faults: Fault[] }> {
  const { tree, t, channels, readFile } = reading;
  const folder = join(tree.root, name);
  const file = join(folder, 'message.yaml');
  const yaml = await readYamlFile(file, name === CATCH_UP ? catchUpHead : itemHead, reading);
  const faults = [...yaml.faults];
  const texts: ItemFiles['texts'] = [];
  const names = new Set(treeNames(tree, name).filter((one) => one.endsWith('.md')));
  for (const locale of campaign.languages) {
    const path = join(folder, `${locale}.md`);
    if (!names.delete(`${locale}.md`)) {
      faults.push(contentFault(t, 'languageMissing', { file: path, line: null }, { locale }));
      continue;
    }
    const text = await readLocalText(path, { t, readFile, channels, within: campaign.folder, language: locale });
    faults.push(...text.faults);
    texts.push({ file: path, text });
  }
  const spoken = new Map<string, MinorityText>();
  for (const locale of campaign.minorities) {
    if (!names.delete(`${locale}.md`)) continue;
    const path = join(folder, `${locale}.md`);
    const text = await readLocalText(path, { t, readFile, channels, within: campaign.folder, language: locale });
    faults.push(...text.faults);
    texts.push({ file: path, text });
    if (text.minority !== null) spoken.set(locale, text.minority);
  }
  for (const stray of names) faults.push(contentFault(t, 'languageStray', { file: join(folder, stray), line: null }));
  if (yaml.value === null) return { files: null, faults };
  const { date, day, ...head } = yaml.value;
  const on = date ?? campaignDaysAfter(campaign.from, (day ?? 1) - 1);
  if (!isDuring(on, campaign) || (day ?? 1) > 365) {
    const values = {
      date: formatCampaignDay(on),
      from: formatCampaignDay(campaign.from),
      to: formatCampaignDay(campaign.to),
    };
    faults.push(
      contentFault(t, 'dateOutside', { file, line: yaml.line([date === undefined ? 'day' : 'date']) }, values),
    );
  }
  if (name !== CATCH_UP && !isWithin(head.time, campaign.slots)) {
    const values = { time: formatTimeOfDay(head.time), slots: campaign.slots.map(formatSlot).join(', ') };
    faults.push(contentFault(t, 'timeOutside', { file, line: yaml.line(['time']) }, values));
  }
  const message: LocalisedMessage = Object.fromEntries(
    texts.filter(({ text }) => text.minority?.hasText !== false).map(({ text }) => [text.locale, text.parts]),
  );
  const media = new Map(texts.flatMap(({ text }) => [...text.media]));
  const groups = [...new Set([...head.audience.matchAll(/\bgroup:([^\s()]+)/g)].map((match) => match[1] ?? ''))];
  const item: CampaignItem = { name, folder, on, ...head, groups, message, media, minorities: spoken };
  return { files: { item, file, yaml, texts }, faults };
}

async function readYamlFile<T>(file: string, schema: z.ZodType<T>, { readFile, t }: Reading): Promise<Yaml<T>> {
  const read = await readText(file, readFile, t);
  if ('what' in read) return { value: null, faults: [read], line: () => 1 };
  return readYaml({ text: read.text, file, firstLine: 1 }, schema, t);
}
