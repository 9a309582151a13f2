import { afterAll, beforeAll, expect, it } from 'vitest';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { relayCounts } from './relayCounts.js';

const JUNE = 'thang-hanh-dong-06';
let db: Database;
let relayers = 0;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
});
afterAll(() => db.close());

async function schedule(place: string, year = 2027): Promise<number> {
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into relay_schedule (campaign, year, place, state, content_hash, created_by, created_at)
     values ($1, $2, $3, 'approved', '', 'Lan', now()) returning id`,
    [JUNE, year, place],
  );
  return rows[0]?.id ?? 0;
}

/** A package of a relayer of their own, delivered or not, with what they said of it in this order. */
async function given(
  of: { schedule: number; week: string; channel: string; state?: string },
  ...said: { said: string; times?: number; people?: number }[]
): Promise<void> {
  relayers += 1;
  await db.pool.query(`select loa_delivery_partition('2027-06-01')`);
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into relay_package (schedule_id, week, relayer_id, channel, contact_id, month, broadcast_id, planned_at)
     values ($1, $2, $3, $4, $3, '2027-06-01', 7, now()) returning id`,
    [of.schedule, of.week, relayers, of.channel],
  );
  await db.pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, state) values ('2027-06-01', 7, $1, $1, $2)`,
    [relayers, of.state ?? 'sent'],
  );
  for (const [at, answer] of said.entries())
    await db.pool.query(
      `insert into relay_answer (package_id, said, times, people, at, update_key) values ($1, $2, $3, $4, now(), $5)`,
      [rows[0]?.id, answer.said, answer.times ?? null, answer.people ?? null, `${relayers}.${at}`],
    );
}

it('counts what arrived and what relayers say apart, by place, week and way, and only the last word of each', async () => {
  const [hamRong, hacThanh] = [await schedule('14758'), await schedule('14797')];
  const week = '2027-06-07';
  await given(
    { schedule: hamRong, week, channel: 'loudspeaker' },
    { said: 'broadcast' },
    { said: 'broadcast', times: 3 },
  );
  await given({ schedule: hamRong, week, channel: 'group' }, { said: 'forwarded', people: 120 });
  await given({ schedule: hamRong, week, channel: 'group' }, { said: 'forwarded', people: 80 }, { said: 'nothing' });
  await given({ schedule: hamRong, week, channel: 'group', state: 'skipped' });
  await given({ schedule: hacThanh, week: '2027-06-14', channel: 'loudspeaker' }, { said: 'broadcast' });
  const first = { place: '14758', placeName: 'Phường Hàm Rồng', week };
  const group = { packagesSent: 2, answered: 2, saidBroadcast: 0, saidForwarded: 1, saidPeople: 120 };
  const loud = { packagesSent: 1, answered: 1, saidBroadcast: 3, saidForwarded: 0, saidPeople: 0 };
  const whole = await relayCounts(db, { campaign: JUNE, place: '38' });
  expect(whole.slice(0, 2)).toEqual([
    { ...first, channel: 'group', ...group },
    { ...first, channel: 'loudspeaker', ...loud },
  ]);
  expect(whole[2]).toMatchObject({ place: '14797', week: '2027-06-14', saidBroadcast: 1 });
  expect(await relayCounts(db, { campaign: JUNE, place: '14797' })).toHaveLength(1);
  expect(await relayCounts(db, { campaign: JUNE, from: '2027-06-13', to: '2027-06-13' })).toHaveLength(2);
  expect(await relayCounts(db, { campaign: JUNE, from: '2026-06-01', to: '2026-06-30' })).toEqual([]);
  expect(await relayCounts(db, { campaign: 'truoc-tet' })).toEqual([]);
});
