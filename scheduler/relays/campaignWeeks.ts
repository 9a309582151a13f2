import { type Fault, InputError } from '../../base/errors.js';
import type { Campaign } from '../../content/campaign.js';
import type { CampaignTree } from '../../content/campaignTree.js';
import { translator } from '../../content/i18n.js';
import { packFaults } from '../../content/relay/lintRelay.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { readRelayFile } from '../../content/relay/relayFile.js';
import { relayWeeks } from '../../content/relay/relayWeek.js';

/**
 * The weeks of a campaign's relays for a place, of a campaign that the linter has nothing against, from the very bytes that it looked at. Throws InputError
 * with every fault, file and line otherwise: nothing unchecked is packed or scheduled.
 */
export async function campaignWeeks(
  { campaign, tree, faults }: { campaign: Campaign; tree: CampaignTree } & { faults: readonly Fault[] },
  of: { year: number; place: string; language: string; locale: string },
): Promise<RelayWeek[]> {
  const { locale, language, year, place } = of;
  if (faults.length > 0) throw new InputError('bad-campaign', [...faults]);
  const t = translator(locale);
  const unfit = await packFaults(campaign, tree, t);
  if (unfit.length > 0) throw new InputError('bad-campaign', unfit);
  const { texts } = await readRelayFile(campaign, tree, t);
  return relayWeeks(campaign, texts, { year, place, locale: language });
}
