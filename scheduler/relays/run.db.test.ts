import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { optOut } from '../../people/optOut.js';
import { addRelayer, removeRelayer } from '../../people/relayers/addRelayer.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase, testLog } from '../../test/support/database.js';
import { approvedJune, connectRelayer, forgetRelays, HAM_RONG, JUNE, juneWeeks } from '../../test/support/relaying.js';
import { testClock } from '../../test/support/testClock.js';
import { SECRET } from '../../test/support/world.js';
import { packagesOf, recordAnswer } from './answers.js';
import { relayCounts } from './relayCounts.js';
import { type RelayRun, relaysDue } from './run.js';
import { approveSchedule, cancelSchedule, createSchedule, listSchedules } from './schedule.js';

let db: Database;
const clock = testClock();

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
});
afterAll(() => db.close());
beforeEach(() => forgetRelays(db));

async function at(time: string): Promise<RelayRun | null> {
  clock.set(`${time}:00+07:00`);
  return relaysDue(db, { clock, log: testLog });
}

/** What one person is sent in a broadcast, message by message. */
async function parts(run: RelayRun | null, contactId: number) {
  const { rows } = await db.pool.query<{
    parts: { body: { text: string }; media: object | null; buttons: { data: string }[][]; template?: object }[];
  }>(`select message -> 'vi' as parts from nudge_digest where broadcast_id = any($1::int[]) and contact_id = $2`, [
    run?.broadcastIds ?? [],
    contactId,
  ]);
  return rows[0]?.parts ?? [];
}

/** As if the package had reached the chat. */
async function arrived(run: RelayRun | null): Promise<void> {
  await db.pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, state)
     select month, broadcast_id, id, contact_id, 'sent' from relay_package where broadcast_id = any($1::int[])`,
    [run?.broadcastIds ?? []],
  );
}

const loud = () => connectRelayer(db, { role: 'loudspeaker', name: 'Trần Văn Loa', externalId: '9001' });
const head = () =>
  connectRelayer(db, { role: 'village-head', name: 'Lê Thị Trưởng', externalId: '9002', area: 'Tổ 3' });

describe('the package of a week', () => {
  it('goes out in working hours of the working day before it, once, each in the words of their way of relaying', async () => {
    await approvedJune(db);
    const [one, two] = [await loud(), await head()];
    // Friday 4 June is before the week of 7 June; by then the first week has its own.
    expect(await at('2027-05-28T10:00')).toBeNull();
    expect(await at('2027-05-31T07:59')).toBeNull();
    const run = await at('2027-05-31T08:00');
    expect(run).toMatchObject({ packages: 2, reminders: 0 });
    expect(await at('2027-05-31T08:01')).toBeNull();
    const said = await parts(run, one.contactId);
    expect(said[0]?.body.text).toContain('Phường Hàm Rồng: gói tuyên truyền từ 1/6 đến 6/6');
    expect(said[1]?.body.text).toContain('Thứ Ba, ngày 1/6/2027, 17:00 (buổi chiều); đọc khoảng');
    expect(said[1]?.body.text).toContain('Từ ngày một đến ngày ba mươi tháng sáu');
    expect(
      said
        .at(-1)
        ?.buttons.flat()
        .map(({ data }) => data.replace(/\d+$/, '…')),
    ).toEqual(['r1:b:…', 'r1:d:…']);
    const forwarded = await parts(run, two.contactId);
    expect(forwarded.filter(({ media }) => media !== null)).toHaveLength(2);
    expect(forwarded.at(-1)?.buttons[0]?.[0]?.data).toMatch(/^r1:f:/);
    expect(forwarded[0]?.template).toMatchObject({ ten: 'Lê Thị Trưởng' });
    expect(await at('2027-06-05T10:00')).toBeNull(); // Saturday
    expect(await at('2027-06-04T17:00')).toBeNull(); // after hours
    expect(await at('2027-06-07T09:00')).toMatchObject({ packages: 2 });
  });

  it('is made once where two processes look at the same moment', async () => {
    await approvedJune(db);
    await loud();
    clock.set('2027-06-07T09:00:00+07:00');
    const runs = await Promise.all([1, 2, 3].map(() => relaysDue(db, { clock, log: testLog })));
    expect(runs.filter((run) => run !== null)).toHaveLength(1);
    const { rows } = await db.pool.query(`select from broadcast where kind = 'nudge'`);
    expect(rows).toHaveLength(1);
  });

  it('reaches who joins in the middle of a week, and nobody who left, stopped or never connected', async () => {
    await approvedJune(db);
    const gone = await loud();
    await removeRelayer(db.pool, gone.id, new Date());
    const stopped = await head();
    await optOut(db, SECRET, { channel: 'telegram', externalId: '9002' });
    await addRelayer(
      db.pool,
      { ...{ place: HAM_RONG.code, role: 'portal', name: 'Chưa nối', area: '' } },
      { name: 'an', at: new Date() },
    );
    expect(await at('2027-06-07T09:00')).toBeNull();
    expect(stopped.contactId).toBeGreaterThan(0);
    await connectRelayer(db, { role: 'sms', name: 'Phạm Thị Nhắn', externalId: '9003' });
    expect(await at('2027-06-09T15:00')).toMatchObject({ packages: 1 });
  });

  it('stays back while its place or its province is stopped, and what fell into the stop does not follow unasked', async () => {
    await approvedJune(db);
    await loud();
    await db.pool.query(
      `insert into place_stop (place, reason, nudges, set_by, set_at) values ('38', 'Quốc tang', false, 'an', '2027-06-03T00:00:00Z')`,
    );
    expect(await at('2027-06-07T09:00')).toBeNull();
    await db.pool.query(`update place_stop set lifted_at = '2027-06-08T00:00:00Z', lifted_by = 'an'`);
    expect(await at('2027-06-08T09:00')).toBeNull();
    expect(await at('2027-06-11T09:00')).toMatchObject({ packages: 1 });
  });

  it('is not sent where its schedule was changed or ended', async () => {
    const id = await approvedJune(db);
    await loud();
    await db.pool.query(
      `update relay_week set said = jsonb_set(said, '{loudspeaker,vi,1,body,text}', '"Khác"') where schedule_id = $1`,
      [id],
    );
    expect(await at('2027-06-07T09:10')).toBeNull();
    expect(await cancelSchedule(db, id, { name: 'an', at: new Date() })).toBe('done');
    expect(await at('2027-06-14T09:10')).toBeNull();
    expect((await db.pool.query('select from relay_package')).rowCount).toBe(0);
  });
});

describe('the reminder', () => {
  it('comes once, in the afternoon of the last working day of the week, to who has a package and has said nothing', async () => {
    await approvedJune(db);
    const [one, two] = [await loud(), await head()];
    const run = await at('2027-06-07T09:00');
    await arrived(run);
    const [answered] = await packagesOf(db, two.contactId, clock.now());
    const said = { said: 'forwarded', times: null, people: 120 } as const;
    await recordAnswer(db, answered?.id ?? 0, said, { at: clock.now(), updateKey: 'telegram:1' });
    expect(await at('2027-06-10T15:00')).toBeNull();
    // Friday: the next week's package and the question about this one's.
    const friday = await at('2027-06-11T14:00');
    expect(friday).toMatchObject({ packages: 2, reminders: 1 });
    const asked = (
      await parts({ ...run, broadcastIds: friday?.broadcastIds.slice(1) ?? [] } as RelayRun, one.contactId)
    )[0];
    expect(asked?.body.text).toContain('chưa có báo lại. Còn thời gian đến hết ngày 13/06/2027');
    expect(await at('2027-06-11T14:01')).toBeNull();
  });

  it('asks nobody whom the package did not reach', async () => {
    await approvedJune(db);
    await loud();
    await at('2027-06-07T09:00');
    expect(await at('2027-06-11T14:00')).toMatchObject({ reminders: 0 });
  });
});

describe('a schedule', () => {
  const by = (name: string) => ({ name, at: new Date('2027-05-20T09:00:00+07:00') });

  it('needs a second person, who approves exactly what was drafted, and stands once in a place', async () => {
    const { title, weeks } = await juneWeeks();
    const wanted = { campaign: JUNE, title, year: 2027, place: HAM_RONG, language: 'vi', weeks };
    const first = await createSchedule(db, wanted, by('an'));
    const second = await createSchedule(db, wanted, by('an'));
    expect((await listSchedules(db)).map(({ id }) => id)).toEqual([second?.id]);
    expect(await approveSchedule(db, first?.id ?? 0, by('binh'))).toBe('not-draft');
    expect(await approveSchedule(db, second?.id ?? 0, by('an'))).toBe('same-person');
    await db.pool.query(`update relay_week set paper_sha256 = 'x' where schedule_id = $1 and week = '2027-06-07'`, [
      second?.id,
    ]);
    expect(await approveSchedule(db, second?.id ?? 0, by('binh'))).toBe('changed');
    const third = await createSchedule(db, wanted, by('an'));
    expect(await approveSchedule(db, third?.id ?? 0, by('binh'))).toBe('done');
    expect(await createSchedule(db, wanted, by('an'))).toBeNull();
    expect(await approveSchedule(db, 999_999, by('binh'))).toBe('unknown');
  });

  it('counts apart what its relayers say, as the report reads it', async () => {
    await approvedJune(db);
    const one = await loud();
    await arrived(await at('2027-06-07T09:00'));
    const [sent] = await packagesOf(db, one.contactId, clock.now());
    for (const [key, times] of [
      ['telegram:7', 1],
      ['telegram:7', 5],
      ['telegram:8', 3],
    ] as const)
      await recordAnswer(
        db,
        sent?.id ?? 0,
        { said: 'broadcast', times, people: null },
        { at: clock.now(), updateKey: key },
      );
    expect(await relayCounts(db, { campaign: JUNE, place: HAM_RONG.code })).toEqual([
      {
        ...{ place: '14758', placeName: 'Phường Hàm Rồng', week: '2027-06-07', channel: 'loudspeaker' },
        ...{ packagesSent: 1, answered: 1, saidBroadcast: 3, saidForwarded: 0, saidPeople: 0 },
      },
    ]);
  });
});
