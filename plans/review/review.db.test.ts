import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { addStaff } from '../../people/addStaff.js';
import { ensureAgency } from '../../people/agencies/ensureAgency.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { CLERK, importText, open, PLAN, shown } from '../../test/support/plans.js';
import { refusalOf } from '../../test/support/refusal.js';
import { acceptProposals, answerQuestion } from './answer.js';
import { importPlan } from './importPlan.js';

const HUNG_YEN = { code: '33', shortName: 'Hưng Yên' };
const PLAN_TABLES =
  'plan, plan_task, task_agency, plan_deadline, plan_duty, plan_target, target_value, plan_question, agency';
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  await addStaff(db, { name: 'Lan', role: 'author', place: null });
  await addStaff(db, { name: 'Xa', role: 'author', place: '12127' });
});
beforeEach(() => db.pool.query(`truncate ${PLAN_TABLES} restart identity`));
afterAll(() => db.close());

async function count(table: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

async function faultsOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ what, mend }) => `${what} | ${mend}`).join('\n');
    throw error;
  }
  return 'not refused';
}

describe('taking a plan in', () => {
  it('keeps every task with its sentence, where it stands in the text', async () => {
    const { id, state, known } = await importText(db, PLAN);
    expect({ state, known }).toEqual({ state: 'draft', known: false });
    const plan = await shown(db, id);
    expect(plan).toMatchObject({ number: '45/KH-UBND', issuedOn: '2027-03-05', place: { code: '33' } });
    expect(plan.tasks.map((task) => task.section)).toEqual(['II.1.a', 'II.1.b', 'II.2', 'II.3', 'II.4', 'II.5']);
    for (const task of plan.tasks) expect(task.quote.length).toBeGreaterThan(20);
    expect(plan.tasks[0]).toMatchObject({
      deadline: { on: '2027-06-30', exclusive: true, source: 'plan' },
      deliverable: 'kế hoạch',
    });
    expect(plan.tasks[1]?.with.map((body) => body.name)).toEqual(['Sở Y tế']);
  });

  it('takes the same bytes once, whatever the file is called and however many bring it at the same moment', async () => {
    const bytes = new TextEncoder().encode(PLAN);
    const imports = await Promise.all(
      ['a.txt', 'b.txt', 'c.txt'].map((fileName) => importPlan(db, { bytes, fileName }, null, CLERK)),
    );
    expect(new Set(imports.map((one) => one.id)).size).toBe(1);
    expect(imports.filter((one) => !one.known)).toHaveLength(1);
    expect({ plans: await count('plan'), tasks: await count('plan_task') }).toEqual({ plans: 1, tasks: 6 });
  });

  it.each([
    ['a secret paper', `TỐI MẬT\n${PLAN}`, 'plan-classified'],
    ['a paper stamped under the header', PLAN.replace('Số: 45/KH-UBND', 'Số: 45/KH-UBND\nMẬT'), 'plan-classified'],
    ['an empty file', ' \n', 'plan-empty'],
    [
      'a text that gives nobody anything to do',
      'KẾ HOẠCH\nPhòng, chống ma túy\n\nI. MỤC TIÊU\nMọi người khỏe mạnh.\n',
      'plan-no-agency',
    ],
  ])('keeps nothing of %s', async (_what, text, code) => {
    const before = await count('audit_event');
    expect(await refusalOf(importText(db, text))).toBe(code);
    expect([await count('plan'), await count('plan_task'), await count('agency'), await count('audit_event')]).toEqual([
      0,
      0,
      0,
      before,
    ]);
  });

  it('names neither the file nor its words in what may be logged of a refusal', async () => {
    const work = importPlan(
      db,
      { bytes: new TextEncoder().encode(`MẬT\n${PLAN}`), fileName: 'chuyen-an-K01.txt' },
      null,
      CLERK,
    );
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    const logged = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(logged).not.toMatch(/K01|Công an|HƯNG YÊN/);
  });
});

describe('the questions of a plan', () => {
  it('propose the successor of a body that is no more, each member of a class, and days for a rhythm without one', async () => {
    const { id } = await importText(db, PLAN);
    const plan = await shown(db, id);
    expect(plan.questions.map(({ kind, proposed }) => `${kind}: ${proposed}`)).toEqual([
      'former: new: “Công an tỉnh” (its work on rehabilitation; confirmed in a text)',
      'agency: new: “Công an tỉnh”',
      'agency: new: “Sở Giáo dục và Đào tạo”',
      'class: one obligation for each of “departments” (none in the list yet)',
      "class: one obligation for each of “people's committees of the province's communes of today” (now 104)",
      'deadline: 15/6 and 15/12 every year',
    ]);
  });

  it('are not asked about agencies that are known, by another spelling or by an alias', async () => {
    await ensureAgency(db, { name: 'Công an tỉnh Hưng Yên', place: HUNG_YEN, parentId: null, aliases: [] });
    await ensureAgency(db, { name: 'Sở GDĐT', place: HUNG_YEN, parentId: null, aliases: ['Sở Giáo dục và Đào tạo'] });
    const { id } = await importText(db, PLAN);
    const plan = await shown(db, id);
    expect(plan.questions.some((one) => one.kind === 'agency')).toBe(false);
    expect(plan.tasks[0]?.agencies).toMatchObject([
      { name: 'Công an tỉnh', agencies: [{ name: 'Công an tỉnh Hưng Yên' }] },
    ]);
  });

  it('lay a class out as one obligation for each of its bodies, and agree in the order in which answers build on each other', async () => {
    const { id } = await importText(db, PLAN);
    // The police have come onto the list as the successor by then: they are not asked about again.
    expect(await acceptProposals(db, id, 'all', CLERK)).toBe(5);
    const plan = await shown(db, id);
    expect(open(plan)).toEqual([]);
    const led = (section: string): string[] =>
      plan.tasks
        .find((task) => task.section === section)
        ?.agencies.flatMap((body) => body.agencies.map(({ name }) => name)) ?? [];
    expect(led('II.5')).toHaveLength(104);
    expect(new Set(led('II.5')).size).toBe(104);
    expect(led('II.2')).toEqual(['Công an tỉnh']);
    expect(led('II.4').sort()).toEqual(['Công an tỉnh', 'Sở Giáo dục và Đào tạo']);
    expect(plan.tasks.find((task) => task.section === 'II.4')?.deadline).toMatchObject({
      source: 'clerk',
      rrule: 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15\nFREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15',
    });
    expect(plan.duties[0]?.deadline).toMatchObject({ rrule: expect.stringContaining('BYMONTH=12') });
  });

  it('take an answer in the words of plans; a bad one changes nothing and says what may be said', async () => {
    const { id } = await importText(db, PLAN);
    expect(await faultsOf(answerQuestion(db, id, 'deadline:task:5', 'sớm nhất có thể', CLERK))).toContain(
      '15/6 và 15/12',
    );
    expect(await faultsOf(answerQuestion(db, id, '99', 'ok', CLERK))).toContain('Open questions: 1, 2, 3, 4, 5, 6');
    await answerQuestion(db, id, 'body:cong an tinh', 'new: Công an tỉnh Hưng Yên', CLERK);
    expect(await faultsOf(answerQuestion(db, id, 'body:so giao duc dao tao', 'Công an', CLERK))).toContain(
      'no agency “Công an”',
    );
    await answerQuestion(db, id, 'deadline:task:5', 'ngày 20 hằng tháng', CLERK);
    await answerQuestion(db, id, 'class:department'.replace(/^/, 'body:'), 'công an tỉnh', CLERK);
    const plan = await shown(db, id);
    expect(plan.tasks[4]).toMatchObject({
      deadline: { rrule: 'FREQ=MONTHLY;BYMONTHDAY=20' },
      deadlineInPlan: { note: 'half-yearly' },
      agencies: [{ agencies: [{ name: 'Công an tỉnh Hưng Yên' }] }],
    });
  });

  it('may be answered anew; the later answer counts wherever the plan names the body', async () => {
    const { id } = await importText(db, PLAN);
    await answerQuestion(db, id, 'body:class:commune', 'ok', CLERK);
    await answerQuestion(db, id, 'body:class:commune', 'none', CLERK);
    expect((await shown(db, id)).tasks[5]?.agencies).toEqual([
      { name: 'Ủy ban nhân dân các xã, phường', agencies: [] },
    ]);
  });

  it('begin with the place where the plan does not name one, since agencies belong to places', async () => {
    const { id } = await importText(
      db,
      PLAN.replace('TỈNH HƯNG YÊN\n', '').replace('Hưng Yên, ngày 05 tháng 3 năm 2027', ''),
    );
    expect((await shown(db, id)).questions.slice(0, 2).map((one) => one.kind)).toEqual(['place', 'issued-on']);
    expect(await refusalOf(answerQuestion(db, id, 'body:cong an tinh', 'ok', CLERK))).toBe('place-first');
    await answerQuestion(db, id, 'place', 'Hưng Yên', CLERK);
    await answerQuestion(db, id, 'issued-on', '5/3/2027', CLERK);
    await answerQuestion(db, id, 'body:cong an tinh', 'ok', CLERK);
    expect(await shown(db, id)).toMatchObject({ place: { code: '33' }, issuedOn: '2027-03-05' });
  });

  it('are put to two clerks at once without losing an answer', async () => {
    const { id } = await importText(db, PLAN);
    const settled = ['body:class:department', 'body:cong an tinh'];
    const questions = (await shown(db, id)).questions.map((one) => one.key).filter((key) => !settled.includes(key));
    await Promise.all(questions.map((key) => answerQuestion(db, id, key, 'ok', CLERK)));
    expect(open(await shown(db, id))).toHaveLength(1);
    expect(await count('agency')).toBe(2 + 104);
  });
});
