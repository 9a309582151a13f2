import { appendAudit } from '../../../people/appendAudit.js';
import { inTransaction } from '../../../people/inTransaction.js';
import { requireStaff } from '../../../people/requireStaff.js';
import type { Database } from '../../../prisma/database.js';
import type { KeepBy } from './keep.js';
import type { CampaignVersion } from './version.js';

/**
 * From now on the campaign is previewed and scheduled there from that version; null: from the program's own. What was scheduled before stays
 * as it was approved.
 */
export async function useVersion(
  db: Database,
  { campaign, place, version }: { campaign: string; place: string; version: CampaignVersion | null },
  by: KeepBy,
): Promise<void> {
  const staff = await requireStaff(db, by.name, 'campaign.edit', {
    locale: by.locale,
    place: place === '' ? null : place,
  });
  await inTransaction(db, async (client) => {
    await client.query(
      `insert into campaign_use (campaign, place, version_id, chosen_by, chosen_at) values ($1, $2, $3, $4, $5)
       on conflict (campaign, place) do update set version_id = $3, chosen_by = $4, chosen_at = $5`,
      [campaign, place, version?.id ?? null, staff.name, by.clock.now()],
    );
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'campaign.use',
      subject: `campaign:${campaign}`,
      detail: { place, version: version?.number ?? null, hash: version?.hash ?? null },
    });
  });
}
