import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { addStaff } from '../../people/addStaff.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import { verifyAudit } from '../../people/verifyAudit.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { CLERK, importText, open, PLAN, shown } from '../../test/support/plans.js';
import { refusalOf } from '../../test/support/refusal.js';
import { activatePlan } from './activate.js';
import { acceptProposals, answerQuestion } from './answer.js';
import { editTask, setFollowUp } from './edit.js';
import { editTarget } from './editTarget.js';

const PLAN_TABLES =
  'plan, plan_task, task_agency, plan_deadline, plan_duty, plan_target, target_value, plan_question, agency';
const LAN = { ...CLERK, name: 'Lan' };
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  await addStaff(db, { name: 'Lan', role: 'author', place: null });
  await addStaff(db, { name: 'Xa', role: 'author', place: '12127' });
});
beforeEach(() => db.pool.query(`truncate ${PLAN_TABLES} restart identity`));
afterAll(() => db.close());

async function faultsOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ what, mend }) => `${what} | ${mend}`).join('\n');
    throw error;
  }
  return 'not refused';
}

describe('editing', () => {
  it('keeps the words of the plan beside what a clerk sets, and takes it back on request', async () => {
    const { id } = await importText(db, PLAN);
    await editTask(
      db,
      id,
      '1',
      { deadline: 'chậm nhất ngày 20/5/2027', text: 'Xây dựng kế hoạch tuyên truyền', agency: 'new: Phòng PC04' },
      CLERK,
    );
    expect((await shown(db, id)).tasks[0]).toMatchObject({
      text: 'Xây dựng kế hoạch tuyên truyền',
      quote: expect.stringContaining('hoàn thành trước ngày 30/6/2027'),
      deadline: { on: '2027-05-20', source: 'clerk' },
      deadlineInPlan: { on: '2027-06-30' },
      agencies: [{ name: 'Phòng PC04' }],
    });
    await editTask(db, id, 'II.1.a', { deadline: '', text: '', agency: '' }, CLERK);
    expect((await shown(db, id)).tasks[0]).toMatchObject({
      deadline: { on: '2027-06-30', source: 'plan' },
      agencies: [{ name: 'Công an tỉnh' }],
      text: expect.stringContaining('Chủ trì'),
    });
  });

  it('does all that is asked for or nothing', async () => {
    const { id } = await importText(db, PLAN);
    expect(await refusalOf(editTask(db, id, '1', { text: 'Khác', deadline: 'bao giờ cũng được' }, CLERK))).toBe(
      'bad-answer',
    );
    expect((await shown(db, id)).tasks[0]?.text).toContain('Chủ trì');
  });

  it('asks nothing more about a task that was dropped', async () => {
    const { id } = await importText(db, PLAN);
    await editTask(db, id, '5', { drop: true }, CLERK);
    expect((await shown(db, id)).questions.some((one) => one.kind === 'deadline')).toBe(false);
    await editTask(db, id, '5', { restore: true }, CLERK);
    expect((await shown(db, id)).questions.some((one) => one.kind === 'deadline')).toBe(true);
  });

  it('labels a follow-up day as not in the plan, with the letter it rests on, and never without one', async () => {
    const { id } = await importText(db, PLAN);
    expect(await refusalOf(setFollowUp(db, id, '15/5/2027', 'undated', ' ', CLERK))).toBe('no-basis');
    expect(await refusalOf(setFollowUp(db, id, '15/5/2027', { tasks: '9-12' }, 'Công văn số 12/CAT-PC04', CLERK))).toBe(
      'no-tasks',
    );
    expect(await refusalOf(setFollowUp(db, id, '15/5/2027', { tasks: '3-1' }, 'Công văn số 12/CAT-PC04', CLERK))).toBe(
      'bad-tasks',
    );
    expect(await setFollowUp(db, id, '15/5/2027', 'undated', 'Công văn số 12/CAT-PC04 ngày 10/3/2027', CLERK)).toEqual([
      2, 3, 4, 5, 6,
    ]);
    const { tasks } = await shown(db, id);
    expect(tasks[1]).toMatchObject({
      deadline: null,
      followUp: { on: '2027-05-15', basis: 'Công văn số 12/CAT-PC04 ngày 10/3/2027' },
    });
    expect(tasks[0]?.followUp).toBeNull();
  });

  it('gives a target an owner and values per period, as numbers are written in Vietnam', async () => {
    const { id } = await importText(db, PLAN);
    await answerQuestion(db, id, 'body:cong an tinh', 'ok', CLERK);
    await editTarget(
      db,
      id,
      '1',
      { owner: 'công an tỉnh', values: ['2027-Q1=61,5', '2027-H1=1.234,5%', '2027=72'] },
      CLERK,
    );
    await editTarget(db, id, '1', { values: ['2027='] }, CLERK);
    expect((await shown(db, id)).targets[0]).toMatchObject({
      owner: { name: 'Công an tỉnh' },
      values: [
        { period: '2027-H1', value: 1234.5 },
        { period: '2027-Q1', value: 61.5 },
      ],
    });
    for (const value of ['2027-Q5=1', '2027', '2027=nhiều'])
      expect(await refusalOf(editTarget(db, id, '1', { values: [value] }, CLERK))).toBe('bad-value');
  });

  it('is for staff of the place and those above it', async () => {
    const { id } = await importText(db, PLAN);
    expect(await refusalOf(editTask(db, id, '1', { drop: true }, { ...CLERK, name: 'Xa' }))).toBe('outside-place');
    expect(await refusalOf(editTask(db, id, '1', { drop: true }, { ...CLERK, name: 'Ai' }))).toBe('unknown-staff');
    await editTask(db, id, '1', { drop: true }, LAN);
  });
});

describe('a plan goes live', () => {
  it('only when nothing is open, and the refusal names each question', async () => {
    const { id } = await importText(db, PLAN);
    const faults = await faultsOf(activatePlan(db, id, LAN));
    expect(faults.split('\n')).toHaveLength(6);
    expect(faults).toContain('Question 1 is open: “Sở Lao động - Thương binh và Xã hội” exists no longer.');
    await acceptProposals(db, id, 'all', LAN);
    expect(await activatePlan(db, id, LAN)).toEqual({ id, state: 'active', changed: true });
    expect(await activatePlan(db, id, LAN)).toEqual({ id, state: 'active', changed: false });
  });

  it('and everything done to it stands in the audit chain, without its words', async () => {
    const { id } = await importText(db, PLAN);
    await acceptProposals(db, id, 'all', LAN);
    await activatePlan(db, id, LAN);
    await editTask(db, id, '1', { deadline: '1/6/2027' }, LAN);
    const { rows } = await db.pool.query<{ entry: string }>(`select entry from audit_event order by id desc limit 3`);
    const entries = rows.map(({ entry }) => entry).reverse();
    expect(entries.map((entry) => (/"action":"([^"]+)"/.exec(entry) ?? [])[1])).toEqual([
      'plan.accept',
      'plan.activate',
      'plan.edit',
    ]);
    expect(entries[2]).toContain('"live":true');
    expect(entries.join()).not.toMatch(/Công an|tuyên truyền/);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });
});

describe('a changed plan', () => {
  const CHANGED = PLAN.replace('trước ngày 30/6/2027', 'trước ngày 15/7/2027')
    .replace(
      '3. Sở Giáo dục và Đào tạo\nĐưa nội dung',
      '3. Sở Tư pháp\nPhổ biến Luật Phòng, chống ma túy đến người dân các xã biên giới.\n4. Sở Giáo dục và Đào tạo\nĐưa nội dung',
    )
    .replace('4. Các sở', '5. Các sở')
    .replace(
      '5. Ủy ban nhân dân các xã, phường\nTổ chức ký cam kết với các cơ sở karaoke, vũ trường trên địa bàn.\n',
      '',
    );

  it('shows what was added, removed and changed, and keeps what was answered and edited', async () => {
    const { id } = await importText(db, PLAN);
    await acceptProposals(db, id, 'all', CLERK);
    await editTask(db, id, '4', { deadline: '5/9/2027' }, CLERK);
    await editTask(db, id, '1', { deadline: '1/6/2027' }, CLERK);
    await setFollowUp(db, id, '15/5/2027', { tasks: '2' }, 'Công văn số 12', CLERK);
    const next = await importText(db, CHANGED);
    expect(next).toMatchObject({ replaces: id, known: false });
    const plan = await shown(db, next.id);
    expect(plan.changes?.added.map((one) => one.section)).toEqual(['II.3']);
    expect(plan.changes?.removed.map((one) => one.section)).toEqual(['II.5']);
    expect(plan.changes?.changed).toMatchObject([
      { section: 'II.1.a', deadline: { from: { on: '2027-06-30' }, to: { on: '2027-07-15' } }, editLost: true },
      { section: 'II.4', moved: 'II.3' },
      { section: 'II.5', moved: 'II.4' },
    ]);
    const at = (section: string) => plan.tasks.find((task) => task.section === section);
    expect(at('II.1.a')?.deadline).toMatchObject({ on: '2027-07-15', source: 'plan' });
    expect(at('II.1.b')?.followUp).toMatchObject({ on: '2027-05-15', basis: 'Công văn số 12' });
    expect(at('II.4')?.deadline).toMatchObject({ on: '2027-09-05', source: 'clerk' });
    expect(at('II.2')?.agencies).toMatchObject([{ agencies: [{ name: 'Công an tỉnh' }] }]);
    expect(at('II.5')?.deadline).toMatchObject({ source: 'clerk' });
    expect(open(plan)).toEqual(['agency: Which agency is “Sở Tư pháp”?']);
  });

  it('leaves the live plan alone until it goes live itself, and then takes its place', async () => {
    const { id } = await importText(db, PLAN);
    await acceptProposals(db, id, 'all', CLERK);
    await activatePlan(db, id, LAN);
    const next = await importText(db, CHANGED);
    expect((await shown(db, id)).state).toBe('active');
    await acceptProposals(db, next.id, 'all', CLERK);
    await activatePlan(db, next.id, LAN);
    expect([(await shown(db, id)).state, (await shown(db, next.id)).state]).toEqual(['replaced', 'active']);
    expect(await refusalOf(editTask(db, id, '1', { drop: true }, CLERK))).toBe('plan-replaced');
  });

  it('of another number is another plan, unless somebody says what it replaces', async () => {
    const { id } = await importText(db, PLAN);
    const other = PLAN.replace('45/KH-UBND', '46/KH-UBND');
    expect((await importText(db, other)).replaces).toBeNull();
    expect((await importText(db, `${other}\n`, id)).replaces).toBe(id);
  });
});
