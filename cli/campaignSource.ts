import { argumentFault, type Fault, InputError } from '../base/errors.js';
import type { Campaign, CampaignItem } from '../content/campaign.js';
import { treeHash } from '../content/campaignTree.js';
import type { Translate } from '../content/i18n.js';
import { yearToCome } from '../content/layOn.js';
import { openCampaign } from '../content/lintCampaign.js';
import { listCampaigns } from '../content/loadCampaign.js';
import { parseAudience } from '../people/audience/parseAudience.js';
import { type Options, textOption } from './command.js';
import type { Session } from './session.js';

/** Which text of a campaign it is: the program's own, or a version that staff keep. */
export interface Source {
  /** Null: as it came with the program. */
  version: number | null;
  /** SHA-256 over its files (`treeHash`). */
  hash: string;
}

/** A campaign opened to be laid on a year, with what the linter says of those very bytes. */
export interface Named {
  campaign: Campaign;
  year: number;
  faults: readonly Fault[];
  /** Its messages whose time has passed. */
  passed: readonly Fault[];
  source: Source;
}

/** Opens a campaign by its name. Throws InputError for a name or a year that is none, and for a campaign that cannot be laid at all. */
export async function openNamed(
  { say, locale, clock }: Session,
  name: string,
  options: Options,
  concerns: (item: CampaignItem) => boolean,
): Promise<Named> {
  const wanted = yearOption(options, say);
  const yearOf = (campaign: Campaign): number => wanted ?? yearToCome(campaign, clock.now());
  const { campaign, tree, faults, broken, passed } = await openCampaign(await folderOf(name, say), {
    locale,
    year: yearOf,
    now: clock.now(),
    concerns,
    checkRule: (rule) => ruleFault(rule, locale),
  });
  if (campaign === null || broken) throw new InputError('bad-campaign', faults);
  return { campaign, year: yearOf(campaign), faults, passed, source: { version: null, hash: treeHash(tree) } };
}

/** The year that an option names, or undefined. Throws InputError. */
export function yearOption(options: Options, say: Translate): number | undefined {
  const wanted = textOption(options, 'year');
  if (wanted === undefined) return undefined;
  if (/^20\d\d$/.test(wanted)) return Number(wanted);
  throw new InputError('bad-year', [
    argumentFault(say('cli:fault.badYear', { value: wanted }), say('cli:fault.badYearMend')),
  ]);
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

/** What is wrong with an audience rule, or null. */
export function ruleFault(rule: string, locale: string): { what: string; mend: string } | null {
  try {
    parseAudience(rule, { locale });
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults[0] ?? null;
  }
}
