import { InputError } from '../../base/errors.js';
import type { Campaign } from '../../content/campaign.js';
import { translator } from '../../content/i18n.js';
import { type LintOptions, lintCampaign } from '../../content/lintCampaign.js';
import { loadCampaign } from '../../content/loadCampaign.js';
import { packFaults } from '../../content/relay/lintRelay.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { readRelayFile } from '../../content/relay/relayFile.js';
import { relayWeeks } from '../../content/relay/relayWeek.js';

/**
 * The weeks of a campaign's relays for a place, of a campaign that the linter has nothing against. Throws InputError with every fault, file and line
 * otherwise: nothing unchecked is packed or scheduled.
 */
export async function campaignWeeks(
  folder: string,
  of: { year: number; place: string; language: string; locale: string; checkRule: LintOptions['checkRule'] },
): Promise<{ campaign: Campaign; weeks: RelayWeek[] }> {
  const { locale, language, year, place, checkRule } = of;
  const faults = await lintCampaign(folder, { locale, ...(checkRule === undefined ? {} : { checkRule }) });
  if (faults.length > 0) throw new InputError('bad-campaign', faults);
  const campaign = await loadCampaign(folder, locale);
  const unfit = await packFaults(campaign, translator(locale));
  if (unfit.length > 0) throw new InputError('bad-campaign', unfit);
  const { texts } = await readRelayFile(campaign, translator(locale));
  return { campaign, weeks: relayWeeks(campaign, texts, { year, place, locale: language }) };
}
