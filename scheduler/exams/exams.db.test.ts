import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mayBePupil, pupilSql } from '../../people/pupils.js';
import { oneRow } from '../../people/queryable.js';
import { addDays } from '../../plans/deadlines/day.js';
import { accountedFor } from '../../test/support/counts.js';
import { testLog } from '../../test/support/database.js';
import { refusalOf } from '../../test/support/refusal.js';
import { startWorld, type World } from '../../test/support/world.js';
import { retryMissed } from '../broadcast/retryMissed.js';
import { pauseBroadcast, resumeBroadcast } from '../broadcast/verbs.js';
import { heartbeat } from '../clock/home.js';
import { fanOut } from '../delivery/fanOut.js';
import { repair } from '../delivery/repair.js';
import { sendingDay } from './examsMet.js';
import { recheckOvernight, sendingDayOf } from './heldForExam.js';
import { readExams } from './readExams.js';
import { addExam, type NewExam, removeExam } from './setExams.js';

let world: World;
let today: string;
beforeAll(async () => {
  world = await startWorld({ idle: true });
  await heartbeat(world.db, 'here');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.pool.query(`truncate broadcast, delivery, broadcast_lane, awareness_share, exam_period`);
  today = (await oneRow<{ day: string }>(world.db, `select ${sendingDayOf('now()')}::text as day`, [])).day;
});

const an = () => ({ name: 'an', ...world.by });
const SOURCE = 'Quyết định số 12/QĐ-SGDĐT ngày 02/3/2027';
const add = (wanted: Partial<NewExam> = {}) =>
  addExam(
    world.db,
    { place: '38', from: today, to: today, name: 'Thi học kỳ II', source: SOURCE, groups: [], ...wanted },
    an(),
  );
const fan = (id: string) => fanOut(world.db, Number(id), ['telegram'], testLog);

async function sendTo(audience: string, wanted: Parameters<World['send']>[0] = {}): Promise<string> {
  const id = await world.send({ audience, anyHour: false, ...wanted });
  await fan(id);
  return id;
}

/** As many people as there are names, each of them in one more group, and the rule that means them all. */
async function peopleOf(...groups: string[]): Promise<{ audience: string; ids: number[] }> {
  const { audience } = await world.people(groups.length);
  const own = audience.replace('group:', '');
  const { rows } = await world.db.pool.query<{ id: number }>(
    `select id from contact where $1 = any(groups) order by id`,
    [own],
  );
  for (const [index, { id }] of rows.entries())
    await world.db.pool.query(`update contact set groups = groups || $2::text where id = $1`, [id, groups[index]]);
  return { audience, ids: rows.map(({ id }) => id) };
}

const skipped = async (id: string) => (await world.status(id)).skippedFor;

describe('on a day of examination', () => {
  test('a pupil below the place is skipped, with the reason in the ledger, and a parent is not', async () => {
    const { audience, ids } = await peopleOf('hoc-sinh', 'hs-lop-12', 'phu-huynh', 'sinh-vien');
    await add();
    const id = await sendTo(audience);
    const status = await world.status(id);
    expect(status).toMatchObject({ planned: 4, waiting: 2, skipped: 2, skippedFor: { 'exam-day': 2 } });
    expect(accountedFor(status)).toBe(status.planned);
    const { rows } = await world.db.pool.query<{ contact_id: number; channel: string }>(
      `select contact_id, channel from delivery where broadcast_id = $1 and reason = 'exam-day' order by contact_id`,
      [Number(id)],
    );
    expect(rows.map((row) => row.contact_id)).toEqual(ids.slice(0, 2));
    expect(rows.map((row) => row.channel)).toEqual(['telegram', 'telegram']);
  });

  test('whoever is under 16 is skipped in whatever group they are', async () => {
    const { audience, ids } = await peopleOf('doan-vien', 'doan-vien');
    await world.db.pool.query(`update contact set minor = true where id = $1`, [ids[0]]);
    await add();
    expect(await skipped(await sendTo(`${audience} children:too`))).toEqual({ 'exam-day': 1 });
  });

  test('one of the whole country and one of the commune hold, one of another province does not', async () => {
    for (const [place, held] of [
      [null, 1],
      ['14758', 1],
      ['01', 0],
    ] as const) {
      await world.db.pool.query(`truncate exam_period`);
      await add({ place });
      const { audience } = await peopleOf('hoc-sinh');
      expect([place, (await world.status(await sendTo(audience))).skipped]).toEqual([place, held]);
    }
  });

  test('one that names its groups holds for these alone', async () => {
    await add({ groups: ['hoc-sinh-lop-12'] });
    const { audience } = await peopleOf('hoc-sinh-lop-12', 'hoc-sinh', 'hoc-sinh-lop-9');
    expect(await skipped(await sendTo(audience))).toEqual({ 'exam-day': 1 });
  });

  test('the day before and the day after are days like others', async () => {
    const { audience } = await peopleOf('hoc-sinh');
    await add({ from: addDays(today, 1), to: addDays(today, 3) });
    await add({ from: addDays(today, -3), to: addDays(today, -1) });
    expect(await skipped(await sendTo(audience))).toEqual({});
  });

  test('deadlines and urgent broadcasts go out', async () => {
    const { audience } = await peopleOf('hoc-sinh');
    await add();
    expect(await skipped(await sendTo(audience, { anyHour: true }))).toEqual({});
    expect(await skipped(await sendTo(audience, { kind: 'nudge' }))).toEqual({});
  });

  test('a row that was lost does not come back as one to be sent', async () => {
    const { audience } = await peopleOf('phu-huynh', 'hoc-sinh', 'phu-huynh');
    await add();
    const id = await sendTo(audience);
    await world.db.pool.query(`delete from delivery where broadcast_id = $1 and seq = 2`, [Number(id)]);
    await repair(world.db);
    expect(await world.status(id)).toMatchObject({ planned: 3, waiting: 2, skippedFor: { 'exam-day': 1 } });
  });

  test('what was paused looks again before it goes on', async () => {
    const { audience } = await peopleOf('hoc-sinh', 'phu-huynh');
    const id = await sendTo(audience);
    expect(await world.status(id)).toMatchObject({ waiting: 2 });
    await pauseBroadcast(world.db, id, an());
    await add();
    await resumeBroadcast(world.db, id, an());
    expect(await world.status(id)).toMatchObject({ state: 'running', waiting: 1, skippedFor: { 'exam-day': 1 } });
  });

  test('what was begun the day before and is not through looks again in the night', async () => {
    const { audience } = await peopleOf('hoc-sinh', 'phu-huynh', 'hoc-sinh');
    const [yesterdays, todays] = [await sendTo(audience), await sendTo(audience, { caps: { perDay: 9 } })];
    await world.db.pool.query(`update broadcast set fanned_out_at = now() - interval '1 day' where id = $1`, [
      Number(yesterdays),
    ]);
    await world.db.pool.query(`update delivery set next_part = 1 where broadcast_id = $1 and seq = 3`, [
      Number(yesterdays),
    ]);
    await recheckOvernight(world.db);
    expect(await world.status(yesterdays)).toMatchObject({ waiting: 3 });
    await add();
    await recheckOvernight(world.db);
    // Whoever has a part of it gets the rest.
    expect(await world.status(yesterdays)).toMatchObject({ waiting: 2, skippedFor: { 'exam-day': 1 } });
    expect(await world.status(todays)).toMatchObject({ waiting: 3 });
  });

  test('retry-missed reaches them when it is over', async () => {
    const { audience } = await peopleOf('hoc-sinh', 'hoc-sinh');
    const { id: exam } = await add();
    const first = await sendTo(audience);
    await world.db.pool.query(`update broadcast set state = 'finished', finished_at = now() where id = $1`, [
      Number(first),
    ]);
    await removeExam(world.db, exam, an());
    const child = await retryMissed(world.db, first, { unknown: false }, an());
    await fan(child.id);
    expect(await world.status(child.id)).toMatchObject({ planned: 2, waiting: 2 });
  });
});

test('a day is one of Vietnam, and what comes too late in the evening belongs to the next', async () => {
  for (const [moment, day] of [
    ['2027-06-09T13:59:00Z', '2027-06-09'],
    ['2027-06-09T14:00:00Z', '2027-06-10'],
    ['2027-06-09T17:00:00Z', '2027-06-10'],
    ['2027-06-09T23:59:00Z', '2027-06-10'],
    ['2027-06-10T10:00:00Z', '2027-06-10'],
  ] as const) {
    const found = await oneRow<{ day: string }>(
      world.db,
      `select ${sendingDayOf(`'${moment}'::timestamptz`)}::text as day`,
      [],
    );
    expect([moment, found.day, sendingDay(new Date(moment))]).toEqual([moment, day, day]);
  }
});

test('the database knows pupils by the same names as the program', async () => {
  const names = [
    'hoc-sinh',
    'hocsinh',
    'hs',
    'hs_9a',
    'hsx',
    'pupil',
    'thieu-nhi',
    'doi-vien-1',
    'sinh-vien',
    'cong-nhan',
  ];
  for (const name of names) {
    const { pupil } = await oneRow<{ pupil: boolean }>(
      world.db,
      `select ${pupilSql('c')} as pupil from (select array[$1::text] as groups, false as minor) c`,
      [name],
    );
    expect([name, pupil]).toEqual([name, mayBePupil([name])]);
  }
});

test('what is no examination is refused with a line for each fault, and nothing is kept', async () => {
  const bad: [Partial<NewExam>, string][] = [
    [{ from: '2027-06-12', to: '2027-06-10' }, 'bad-exam'],
    [{ from: '2027-02-30' }, 'bad-exam'],
    [{ to: addDays(today, 40) }, 'bad-exam'],
    [{ source: undefined }, 'bad-exam'],
    [{ source: 'không rõ' }, 'bad-exam'],
    [{ name: ' ' }, 'bad-exam'],
    [{ groups: ['Học sinh'] }, 'bad-exam'],
  ];
  for (const [wanted, code] of bad) expect([wanted, await refusalOf(add(wanted))]).toEqual([wanted, code]);
  expect(await readExams(world.db, null)).toEqual([]);
  const { id } = await add();
  expect(await refusalOf(add())).toBe('exam-known');
  await removeExam(world.db, id, an());
  expect(await refusalOf(removeExam(world.db, id, an()))).toBe('no-exam');
});
