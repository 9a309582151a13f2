import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testLog } from '../../test/support/database.js';
import { owe } from '../../test/support/nudging.js';
import { keepForm } from '../../test/support/reports.js';
import {
  choose,
  commune,
  freshSummaries,
  linkLan,
  office,
  oweByCommunes,
  planSince,
  summariesAt,
  TUESDAY,
  toldTo,
} from '../../test/support/summaries.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { isAsApproved } from '../broadcast/hash.js';
import { setCalendarDays } from '../calendar/setDay.js';
import { summariesDue } from './run.js';

let world: World;
let planId: number;
beforeAll(async () => {
  world = await startWorld({ idle: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  planId = await freshSummaries(world);
});

const at = (day: string, time: string) => summariesAt(world, day, time);
const lan = (more: object = {}) => linkLan(world, more);
const daily = (hour: number) =>
  choose(world.db, planId, { kind: 'daily', when: { weekday: null, atMinute: hour * 60 } }, world.by);
const weekly = (when: { weekday: number | null; atMinute: number } | null) =>
  choose(world.db, planId, { kind: 'weekly', when }, world.by);
const off = () => weekly(null);

describe('the daily one', () => {
  test('is not made until somebody chooses its hour', async () => {
    await oweByCommunes(world.db, planId, 3, '2026-11-25');
    await off();
    const { contactId } = await lan();
    expect((await at(TUESDAY, '16:00'))?.broadcastId ?? null).toBeNull();
    world.clock.set('2026-12-01T17:00:00+07:00');
    await daily(16);
    expect((await at('2026-12-02', '15:59'))?.broadcastId ?? null).toBeNull();
    const run = await at('2026-12-02', '16:00');
    expect(await toldTo(world.db, run?.broadcastId, contactId)).toContain(
      'Quá hạn: còn 3 xã, phường, đặc khu chưa báo cáo',
    );
  });

  test('says in one message how many have not reported, as of when, the first of them by name and the rest by number', async () => {
    await oweByCommunes(world.db, planId, 20, '2026-11-25');
    await owe(world.db, {
      planId,
      agencyId: await office(world.db, 'Sở Y tế'),
      dueOn: '2026-11-26',
      text: 'Bố trí kinh phí',
    });
    const mttq = await office(world.db, 'Ủy ban MTTQ Việt Nam tỉnh');
    await owe(world.db, { planId, agencyId: mttq, dueOn: '2026-11-26', mode: 'đề nghị', text: 'Phối hợp giám sát' });
    const { contactId } = await lan();
    await daily(16);
    await off();
    const run = await at(TUESDAY, '16:04');
    const text = await toldTo(world.db, run?.broadcastId, contactId);
    expect(text).toContain('Kính gửi đồng chí Lan,');
    expect(text).toContain('tính đến 16:04 ngày 01/12/2026');
    expect(text).toContain('Kế hoạch số 45/KH-UBND');
    expect(text).toContain('Quá hạn: còn 20 xã, phường, đặc khu và 1 cơ quan, đơn vị chưa báo cáo (2 nội dung).');
    expect(text).toMatch(
      /“Báo cáo kết quả tháng 11”, chậm nhất 25\/11\/2026: .*UBND xã Số \d\d; .* và 10 xã, phường, đặc khu khác\./,
    );
    expect(text.match(/UBND xã Số/g)).toHaveLength(10);
    // Who may only be asked stands in a line of their own, and is not late with anything.
    const [line = '', ...more] = text.split('\n').filter((one) => one.includes('MTTQ'));
    expect(more).toEqual([]);
    expect(line).toMatch(/^Đã đề nghị phối hợp, chưa nhận được thông tin: /);
    expect(text).not.toMatch(/\{\{|undefined|null|summaries:/);
    expect(text.length).toBeLessThanOrEqual(2_000);
  });

  test('is not sent where nobody is late, whoever was only asked', async () => {
    await oweByCommunes(world.db, planId, 2, '2026-12-01');
    const mttq = await office(world.db, 'Ủy ban MTTQ Việt Nam tỉnh');
    await owe(world.db, { planId, agencyId: mttq, dueOn: '2026-11-20', mode: 'đề nghị' });
    await lan();
    await daily(16);
    await off();
    expect(await at(TUESDAY, '16:00')).toMatchObject({ broadcastId: null, persons: 0 });
    expect((await at('2026-12-02', '16:00'))?.persons).toBe(1);
  });

  test('comes once a day however its hour is moved, and an hour that has passed begins the next day', async () => {
    await oweByCommunes(world.db, planId, 2, '2026-11-25');
    await lan();
    await daily(9);
    await off();
    expect((await at(TUESDAY, '09:00'))?.persons).toBe(1);
    await daily(15);
    expect(await at(TUESDAY, '15:00')).toBeNull();
    expect((await at('2026-12-02', '15:00'))?.persons).toBe(1);
    world.clock.set('2026-12-03T10:00:00+07:00');
    await daily(8);
    expect((await at('2026-12-03', '10:01'))?.broadcastId ?? null).toBeNull();
    expect(await at('2026-12-03', '16:00')).toBeNull();
    expect((await at('2026-12-04', '08:00'))?.persons).toBe(1);
  });

  test('that fell into an outage still comes that day, once, never at night, and not on another day', async () => {
    await oweByCommunes(world.db, planId, 2, '2026-11-25');
    await lan();
    await daily(9);
    await off();
    expect((await at(TUESDAY, '19:59'))?.persons).toBe(1);
    expect(await at('2026-12-02', '20:00')).toBeNull();
    expect(await at('2026-12-02', '23:30')).toBeNull();
    // Only the newest: that of the day before is not made good.
    expect(await at('2026-12-03', '08:59')).toMatchObject({ persons: 0 });
    expect((await at('2026-12-03', '09:00'))?.persons).toBe(1);
    const { rows } = await world.db.pool.query<{ day: string }>(
      `select counted_to::text as day from summary_run where plan_id = $1 and kind = 'daily' order by 1`,
      [planId],
    );
    expect(rows.map(({ day }) => day)).toEqual([TUESDAY, '2026-12-03']);
  });

  test('is made once whoever looks at the same moment', async () => {
    await oweByCommunes(world.db, planId, 2, '2026-11-25');
    await lan();
    await daily(9);
    world.clock.set(`${TUESDAY}T09:00:00+07:00`);
    const look = () => summariesDue(world.db, { clock: world.clock, log: testLog, secret: SECRET });
    const runs = await Promise.all([look(), look(), look()]);
    expect(runs.filter((run) => run !== null)).toHaveLength(1);
    const { rows } = await world.db.pool.query(`select from broadcast where kind = 'nudge' and state = 'running'`);
    expect(rows).toHaveLength(1);
  });
});

describe('the calendar decides', () => {
  test('over Tết nobody is told, and the week’s summary waits for the first day that is worked', async () => {
    await oweByCommunes(world.db, planId, 2, '2027-01-20');
    const { contactId } = await lan();
    await daily(16);
    const by = { name: 'chi', ...world.by };
    const entry = { name: 'Nghỉ Tết', basis: 'Thông báo số 12/TB-BNV' };
    await setCalendarDays(world.db, ['2027-02-04..2027-02-10'], { kind: 'rest', ...entry }, by);
    await setCalendarDays(world.db, ['2027-02-11'], { kind: 'working', ...entry }, by);
    expect((await at('2027-02-03', '16:00'))?.persons).toBe(1);
    for (const day of ['2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10'])
      expect(await at(day, '16:00')).toBeNull();
    const run = await at('2027-02-11', '08:00');
    expect(await toldTo(world.db, run?.broadcastId, contactId)).toContain(
      'Tổng hợp trong tuần, tính đến 08:00 ngày 11/02/2027',
    );
    expect((await at('2027-02-11', '16:00'))?.persons).toBe(1);
  });
});

describe('the weekly one', () => {
  test('comes on Monday at eight without anybody having chosen it, and says truthfully that nobody is late', async () => {
    await oweByCommunes(world.db, planId, 3, '2026-12-03');
    const { contactId } = await lan();
    expect(await at('2026-11-30', '07:59')).toBeNull();
    const run = await at('2026-11-30', '08:00');
    const text = await toldTo(world.db, run?.broadcastId, contactId);
    expect(text).toContain('Không có cơ quan, đơn vị nào quá hạn báo cáo.');
    expect(text).toContain('Đến hạn trong tuần: 1 nội dung, còn 3 xã, phường, đặc khu chưa báo cáo.');
    expect(text).toContain('Trong 7 ngày qua chưa nhận báo cáo nào.');
    expect(await isAsApproved(world.db, run?.broadcastId ?? 0)).toBe(true);
    expect(await at('2026-11-30', '08:01')).toBeNull();
  });

  test('comes on the day that was chosen, can be off, and is made good as long as its week lasts', async () => {
    await oweByCommunes(world.db, planId, 1, '2026-11-25');
    await lan();
    await weekly({ weekday: 5, atMinute: 15 * 60 });
    expect((await at('2026-12-03', '16:00'))?.persons ?? 0).toBe(0);
    expect((await at('2026-12-04', '15:00'))?.persons).toBe(1);
    await weekly({ weekday: 2, atMinute: 15 * 60 });
    expect((await at('2026-12-10', '09:00'))?.persons).toBe(1);
    await off();
    expect((await at('2026-12-18', '16:00'))?.persons ?? 0).toBe(0);
  });

  test('of a plan that was made live on a Wednesday begins the week after', async () => {
    await world.db.pool.query(`update plan set activated_at = '2026-12-02T03:00:00Z' where id = $1`, [planId]);
    await lan();
    expect((await at('2026-12-02', '16:00'))?.persons ?? 0).toBe(0);
    expect((await at('2026-12-07', '08:00'))?.persons).toBe(1);
  });

  test('goes on at the hour that was chosen for the version which a plan has replaced', async () => {
    await lan();
    await weekly({ weekday: 3, atMinute: 10 * 60 });
    const next = await planSince(world.db, '2026-11-25T00:00:00Z', '46/KH-UBND');
    await world.db.pool.query(`update plan set state = 'replaced' where id = $1`, [planId]);
    await world.db.pool.query(`update plan set replaces_id = $2 where id = $1`, [next, planId]);
    expect((await at('2026-11-30', '08:00'))?.persons ?? 0).toBe(0);
    expect((await at('2026-12-02', '10:00'))?.persons).toBe(1);
  });
});

describe('a reporting period with an hour of its own', () => {
  test('is told of on its last day already, and its plan’s summary leaves it out', async () => {
    const ward = await commune(world.db, 'UBND phường Hàm Rồng', '14758');
    const { contactId } = await lan();
    const form = Number(await keepForm(world.db));
    const { rows } = await world.db.pool.query<{ id: number }>(
      `with period as (
         insert into reporting_period (form_id, plan_id, name, from_day, to_day, cut_off, due_on, standing_id, asks, next_asks, created_by, created_at)
         values ($4::int, $1::int, '11 tháng', '2026-01-01', '2026-11-30', '2026-11-30', $3::date, $2::int, 'Báo cáo 11 tháng', '', 'an', now()) returning id
       ), owed as (
         insert into obligation (plan_id, period_id, agency_id, mode, kind, source, written_on, due_on, first_due_on, owed_from)
         select $1::int, id, $2::int, 'giao', 'dated', 'clerk', $3::date, $3::date, $3::date, '2026-11-01' from period
       ) select id from period`,
      [planId, ward, TUESDAY, form],
    );
    await off();
    await daily(9);
    await choose(world.db, planId, { kind: 'daily', when: { weekday: null, atMinute: 900 } }, world.by, rows[0]?.id);
    expect((await at(TUESDAY, '09:00'))?.persons).toBe(0);
    const run = await at(TUESDAY, '15:00');
    const text = await toldTo(world.db, run?.broadcastId, contactId);
    expect(text).toContain('11 tháng (Kế hoạch số 45/KH-UBND)');
    expect(text).toContain('Hôm nay là ngày cuối: còn 1 xã, phường, đặc khu chưa báo cáo.');
    expect(text).toContain('UBND phường Hàm Rồng chưa báo cáo.');
    expect((await at('2026-12-02', '09:00'))?.persons).toBe(0);
    expect((await at('2026-12-02', '15:00'))?.persons).toBe(1);
  });
});

test('asks the database as often for forty bodies as for one', async () => {
  await lan();
  await daily(9);
  const asked = async (day: string): Promise<number> => {
    const spy = vi.spyOn(world.db.pool, 'query');
    expect((await at(day, '09:00'))?.persons).toBe(1);
    const { length } = spy.mock.calls;
    spy.mockRestore();
    return length;
  };
  await oweByCommunes(world.db, planId, 1, '2026-11-25');
  const one = await asked(TUESDAY);
  await oweByCommunes(world.db, planId, 40, '2026-11-26');
  expect(await asked('2026-12-02')).toBe(one);
});
