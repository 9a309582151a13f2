import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import { projectRoot } from '../base/root.js';
import type { Campaign } from './campaign.js';
import { type CampaignTree, readTree } from './campaignTree.js';
import { translator } from './i18n.js';
import { readCampaign } from './readCampaign.js';

/** The campaigns that come with the program. */
export const campaignsFolder: string = join(projectRoot, 'content', 'campaigns');

/** The campaigns of a folder in the order of their names. Each is opened with `loadCampaign`, so one that is broken hides no other. */
export async function listCampaigns(folder: string = campaignsFolder): Promise<{ name: string; folder: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'campaign.yaml')))
    .map(({ name }) => ({ name, folder: join(folder, name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Opens a campaign, from its folder or from files at hand. Throws an InputError with every fault that keeps its messages from going out; what only
 * the linter minds (words, length, sources) does not keep it from being opened. `locale` is the language of the faults.
 */
export async function loadCampaign(from: string | CampaignTree, locale = 'vi'): Promise<Campaign> {
  const t = translator(locale);
  const { tree, faults: unread } = typeof from === 'string' ? await readTree(from, t) : { tree: from, faults: [] };
  const { campaign, faults } = await readCampaign(tree, t);
  if (campaign === null || faults.length + unread.length > 0)
    throw new InputError('bad-campaign', [...unread, ...faults]);
  return campaign;
}
