import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import type { Campaign, CampaignItem } from '../../content/campaign.js';
import { type CampaignTree, treeHash } from '../../content/campaignTree.js';
import type { Translate } from '../../content/i18n.js';
import { yearToCome } from '../../content/layOn.js';
import { openCampaign } from '../../content/lintCampaign.js';
import { listCampaigns } from '../../content/loadCampaign.js';
import { parseAudience } from '../../people/audience/parseAudience.js';
import type { Place } from '../../people/places.js';
import { listVersions, readVersion, versionInUse } from '../../scheduler/campaign/versions/read.js';
import type { CampaignVersion } from '../../scheduler/campaign/versions/version.js';
import { type Options, textOption } from '../command.js';
import type { Session } from '../session.js';

/** Which text of a campaign it is: the program's own, or a version that staff keep. */
export interface Source {
  /** Null: as it came with the program. */
  version: CampaignVersion | null;
  /** SHA-256 over its files (`treeHash`). */
  hash: string;
}

/** A campaign opened to be laid on a year, with what the linter says of those very bytes. */
export interface Named {
  campaign: Campaign;
  /** The very files that were looked at. */
  tree: CampaignTree;
  year: number;
  faults: readonly Fault[];
  /** Its messages whose time has passed. */
  passed: readonly Fault[];
  source: Source;
}

/** Opens a campaign by its name, as the place goes by it. Throws InputError for a name or a year that is none, and for a campaign that cannot be laid at all. */
export async function openNamed(
  session: Session,
  name: string,
  options: Options,
  { place, concerns }: { place: Place | null; concerns: (item: CampaignItem) => boolean },
): Promise<Named> {
  const { say, locale, clock } = session;
  const wanted = yearOption(options, say);
  const yearOf = (campaign: Campaign): number => wanted ?? yearToCome(campaign, clock.now());
  const { from, version } = await treeFor(session, name, options, place);
  const { campaign, tree, faults, broken, passed } = await openCampaign(from, {
    locale,
    year: yearOf,
    now: clock.now(),
    concerns,
    checkRule: (rule) => ruleFault(rule, locale),
  });
  if (campaign === null || broken) throw new InputError('bad-campaign', faults);
  return { campaign, tree, year: yearOf(campaign), faults, passed, source: { version, hash: treeHash(tree) } };
}

/** The files by which a place goes: the version that `--version` names, else the one chosen for it or above it, else the program's own. */
export async function treeFor(
  session: Session,
  name: string,
  options: Options,
  place: Place | null,
): Promise<{ from: string | CampaignTree; version: CampaignVersion | null }> {
  const { db, say } = session;
  const wanted = textOption(options, 'version');
  if (wanted === ORIGINAL) return { from: await folderOf(name, say), version: null };
  const version =
    wanted === undefined
      ? await versionInUse(db, name, (place?.path ?? '').split('/').filter(Boolean).reverse())
      : await requireVersion(session, name, place?.code ?? '', wanted);
  if (version === null) return { from: await folderOf(name, say, await keptNames(session)), version: null };
  return { from: await readVersion(db, version), version };
}

/** What stands for the program's own text where a version's number could. */
export const ORIGINAL = 'original';

/** A version of a place by its number. Throws InputError naming those that there are. */
export async function requireVersion(
  { db, say }: Session,
  campaign: string,
  place: string,
  number: string,
): Promise<CampaignVersion> {
  const versions = await listVersions(db, { campaign, place });
  const found = versions.find((version) => String(version.number) === number);
  if (found !== undefined) return found;
  const known = [...versions.map((version) => String(version.number)), ORIGINAL].join(', ');
  throw new InputError('unknown-version', [
    argumentFault(say('cli:versions.unknown', { number, campaign }), say('cli:versions.unknownMend', { known })),
  ]);
}

/** Campaigns that are there only as kept versions. */
async function keptNames({ db }: Session): Promise<string[]> {
  return [...new Set((await listVersions(db, {})).map(({ campaign }) => campaign))];
}

/** The year that an option names, or undefined. Throws InputError. */
export function yearOption(options: Options, say: Translate, name: 'year' | 'shiftFrom' = 'year'): number | undefined {
  const wanted = textOption(options, name);
  if (wanted === undefined) return undefined;
  if (/^20\d\d$/.test(wanted)) return Number(wanted);
  throw new InputError('bad-year', [
    argumentFault(say('cli:fault.badYear', { value: wanted }), say('cli:fault.badYearMend')),
  ]);
}

/** The folder of a campaign by its name. Throws InputError naming those that there are. */
export async function folderOf(name: string, say: Translate, kept: readonly string[] = []): Promise<string> {
  const known = await listCampaigns();
  const found = known.find((campaign) => campaign.name === name);
  if (found) return found.folder;
  if (kept.includes(name))
    throw new InputError('no-version', [
      argumentFault(say('cli:versions.noneInUse', { name }), say('cli:versions.noneInUseMend', { name })),
    ]);
  const folders = [...new Set([...known.map((campaign) => campaign.name), ...kept])].join(', ');
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
