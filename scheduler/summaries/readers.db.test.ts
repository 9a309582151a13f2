import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../people/verifyAudit.js';
import { connectOfficial, owe } from '../../test/support/nudging.js';
import { refusalOf } from '../../test/support/refusal.js';
import {
  choose,
  freshSummaries,
  linkLan,
  linkStaff,
  makeHead,
  nextChat,
  office,
  oweByCommunes,
  summariesAt,
  TUESDAY,
  toldTo,
} from '../../test/support/summaries.js';
import { startWorld, type World } from '../../test/support/world.js';
import { listSummaries, previewSummaries } from './preview.js';
import { setSummaries, unsetSummaries } from './setSummary.js';

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

describe('whom it is for', () => {
  test('staff of a place see their place alone, and by default those whose place covers the plan’s are told', async () => {
    await oweByCommunes(world.db, planId, 4, '2026-11-25');
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
    await oweByCommunes(world.db, planId, 1, '2026-11-25');
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
    await oweByCommunes(world.db, planId, 1, '2026-11-25');
    const { contactId } = await lan();
    await world.db.pool.query('delete from address where contact_id = $1', [contactId]);
    expect((await previewSummaries(world.db, world.clock, { planId, kind: 'weekly' })).map(({ name }) => name)).toEqual(
      ['Lan'],
    );
    expect((await at('2026-11-30', '08:00'))?.persons).toBe(1);
  });

  test('one person who is staff and focal officer of the standing agency gets one message, the officer alone one too', async () => {
    const agencyId = await office(world.db, 'Công an tỉnh');
    await oweByCommunes(world.db, planId, 2, '2026-11-25');
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
