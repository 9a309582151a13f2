import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { HOUR_MS } from '../../base/clock.js';
import { openCampaign } from '../../content/lintCampaign.js';
import { campaignsFolder } from '../../content/loadCampaign.js';
import type { RelayWeek } from '../../content/relay/relay.js';
import { acceptRelayerCode } from '../../people/relayers/acceptCode.js';
import { addRelayer } from '../../people/relayers/addRelayer.js';
import { makeRelayerCodes } from '../../people/relayers/makeCodes.js';
import type { RelayRole } from '../../people/relayers/relayer.js';
import type { Database } from '../../prisma/database.js';
import { campaignWeeks } from '../../scheduler/relays/campaignWeeks.js';
import { approveSchedule, createSchedule } from '../../scheduler/relays/schedule.js';
import { SECRET } from './world.js';

/** Relayers with chats, and the June month laid on a ward: for tests of relays. */

export const JUNE = 'thang-hanh-dong-06';
export const HAM_RONG = { code: '14758', name: 'Phường Hàm Rồng' };
const LONG_AGO = new Date('2027-05-01T09:00:00+07:00');

export async function juneWeeks(year = 2027): Promise<{ title: string; weeks: RelayWeek[] }> {
  const { campaign, tree, faults } = await openCampaign(join(campaignsFolder, JUNE), { year });
  if (campaign === null) throw new Error('June cannot be opened');
  const weeks = await campaignWeeks(
    { campaign, tree, faults },
    { year, place: HAM_RONG.name, language: 'vi', locale: 'vi' },
  );
  return { title: campaign.title['vi'] ?? '', weeks };
}

/** June 2027 in Hàm Rồng, drafted by one person and approved by another; gives the schedule's number. */
export async function approvedJune(db: Database): Promise<number> {
  const { title, weeks } = await juneWeeks();
  const wanted = { campaign: JUNE, title, year: 2027, place: HAM_RONG, language: 'vi', weeks };
  const made = await createSchedule(db, wanted, { name: 'an', at: LONG_AGO });
  if (made === null) throw new Error('June was approved before');
  const done = await approveSchedule(db, made.id, { name: 'binh', at: LONG_AGO });
  if (done !== 'done') throw new Error(`June was not approved: ${done}`);
  return made.id;
}

/** Somebody of the ward who relays, with a chat. */
export async function connectRelayer(
  db: Database,
  wanted: { role: RelayRole; name: string; externalId: string; channel?: string; area?: string; locale?: string },
): Promise<{ id: number; contactId: number }> {
  const { role, name, externalId, channel = 'telegram', area = '', locale = 'vi' } = wanted;
  const at = new Date();
  const { id } = await addRelayer(db.pool, { place: HAM_RONG.code, role, name, area }, { name: 'an', at });
  const by = { at, expiresAt: new Date(at.getTime() + HOUR_MS), random: randomBytes };
  const code = (await makeRelayerCodes(db.pool, SECRET, [id], by)).get(id) ?? '';
  await acceptRelayerCode(db, SECRET, { channel, externalId, code, wording: 'Đồng ý', locale, at });
  const { rows } = await db.pool.query<{ contactId: number }>(
    'select contact_id as "contactId" from relayer where id = $1',
    [id],
  );
  return { id, contactId: rows[0]?.contactId ?? 0 };
}

export async function forgetRelays(db: Database): Promise<void> {
  await db.pool.query(
    'truncate place_stop, relayer, relayer_code, relay_schedule, relay_week, relay_package, relay_answer, nudge_digest, consent, suppression, address, contact, broadcast_lane, delivery, broadcast',
  );
}
