import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.js';
import { verifyAudit } from '../../people/verifyAudit.js';
import { refreshObligations } from '../../plans/obligations/refreshObligations.js';
import { testLog } from '../../test/support/database.js';
import { connectOfficial, owe } from '../../test/support/nudging.js';
import { refusalOf } from '../../test/support/refusal.js';
import {
  choose,
  commune,
  forgetSummaries,
  linkStaff,
  makeHead,
  office,
  planSince,
  toldTo,
} from '../../test/support/summaries.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { isAsApproved } from '../broadcast/hash.js';
import { setCalendarDays } from '../calendar/setDay.js';
import { listSummaries, previewSummaries } from './preview.js';
import { type SummaryRun, summariesDue } from './run.js';
import { setSummaries, unsetSummaries } from './setSummary.js';

let world: World;
let planId: number;
let chat = 760_000;
const nextChat = (): number => {
  chat += 1;
  return chat;
};
/** A Tuesday: no weekly summary is due on it once Monday's was made. */
const TUESDAY = '2026-12-01';

beforeAll(async () => {
  world = await startWorld({ idle: true });
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetSummaries(world.db);
  world.clock.set('2026-11-24T09:00:00+07:00');
  planId = await planSince(world.db);
});

/** What the clock does at that time in Vietnam. */
async function at(day: string, time: string): Promise<SummaryRun | null> {
  world.clock.set(`${day}T${time}:00+07:00`);
  return summariesDue(world.db, { clock: world.clock, log: testLog, secret: SECRET });
}
const lan = (more: object = {}) => linkStaff(world.db, { name: 'Lan', chat: nextChat(), ...more });
const daily = (hour: number) =>
  choose(world.db, planId, { kind: 'daily', when: { weekday: null, atMinute: hour * 60 } }, world.by);
const weekly = (when: { weekday: number | null; atMinute: number } | null) =>
  choose(world.db, planId, { kind: 'weekly', when }, world.by);
const off = () => weekly(null);

/** Communes of one province that all owe the same by a day. */
async function communesOwe(count: number, dueOn: string, text = 'Báo cáo kết quả tháng 11'): Promise<number[]> {
  const ids: number[] = [];
  const places = ['14758', '14797', '14845', '14812'];
  for (let no = 1; no <= count; no += 1)
    ids.push(
      await commune(world.db, `UBND xã Số ${String(no).padStart(2, '0')}`, places[no % places.length] ?? '14758'),
    );
  const { taskNo } = await owe(world.db, { planId, agencyId: ids[0] ?? 0, dueOn, text });
  await world.db.pool.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id)
     select t.id, 'lead', a.no, 'xã ' || a.no, 'xã ' || a.no, a.id from plan_task t, unnest($3::int[]) with ordinality a (id, no)
      where t.plan_id = $1 and t.no = $2 and a.no > 1`,
    [planId, taskNo, ids],
  );
  await refreshObligations(world.db, { planId, clock: systemClock() });
  return ids;
}

describe('the daily one', () => {
  test('is not made until somebody chooses its hour', async () => {
    await communesOwe(3, '2026-11-25');
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
    await communesOwe(20, '2026-11-25');
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
    await communesOwe(2, '2026-12-01');
    const mttq = await office(world.db, 'Ủy ban MTTQ Việt Nam tỉnh');
    await owe(world.db, { planId, agencyId: mttq, dueOn: '2026-11-20', mode: 'đề nghị' });
    await lan();
    await daily(16);
    await off();
    expect(await at(TUESDAY, '16:00')).toMatchObject({ broadcastId: null, persons: 0 });
    expect((await at('2026-12-02', '16:00'))?.persons).toBe(1);
  });

  test('comes once a day however its hour is moved, and an hour that has passed begins the next day', async () => {
    await communesOwe(2, '2026-11-25');
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
    await communesOwe(2, '2026-11-25');
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
    await communesOwe(2, '2026-11-25');
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
    await communesOwe(2, '2027-01-20');
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
    await communesOwe(3, '2026-12-03');
    const { contactId } = await lan();
    expect(await at('2026-11-30', '07:59')).toBeNull();
    const run = await at('2026-11-30', '08:00');
    const text = await toldTo(world.db, run?.broadcastId, contactId);
    expect(text).toContain('Không có cơ quan, đơn vị nào quá hạn báo cáo.');
    expect(text).toContain('Đến hạn trong tuần: 1 nội dung, còn 3 xã, phường, đặc khu chưa báo cáo.');
    expect(text).toContain('Trong 7 ngày qua đã nhận 0 báo cáo.');
    expect(await isAsApproved(world.db, run?.broadcastId ?? 0)).toBe(true);
    expect(await at('2026-11-30', '08:01')).toBeNull();
  });

  test('comes on the day that was chosen, can be off, and is made good as long as its week lasts', async () => {
    await communesOwe(1, '2026-11-25');
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

describe('whom it is for', () => {
  test('staff of a place see their place alone, and by default those whose place covers the plan’s are told', async () => {
    await communesOwe(4, '2026-11-25');
    const ward = await linkStaff(world.db, { name: 'Xa', chat: nextChat(), place: '14845' });
    const whole = await lan({ place: '38' });
    const first = await at('2026-11-30', '08:00');
    expect(await toldTo(world.db, first?.broadcastId, ward.contactId)).toBe('');
    expect(await toldTo(world.db, first?.broadcastId, whole.contactId)).toContain(
      'còn 4 xã, phường, đặc khu chưa báo cáo',
    );
    await choose(world.db, planId, { kind: 'weekly', to: ['Xa'] }, world.by);
    const run = await at('2026-12-07', '08:00');
    expect(await toldTo(world.db, run?.broadcastId, whole.contactId)).toBe('');
    const text = await toldTo(world.db, run?.broadcastId, ward.contactId);
    expect(text).toContain('còn 1 xã, phường, đặc khu chưa báo cáo');
    expect(text).toContain('UBND xã Số 02');
    expect(text).not.toMatch(/Số 0[134]/);
  });

  test('a stop holds, a link that ended holds, and a new link is written to again', async () => {
    await communesOwe(1, '2026-11-25');
    const { contactId, chat: own } = await lan();
    await world.db.pool.query(
      `insert into suppression (key, channel, cause) select key, channel, 'opt-out' from address where contact_id = $1`,
      [contactId],
    );
    await world.db.pool.query(`update address set state = 'opted_out' where contact_id = $1`, [contactId]);
    expect((await at('2026-11-30', '08:00'))?.persons ?? 0).toBe(0);
    await linkStaff(world.db, { name: 'Lan', chat: own });
    expect((await at('2026-12-07', '08:00'))?.persons).toBe(1);
    await world.db.pool.query(`update staff_chat set unlinked_at = now() where unlinked_at is null`);
    expect((await at('2026-12-14', '08:00'))?.persons ?? 0).toBe(0);
  });

  test('a chat that was linked before there were summaries becomes an address', async () => {
    await communesOwe(1, '2026-11-25');
    const { contactId } = await lan();
    await world.db.pool.query('delete from address where contact_id = $1', [contactId]);
    expect((await previewSummaries(world.db, world.clock, { planId, kind: 'weekly' })).map(({ name }) => name)).toEqual(
      ['Lan'],
    );
    expect((await at('2026-11-30', '08:00'))?.persons).toBe(1);
  });

  test('one person who is staff and focal officer of the standing agency gets one message, the officer alone one too', async () => {
    const agencyId = await office(world.db, 'Công an tỉnh');
    await communesOwe(2, '2026-11-25');
    const both = await lan();
    await connectOfficial(world.db, agencyId, nextChat());
    await world.db.pool.query(
      `insert into official (agency_id, name, position, role, contact_id) values ($1, 'Lan', '', 'focal', $2)`,
      [agencyId, both.contactId],
    );
    await world.db.pool.query(
      `insert into consent (contact_id, purpose, wording, how) values ($1, 'official', 'Đồng ý', 'button')`,
      [both.contactId],
    );
    await world.db.pool.query(
      `insert into reporting_period (form_id, plan_id, name, from_day, to_day, cut_off, due_on, standing_id, asks, next_asks, created_by, created_at)
       values (1, $1, 'Kỳ', '2026-01-01', '2026-12-01', '2026-12-01', '2026-12-10', $2, '', '', 'an', now())`,
      [planId, agencyId],
    );
    const run = await at('2026-11-30', '08:00');
    expect(run).toMatchObject({ persons: 2 });
    expect((await toldTo(world.db, run?.broadcastId, both.contactId)).match(/Kế hoạch số/g)).toHaveLength(1);
    await choose(world.db, planId, { kind: 'weekly', officials: false }, world.by);
    expect(await at('2026-12-07', '08:00')).toMatchObject({ persons: 1 });
  });
});

describe('heads of agencies', () => {
  test('are told what of their own agency is overdue, only at their own wish, and never what it was asked for', async () => {
    const [health, culture] = [await office(world.db, 'Sở Y tế'), await office(world.db, 'Sở Văn hóa')];
    await owe(world.db, { planId, agencyId: health, dueOn: '2026-11-25', text: 'Bố trí kinh phí' });
    await owe(world.db, { planId, agencyId: health, dueOn: '2026-11-25', text: 'Phối hợp giám sát', mode: 'đề nghị' });
    await owe(world.db, { planId, agencyId: culture, dueOn: '2026-11-25', text: 'Treo khẩu hiệu' });
    const [silent, weeklyHead, dailyHead] = [
      await connectOfficial(world.db, health, nextChat()),
      await connectOfficial(world.db, health, nextChat()),
      await connectOfficial(world.db, health, nextChat()),
    ];
    await world.db.pool.query(`update official set role = 'head' where id = $1`, [silent.officialId]);
    await makeHead(world.db, weeklyHead.officialId, weeklyHead.contactId, 'weekly');
    await makeHead(world.db, dailyHead.officialId, dailyHead.contactId, 'daily');
    const run = await at('2026-11-30', '08:00');
    expect(run).toMatchObject({ persons: 2 });
    const text = await toldTo(world.db, run?.broadcastId, weeklyHead.contactId);
    expect(text).toContain('Sở Y tế: còn 1 việc quá hạn');
    expect(text).toContain('“Bố trí kinh phí”, chậm nhất 25/11/2026');
    expect(text).not.toMatch(/giám sát|khẩu hiệu/);
    expect((await at(TUESDAY, '08:00'))?.persons).toBe(1);
    await world.db.pool.query(`update obligation set state = 'reported', done_on = '2026-12-01' where mode = 'giao'`);
    expect((await at('2026-12-02', '08:00'))?.persons ?? 0).toBe(0);
    const next = await at('2026-12-07', '08:00');
    expect(await toldTo(world.db, next?.broadcastId, weeklyHead.contactId)).toContain(
      'Sở Y tế: không có việc nào quá hạn.',
    );
    // Whoever is no head any more is told nothing, whatever they had agreed to.
    await world.db.pool.query(`update official set role = 'focal'`);
    expect((await at('2026-12-14', '08:00'))?.persons ?? 0).toBe(0);
  });
});

describe('choosing', () => {
  test('is for staff whose place covers the plan’s, is kept in the audit chain and shown with the next time', async () => {
    await linkStaff(world.db, { name: 'Xa', chat: nextChat(), place: '14845' });
    const of = { kind: 'daily', when: { weekday: null, atMinute: 960 } } as const;
    const plan = { plan: String(planId), period: null };
    expect(await refusalOf(setSummaries(world.db, plan, [of], { name: 'Xa', ...world.by }))).toBe('outside-place');
    expect(await refusalOf(setSummaries(world.db, plan, [{ ...of, to: ['Ai'] }], { name: 'an', ...world.by }))).toBe(
      'summaries',
    );
    await choose(world.db, planId, of, world.by);
    const listed = await listSummaries(world.db, world.clock, planId);
    // 24 November is a day off.
    expect(listed.map(({ kind, next }) => [kind, next?.toISOString()])).toEqual([
      ['daily', '2026-11-25T09:00:00.000Z'],
      ['weekly', '2026-11-30T01:00:00.000Z'],
    ]);
    await unsetSummaries(world.db, plan, ['daily'], { name: 'an', ...world.by });
    expect((await listSummaries(world.db, world.clock, planId))[0]).toMatchObject({
      next: null,
      setting: { setBy: null },
    });
    const { rows } = await world.db.pool.query<{ entry: string }>(
      `select entry from audit_event where entry like '%summaries.%' and entry like $1 order by id`,
      [`%plan:${planId}%`],
    );
    expect(rows.map(({ entry }) => /summaries\.\w+/.exec(entry)?.[0])).toEqual(['summaries.set', 'summaries.unset']);
    expect(await verifyAudit(world.db)).toMatchObject({ ok: true });
  });
});
