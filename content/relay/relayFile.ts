import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../base/errors.js';
import type { Campaign, Localised } from '../campaign.js';
import { type CampaignDay, isDuring, parseCampaignDay } from '../campaignDay.js';
import { type CampaignTree, treeReader } from '../campaignTree.js';
import type { Translate } from '../i18n.js';
import { isWithin, parseTime, type TimeOfDay } from '../monthDay.js';
import { code, readYaml, type Yaml } from '../readYaml.js';
import { readText } from '../textFile.js';
import { relayFault } from './fault.js';

/** A text for one day, written by hand, with the messages that it says again. */
export interface DayText {
  on: CampaignDay;
  /** Of the loudspeaker: when it is read. */
  time: TimeOfDay | null;
  /** Names of messages of the campaign, whose facts and sources are its own. */
  from: string[];
  texts: Localised;
}

/** What a campaign says beyond the chat where the rule that builds it from the messages would not read well. */
export interface RelayTexts {
  loudspeaker: DayText[];
  sms: DayText[];
  /** By name of a message: what is said in groups and on the portal in the place of its words. */
  instead: Record<string, Localised>;
}

const RELAY_FILE = 'relay.yaml';

const words = z.string().trim().min(1);
const day = z.string().transform((text, context): CampaignDay => {
  const value = parseCampaignDay(text.trim());
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: code('badMonthDay') });
  return z.NEVER;
});
const time = z.string().transform((text, context): TimeOfDay => {
  const value = parseTime(text.trim());
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: code('badTime') });
  return z.NEVER;
});
const from = z.array(words).min(1);
const localised = z.record(z.string().regex(/^[a-z]{2,3}$/), words);
const entry = z.object({ date: day, from }).catchall(z.unknown());
const file = z.strictObject({
  loudspeaker: z.array(entry.extend({ time })).default([]),
  sms: z.array(entry).default([]),
  instead: z.record(z.string(), localised).default({}),
});

export interface RelayFile {
  texts: RelayTexts;
  file: string;
  /** Null where the campaign has no such file. */
  yaml: Yaml<z.infer<typeof file>> | null;
  notNfcLines: number[];
  faults: Fault[];
}

const NONE: RelayTexts = { loudspeaker: [], sms: [], instead: {} };

/** Reads a campaign's `relay.yaml`; a campaign without one is relayed by rule. Never throws for what is in the file: that is in `faults`. */
export async function readRelayFile(campaign: Campaign, tree: CampaignTree, t: Translate): Promise<RelayFile> {
  const path = join(tree.root, RELAY_FILE);
  const nothing = { texts: NONE, file: path, yaml: null, notNfcLines: [], faults: [] };
  if (!tree.files.has(RELAY_FILE)) return nothing;
  const read = await readText(path, treeReader(tree), t);
  if ('what' in read) return { ...nothing, faults: [read] };
  const yaml = readYaml({ text: read.text, file: path, firstLine: 1 }, file, t);
  const notNfcLines = read.raw.split('\n').flatMap((line, at) => (line === line.normalize('NFC') ? [] : [at + 1]));
  if (yaml.value === null) return { ...nothing, yaml, notNfcLines, faults: yaml.faults };
  const faults: Fault[] = [];
  const { loudspeaker, sms, instead } = yaml.value;
  const dayText = (kind: 'loudspeaker' | 'sms', at: number, given: z.infer<typeof entry>): DayText => {
    const { date, from: names, time: hour, ...rest } = given;
    const texts: Localised = {};
    for (const [field, value] of Object.entries(rest)) {
      const where = { file: path, line: yaml.line([kind, at, field]) };
      if (!campaign.languages.includes(field)) faults.push(relayFault(t, 'field', where, { field }));
      else if (typeof value !== 'string' || value.trim() === '')
        faults.push(relayFault(t, 'emptyText', where, { field }));
      else texts[field] = value.trim().normalize('NFC');
    }
    const line = (field: string) => ({ file: path, line: yaml.line([kind, at, field]) });
    if (texts['vi'] === undefined) faults.push(relayFault(t, 'noVietnamese', line('date')));
    if (!isDuring(date, campaign)) faults.push(relayFault(t, 'outside', line('date')));
    const known = isTime(hour) ? hour : null;
    if (known !== null && !isWithin(known, campaign.slots)) faults.push(relayFault(t, 'slot', line('time')));
    for (const name of names)
      if (!campaign.items.some((item) => item.name === name))
        faults.push(relayFault(t, 'unknownMessage', line('from'), { name }));
    return { on: date, time: known, from: names, texts };
  };
  for (const name of Object.keys(instead))
    if (!campaign.items.some((item) => item.name === name))
      faults.push(relayFault(t, 'unknownMessage', { file: path, line: yaml.line(['instead', name]) }, { name }));
  const texts: RelayTexts = {
    loudspeaker: loudspeaker.map((one, at) => dayText('loudspeaker', at, one)),
    sms: sms.map((one, at) => dayText('sms', at, one)),
    instead,
  };
  return { texts, file: path, yaml, notNfcLines, faults };
}

const isTime = (value: unknown): value is TimeOfDay =>
  typeof value === 'object' && value !== null && 'hour' in value && 'minute' in value;
