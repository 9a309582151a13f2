import type { Clock } from '../../../base/clock.js';
import { InputError } from '../../../base/errors.js';
import { nfc } from '../../../base/text.js';
import { sha256Of, treeHash } from '../../../content/campaignTree.js';
import type { OpenedCampaign } from '../../../content/lintCampaign.js';
import { appendAudit } from '../../../people/appendAudit.js';
import { inTransaction } from '../../../people/inTransaction.js';
import { requireStaff } from '../../../people/requireStaff.js';
import type { Database } from '../../../prisma/database.js';
import { listVersions } from './read.js';
import type { CampaignVersion } from './version.js';

/** Class of the advisory lock that gives two who keep at once two numbers; held for the transaction only. */
const NUMBERING_LOCK = 20_261_122;
const NOTE_CHARS = 300;

export interface KeepBy {
  name: string;
  clock: Clock;
  locale: string;
}

/**
 * Keeps an edited copy under the next number of its place: all its files or nothing. Takes only what the linter has nothing against, and keeps the very
 * bytes that it looked at. What is the same as the newest version is not kept twice.
 *
 * @param wanted.place a code; empty is everywhere, for staff who are bounded by no place
 */
export async function keepVersion(
  db: Database,
  { tree, faults, campaign }: Pick<OpenedCampaign, 'tree' | 'faults' | 'campaign'>,
  wanted: { place: string; basedOn: number | null; note?: string | undefined },
  by: KeepBy,
): Promise<{ version: CampaignVersion; existed: boolean }> {
  const { place, basedOn } = wanted;
  if (faults.length > 0 || campaign === null) throw new InputError('campaign-faults', faults);
  const staff = await requireStaff(db, by.name, 'campaign.edit', {
    locale: by.locale,
    place: place === '' ? null : place,
  });
  const hash = treeHash(tree);
  const note = wanted.note === undefined ? null : nfc(wanted.note).trim().slice(0, NOTE_CHARS);
  const kept = await inTransaction(db, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [NUMBERING_LOCK, `${tree.name}@${place}`]);
    const newest = (await listVersions(client, { campaign: tree.name, place })).at(-1);
    if (newest !== undefined && newest.hash === hash) return { id: newest.id, existed: true };
    const { rows } = await client.query<{ id: number }>(
      `insert into campaign_version (campaign, place, number, hash, based_on, note, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [tree.name, place, (newest?.number ?? 0) + 1, hash, basedOn, note, staff.name, by.clock.now()],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('The version was not written');
    for (const [path, bytes] of tree.files) {
      const sha256 = sha256Of(bytes);
      await client.query('insert into campaign_file (sha256, bytes) values ($1, $2) on conflict (sha256) do nothing', [
        sha256,
        Buffer.from(bytes),
      ]);
      await client.query('insert into campaign_version_file (version_id, path, sha256) values ($1, $2, $3)', [
        id,
        path,
        sha256,
      ]);
    }
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'campaign.edit',
      subject: `campaign:${tree.name}`,
      detail: { place, version: (newest?.number ?? 0) + 1, hash },
    });
    return { id, existed: false };
  });
  const version = (await listVersions(db, { campaign: tree.name, place })).find(({ id }) => id === kept.id);
  if (version === undefined) throw new Error(`Version ${kept.id} is gone`);
  return { version, existed: kept.existed };
}
