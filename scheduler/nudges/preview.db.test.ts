import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addDays } from '../../plans/deadlines/day.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe, workingDays } from '../../test/support/nudging.js';
import { startWorld, type World } from '../../test/support/world.js';
import { setCalendarDays } from '../calendar/setDay.js';
import type { DayPlan } from './planDay.js';
import { previewNudges } from './preview.js';

let world: World;
let days: ReturnType<typeof workingDays>;
let planId: number;
let agencyId: number;

beforeAll(async () => {
  world = await startWorld({ idle: true });
  days = workingDays(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetNudges(world.db);
  planId = await makePlan(world.db);
  agencyId = await makeAgency(world.db);
  await connectOfficial(world.db, agencyId, 720_001 + agencyId);
});

const preview = async (from: string, to: string): Promise<DayPlan[]> =>
  (await previewNudges(world.db, { from, to, clock: world.clock })).days;

/** Day and rung of everything told, over days. */
const rungs = (plans: DayPlan[]): [string, number][] =>
  plans.flatMap(({ day, persons }) =>
    persons.flatMap(({ items }) => items.map(({ reason }): [string, number] => [day, reason.rung])),
  );

async function counts(): Promise<unknown> {
  const { rows } = await world.db.pool.query(
    `select (select count(*) from nudge_run) as runs, (select count(*) from nudge_rung) as rungs, (select count(*) from broadcast) as broadcasts`,
  );
  return rows[0];
}

test('shows what the runs then do, day by day, and writes nothing', async () => {
  const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', exclusive: true });
  await owe(world.db, { planId, agencyId, dueOn: null });
  world.clock.set('2026-11-25T09:00:00+07:00');
  const before = await counts();
  const shown = await preview('2026-11-25', '2026-12-24');
  expect(await counts()).toEqual(before);
  for (let day = '2026-11-25'; day <= '2026-12-24'; day = addDays(day, 1)) await days.deliver(await days.at(day));
  const { rows } = await world.db.pool.query<{ day: string; rung: number }>(
    `select on_day::text as day, rung from nudge_rung order by on_day, kind, rung`,
  );
  expect(rungs(shown).sort()).toEqual(rows.map(({ day, rung }) => [day, rung]).sort());
  expect((await days.told(id)).length).toBeGreaterThan(5);
});

test('goes by what has been told, and leaves out a day whose run has been made', async () => {
  await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
  await days.workOn(['2026-12-01']);
  expect(rungs(await preview('2026-12-01', '2026-12-10'))).toEqual([
    ['2026-12-07', -3],
    ['2026-12-09', -1],
    ['2026-12-10', 0],
  ]);
});

test('shows days that have passed as the ladder has them', async () => {
  await owe(world.db, { planId, agencyId, dueOn: '2023-07-02', exclusive: true });
  world.clock.set('2026-11-25T09:00:00+07:00');
  // Giỗ Tổ, 30/4 and 1/5 lie before; 02/7/2023 is a Sunday, so the day before it that offices work is Friday.
  expect(rungs(await preview('2023-06-20', '2023-07-14'))).toEqual([
    ['2023-06-21', -7],
    ['2023-06-27', -3],
    ['2023-06-29', -1],
    ['2023-06-30', 0],
    ['2023-07-04', 1],
    ['2023-07-06', 3],
    ['2023-07-12', 7],
  ]);
});

test('goes by what was announced, and names the agencies that nobody can tell', async () => {
  const mute = await makeAgency(world.db, 'Sở Văn hóa');
  await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
  await owe(world.db, { planId, agencyId: mute, dueOn: '2026-12-10' });
  world.clock.set('2026-12-08T09:00:00+07:00');
  const entry = { kind: 'rest' as const, name: 'Nghỉ', basis: 'Thông báo số 2/TB-BNV' };
  await setCalendarDays(world.db, ['2026-12-10'], entry, { name: 'chi', ...world.by });
  const shown = await preview('2026-12-09', '2026-12-11');
  expect(shown.map(({ day }) => day)).toEqual(['2026-12-09', '2026-12-11']);
  expect(shown[0]).toMatchObject({ unreached: [{ agency: 'Sở Văn hóa', obligations: 1 }] });
  expect(rungs(shown)).toEqual([
    ['2026-12-09', 0],
    ['2026-12-11', 1],
  ]);
});
