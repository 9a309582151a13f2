import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addProgress } from '../plans/obligations/addProgress.js';
import { reportDone } from '../plans/obligations/reportDone.js';
import { runNudges } from '../scheduler/nudges/run.js';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';
import { testLog } from '../test/support/database.js';
import { type Connected, connectOfficial, owe } from '../test/support/nudging.js';
import { commune, forgetSummaries, linkStaff, office, planSince } from '../test/support/summaries.js';

let loa: CommandLine;
let planId: number;
let agencyId: number;
let an: Connected;
let chat = 790_000;

beforeAll(async () => {
  loa = await startCommandLine();
});
afterAll(() => loa.close());
beforeEach(async () => {
  await forgetSummaries(loa.db);
  loa.clockShows('2026-12-02T09:00:00+07:00');
  planId = await planSince(loa.db);
  agencyId = await office(loa.db, 'Sở Y tế');
  chat += 1;
  an = await connectOfficial(loa.db, agencyId, chat);
});

const at = (day: string): Date => new Date(`${day}T02:00:00Z`);
const task = (text: string, dueOn: string | null = '2026-12-01', more: object = {}) =>
  owe(loa.db, { planId, agencyId, dueOn, text, ...more });

describe('tasks', () => {
  test('says who owes what, who is late, and of whoever was only asked nothing of late', async () => {
    const { id } = await task('Bố trí kinh phí');
    const asked = await task('Phối hợp giám sát', '2026-12-01', { mode: 'đề nghị' });
    const { out, code } = await loa.run('tasks');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${id} +01/12/2026 +chưa báo cáo, quá hạn`, 'm'));
    expect(out).toContain('Sở Y tế (đề nghị)');
    const late = await loa.json<{ id: string }[]>('tasks', '--state', 'overdue');
    expect(late.map((one) => one.id)).toEqual([String(id)]);
    const all = await loa.json<{ id: string; bucket: string | null }[]>('tasks');
    expect(all.find((one) => one.id === String(asked.id))?.bucket).toBeNull();
  });

  test('refuses what it does not know with a line that says how to mend it', async () => {
    const unknown = await loa.run('tasks', '--agency', 'Sở Hỏa tinh');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('Sở Hỏa tinh');
    expect(await loa.run('tasks', '--state', 'gone')).toMatchObject({ code: 2 });
    expect(await loa.run('tasks', 'confirm', '1')).toMatchObject({ code: 2 });
  });

  test('confirms with a name, and tells what there was nothing to confirm of', async () => {
    const { id } = await task('Bố trí kinh phí');
    expect(await loa.run('tasks', 'confirm', String(id), '--as', 'binh')).toMatchObject({ code: 2 });
    await reportDone(loa.db, { obligationId: id, officialId: an.officialId, at: at('2026-12-01'), key: 'telegram:1' });
    const done = await loa.run('tasks', 'confirm', String(id), '--as', 'binh');
    expect(done).toMatchObject({ code: 0, out: `Đã tiếp nhận: ${id}.\n` });
    expect(await loa.json('tasks', 'confirm', String(id), '--as', 'binh')).toMatchObject({ already: [String(id)] });
    expect(await loa.run('tasks', 'confirm', String(id), '--as', 'an')).toMatchObject({ code: 2 });
  });

  test('history shows all that happened to one task, in order, with who did it', async () => {
    const { id } = await task('Bố trí kinh phí');
    const by = { obligationId: id, officialId: an.officialId };
    await addProgress(loa.db, { ...by, at: at('2026-11-30'), key: 'telegram:2', note: 'đang trình ký' });
    await reportDone(loa.db, { ...by, at: at('2026-12-01'), key: 'telegram:3' });
    await loa.run('tasks', 'send-back', String(id), '--missing', 'thiếu phụ lục', '--as', 'binh');
    const { events } = await loa.json<{ events: { kind: string; official: string | null; staff: string | null }[] }>(
      'tasks',
      'history',
      String(id),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['progress', 'reported', 'sent-back']);
    expect(events.map(({ official, staff }) => official ?? staff)).toEqual([
      expect.stringContaining('Nguyễn Văn An'),
      expect.stringContaining('Nguyễn Văn An'),
      'binh',
    ]);
    const { out } = await loa.run('tasks', 'history', String(id));
    expect(out).toContain('Bố trí kinh phí');
    expect(out.indexOf('đang trình ký')).toBeGreaterThan(0);
    expect(out.indexOf('thiếu phụ lục')).toBeGreaterThan(out.indexOf('đang trình ký'));
    expect(await loa.run('tasks', 'history', '999999')).toMatchObject({ code: 2 });
    expect(await loa.run('tasks', 'history', 'việc')).toMatchObject({ code: 2 });
  });

  test('says what could be given to nobody, and so does the board', async () => {
    const { taskNo } = await task('Bố trí kinh phí');
    expect((await loa.run('tasks')).out).not.toContain('Chưa giao được');
    await loa.db.pool.query(
      `insert into task_agency (task_id, role, ordinal, printed, body_key) select id, 'lead', 9, 'các phòng chức năng', 'x' from plan_task where plan_id = $1`,
      [planId],
    );
    for (const command of ['tasks', 'board']) {
      const { out } = await loa.run(command);
      expect(out).toContain(`Kế hoạch ${planId}, nhiệm vụ ${taskNo}`);
      expect(out).toContain('“các phòng chức năng”');
    }
    expect((await loa.run('tasks', '--agency', 'Sở Y tế')).out).not.toContain('Chưa giao được');
    const { ungiven } = await loa.json<{ ungiven: unknown[] }>('board', '--plan', String(planId));
    expect(ungiven).toHaveLength(1);
  });
});

describe('board', () => {
  test('counts the four buckets on any day, past ones too, by agency, place and plan', async () => {
    const { id } = await task('Bố trí kinh phí');
    await task('Xây dựng kế hoạch', '2026-12-20');
    await loa.db.pool.query(`update obligation set owed_from = '2026-11-01'`);
    await reportDone(loa.db, { obligationId: id, officialId: an.officialId, at: at('2026-12-01'), key: 'telegram:4' });
    const counts = async (...more: string[]) =>
      (await loa.json<{ assigned: { total: object } }>('board', ...more)).assigned.total;
    expect(await counts()).toMatchObject({ doneOnTime: 1, openInTime: 1, openOverdue: 0 });
    expect(await counts('--on', '2026-11-30', '--by', 'plan')).toMatchObject({ doneOnTime: 0, openInTime: 2 });
    expect(await counts('--on', '2026-12-21', '--by', 'place')).toMatchObject({ doneOnTime: 1, openOverdue: 1 });
    expect((await loa.run('board')).out).toContain('BẢNG THEO DÕI đến hết ngày 02/12/2026');
    expect(await loa.run('board', '--on', '31/2/2026')).toMatchObject({ code: 2 });
    expect(await loa.run('board', '--by', 'village')).toMatchObject({ code: 2 });
  });

  test('says of every running period how many bodies have not reported', async () => {
    const ward = await commune(loa.db, 'UBND phường Hàm Rồng', '14758');
    const { rows } = await loa.db.pool.query<{ id: number }>(
      `insert into reporting_period (form_id, plan_id, name, from_day, to_day, cut_off, due_on, standing_id, asks, next_asks, created_by, created_at)
       values (1, $1, '11 tháng', '2026-01-01', '2026-11-30', '2026-11-30', '2026-12-01', $2, 'Báo cáo 11 tháng', '', 'an', now()) returning id`,
      [planId, agencyId],
    );
    const period = rows[0]?.id ?? 0;
    await loa.db.pool.query(
      `insert into obligation (plan_id, period_id, agency_id, mode, kind, source, written_on, due_on, first_due_on, owed_from)
       select $1, $2, a, 'giao', 'dated', 'clerk', '2026-12-01', '2026-12-01', '2026-12-01', '2026-11-01' from unnest($3::int[]) a`,
      [planId, period, [agencyId, ward]],
    );
    expect((await loa.run('board')).out).toContain(
      `${period}. 11 tháng, chậm nhất 01/12/2026: còn 2 trên 2 cơ quan, đơn vị chưa báo cáo`,
    );
    const { periods } = await loa.json<{ periods: object[] }>('board', '--place', '14758');
    expect(periods).toMatchObject([{ id: String(period), bodies: 1, missing: 1 }]);
    const day = await loa.json<{ periods: object[] }>('board', '--on', '2025-12-31');
    expect(day.periods).toEqual([]);
  });
});

describe('nudges', () => {
  test('preview says who would be told ahead, and of a day whose run was made what was sent', async () => {
    await task('Bố trí kinh phí', '2026-12-02');
    const before = await loa.run('nudges', 'preview', '--from', '2/12/2026', '--to', '2/12/2026');
    expect(before.out).toContain('02/12/2026, 08:00: 1 người');
    const clock = { now: () => new Date('2026-12-02T01:00:00Z') };
    const run = await runNudges(loa.db, '2026-12-02', { clock, log: testLog });
    const after = await loa.run('nudges', 'preview', '--from', '2026-12-02', '--to', '2026-12-02', '--messages');
    expect(after.out).toContain(
      `đợt nhắc việc đã thực hiện lúc 08:00: 1 người, 1 lượt việc, đợt gửi tin số ${run?.broadcastId}`,
    );
    expect(after.out).toMatch(/Nguyễn Văn An.* \(Sở Y tế\): 1 việc, chờ gửi/);
    expect(after.out).toContain('Nhắc việc ngày 02/12/2026');
    const { days } = await loa.json<{ days: { day: string; sent?: object }[] }>(
      ...['nudges', 'preview', '--from', '2026-12-02', '--to', '2026-12-04'],
    );
    expect(days.map(({ day, sent }) => [day, sent !== undefined])).toEqual([
      ['2026-12-02', true],
      ['2026-12-03', false],
      ['2026-12-04', false],
    ]);
    expect((await loa.run('nudges', 'run')).out).toContain('Đợt nhắc việc ngày 02/12/2026: 1 người');
  });

  test('preview and ladder refuse what is no day and no ladder', async () => {
    expect(await loa.run('nudges', 'preview', '--from', '31/2/2027', '--to', '1/3/2027')).toMatchObject({ code: 2 });
    expect(await loa.run('nudges', 'preview', '--from', '2027-03-02', '--to', '2027-03-01')).toMatchObject({ code: 2 });
    const plan = String(planId);
    expect(await loa.run('nudges', 'ladder', '--plan', plan, '--before', 'mai', '--as', 'an')).toMatchObject({
      code: 2,
    });
    expect((await loa.run('nudges', 'ladder', '--plan', plan, '--before', '7,3', '--as', 'an')).out).toContain('7, 3');
  });
});

describe('summaries', () => {
  test('shows the default, takes an hour, refuses one at night, and shows the message as it would be now', async () => {
    chat += 1;
    await linkStaff(loa.db, { name: 'Lan', chat });
    await task('Bố trí kinh phí');
    const plan = ['--plan', String(planId)];
    const { out } = await loa.run('summaries', 'list');
    expect(out).toContain('hằng ngày: không gửi (mặc định)');
    expect(out).toContain('hằng tuần: thứ hai lúc 08:00');
    expect(out).toContain('lần tới: 08:00 ngày 07/12/2026');
    const set = await loa.run(
      'summaries',
      'set',
      ...plan,
      '--daily',
      '16h',
      '--weekly',
      'thứ sáu 15:30',
      '--no-officials',
      '--as',
      'an',
    );
    expect(set).toMatchObject({ code: 0, err: '' });
    expect(set.out).toContain('hằng ngày: 16:00 các ngày làm việc, khi có nơi quá hạn (an đặt)');
    expect(set.out).toContain('lần tới: 16:00 ngày 02/12/2026');
    expect(set.out).toContain('người nhận: Lan');
    expect(await loa.json('summaries', 'list')).toMatchObject([
      { kind: 'daily', at: '16:00', officials: false, to: ['Lan'] },
      { kind: 'weekly', at: '15:30', weekday: 5, officials: false },
    ]);
    const { out: preview } = await loa.run('summaries', 'preview', ...plan, '--kind', 'daily');
    expect(preview).toContain('Quá hạn: còn 1 cơ quan, đơn vị chưa báo cáo (1 nội dung).');
    for (const wrong of ['22:00', '6:30', 'chiều', 't2 08:00'])
      expect(await loa.run('summaries', 'set', ...plan, '--daily', wrong, '--as', 'an')).toMatchObject({
        code: 2,
        out: '',
      });
    expect(await loa.run('summaries', 'set', ...plan, '--as', 'an')).toMatchObject({ code: 2 });
    expect(await loa.run('summaries', 'set', ...plan, '--daily', '16:00')).toMatchObject({ code: 2 });
    expect((await loa.run('summaries', 'unset', ...plan, '--as', 'an')).out).toContain(
      'hằng ngày: không gửi (mặc định)',
    );
    expect((await loa.run('summaries', 'set', ...plan, '--weekly', 'off', '--as', 'an')).out).toContain(
      'hằng tuần: không gửi (an đặt)',
    );
  });
});
