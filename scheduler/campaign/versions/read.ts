import { LoaError } from '../../../base/errors.js';
import { type CampaignTree, sha256Of } from '../../../content/campaignTree.js';
import { queryable, type Sql } from '../../../people/queryable.js';
import { type CampaignVersion, versionRoot } from './version.js';

const COLUMNS = `v.id, v.campaign, v.place, v.number, v.hash, v.based_on as "basedOn", v.note, v.created_by as "createdBy", v.created_at as "createdAt",
       coalesce(u.version_id = v.id, false) as "inUse",
       (select count(*)::int from broadcast b where b.campaign_version = v.id and b.state <> 'cancelled') as scheduled,
       (select count(*)::int from broadcast b where b.campaign_version = v.id and b.state <> 'cancelled' and b.approved_at is not null) as approved`;
const FROM = `campaign_version v left join campaign_use u on u.campaign = v.campaign and u.place = v.place`;

/** The kept versions, of one campaign or of all, of one place or of all, oldest first. */
export async function listVersions(
  on: Sql,
  { campaign, place }: { campaign?: string | undefined; place?: string | undefined },
): Promise<CampaignVersion[]> {
  const { rows } = await queryable(on).query<CampaignVersion>(
    `select ${COLUMNS} from ${FROM}
      where ($1::text is null or v.campaign = $1) and ($2::text is null or v.place = $2) order by v.campaign, v.place, v.number`,
    [campaign ?? null, place ?? null],
  );
  return rows;
}

/**
 * The version that a place goes by: its own choice, else that of the nearest place above it, else that for everywhere. Null: nobody chose one, or
 * whoever is nearest chose the program's own.
 *
 * @param path codes from the place itself upwards
 */
export async function versionInUse(
  on: Sql,
  campaign: string,
  path: readonly string[],
): Promise<CampaignVersion | null> {
  const places = [...path, ''];
  const { rows } = await queryable(on).query<{ place: string; version: number | null }>(
    `select place, version_id as version from campaign_use where campaign = $1 and place = any($2::text[])`,
    [campaign, places],
  );
  const nearest = places.flatMap((place) => rows.filter((row) => row.place === place))[0];
  if (nearest === undefined || nearest.version === null) return null;
  const versions = await listVersions(on, { campaign, place: nearest.place });
  return versions.find(({ id }) => id === nearest.version) ?? null;
}

/** The files of a version, checked against the hash it was kept under. */
export async function readVersion(on: Sql, version: CampaignVersion): Promise<CampaignTree> {
  const { rows } = await queryable(on).query<{ path: string; sha256: string; bytes: Buffer }>(
    `select f.path, f.sha256, c.bytes from campaign_version_file f join campaign_file c on c.sha256 = f.sha256 where f.version_id = $1`,
    [version.id],
  );
  const damaged = rows.find(({ sha256, bytes }) => sha256Of(bytes) !== sha256);
  if (damaged !== undefined)
    throw new LoaError('campaign-damaged', `Version ${version.id} of ${version.campaign}: ${damaged.path} is damaged`);
  return {
    name: version.campaign,
    root: versionRoot(version.campaign, version.place, version.number),
    files: new Map(rows.map(({ path, bytes }) => [path, bytes])),
  };
}
