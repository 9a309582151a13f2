import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeAgency } from '../../people/agencies/closeAgency.js';
import { ensureAgency } from '../../people/agencies/ensureAgency.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import {
  forgetPlans,
  lanOn,
  livePlan,
  nineOn,
  official,
  owed,
  standingAgency,
} from '../../test/support/obligations.js';
import { PLAN } from '../../test/support/plans.js';
import { editTask, setFollowUp } from '../review/edit.js';
import { decideExtension } from './decideExtension.js';
import { readHistory } from './history.js';
import type { OwedItem } from './owedBy.js';
import { refreshObligations } from './refreshObligations.js';
import { reportDone } from './reportDone.js';

const DAY = '2027-03-10';
const { clock } = lanOn(DAY);
let db: Database;
beforeAll(async () => {
  db = await standingAgency();
});
beforeEach(() => forgetPlans(db));
afterAll(() => db.close());

const line = ({ section, agency, kind, occurrence, writtenOn, dueOn }: OwedItem): string =>
  [section, agency, kind, occurrence || 'once', writtenOn, dueOn].join(' · ');

async function find(section: string, occurrence = ''): Promise<OwedItem> {
  const found = (await owed(db)).find((one) => one.section === section && one.occurrence === occurrence);
  if (found === undefined) throw new Error(`nothing is owed under ${section}`);
  return found;
}

describe('what a plan owes', () => {
  it('is laid out when it goes live, body by body and day by day, and not twice', async () => {
    const plan = await livePlan(db);
    const items = await owed(db);
    expect(
      items
        .filter((one) => one.section !== 'II.5')
        .map(line)
        .sort(),
    ).toEqual([
      'II.1.a · Công an tỉnh · dated · once · 2027-06-30 · 2027-06-29',
      'II.1.b · Công an tỉnh · undated · once ·  · ',
      'II.2 · Công an tỉnh · undated · once ·  · ',
      'II.3 · Sở Giáo dục và Đào tạo · undated · once ·  · ',
      'II.4 · Công an tỉnh · dated · 2027-06-15 · 2027-06-15 · 2027-06-15',
      'II.4 · Công an tỉnh · dated · 2027-12-15 · 2027-12-15 · 2027-12-15',
      'II.4 · Sở Giáo dục và Đào tạo · dated · 2027-06-15 · 2027-06-15 · 2027-06-15',
      'II.4 · Sở Giáo dục và Đào tạo · dated · 2027-12-15 · 2027-12-15 · 2027-12-15',
    ]);
    expect(new Set(items.filter((one) => one.section === 'II.5').map((one) => one.agencyId)).size).toBe(104);
    expect(await refreshObligations(db, { planId: plan, clock })).toEqual({
      laidOut: 0,
      changed: 0,
      dropped: 0,
      carried: 0,
      ungiven: [],
    });
  });

  it('is the same, however many find it at the same moment', async () => {
    const plan = await livePlan(db);
    await db.pool.query('truncate obligation, obligation_event');
    const done = await Promise.all([1, 2, 3].map(() => refreshObligations(db, { planId: plan, clock })));
    expect(done.reduce((sum, one) => sum + one.laidOut, 0)).toBe(112);
    expect(await owed(db)).toHaveLength(112);
  });

  it('takes as many statements for a hundred bodies as for one', async () => {
    await livePlan(db);
    await db.pool.query('truncate obligation, obligation_event');
    const many = await statementsOf();
    await forgetPlans(db);
    await livePlan(db, DAY, PLAN.replace(/4\. Các sở[\s\S]*$/, ''));
    await db.pool.query('truncate obligation, obligation_event');
    expect(await statementsOf()).toBe(many);
    expect(many).toBeLessThan(12);
  });

  async function statementsOf(): Promise<number> {
    const client = await db.pool.connect();
    let statements = 0;
    const counting: Queryable = {
      query: (text, values) => {
        statements += 1;
        return client.query(text, values);
      },
    };
    try {
      await refreshObligations(counting, { clock });
    } finally {
      client.release();
    }
    return statements;
  }

  it('moves with the day that a clerk sets, and what is late is told from the new day on', async () => {
    const plan = await livePlan(db);
    const { id } = await find('II.1.a');
    await editTask(db, String(plan), 'II.1.a', { deadline: '20/12/2027' }, lanOn('2027-07-05'));
    expect(await find('II.1.a')).toMatchObject({ id, writtenOn: '2027-12-20', dueOn: '2027-12-20', source: 'clerk' });
    expect(await readHistory(db, [id])).toMatchObject([
      { kind: 'due-changed', on: '2027-07-05', dueOn: '2027-12-20', data: { from: '2027-06-29', on: '2027-12-20' } },
    ]);
  });

  it('keeps a day that was granted while the plan says what it said', async () => {
    const plan = await livePlan(db);
    const { id } = await find('II.1.a');
    const decision = { grant: true, decisionNumber: '9/QĐ-UBND', decisionDate: '2027-06-01', on: '2027-07-31' };
    await decideExtension(db, { id, staff: 'Lan', locale: 'en', at: nineOn('2027-06-02'), ...decision });
    await refreshObligations(db, { clock: lanOn('2027-06-03').clock });
    expect(await find('II.1.a')).toMatchObject({ dueOn: '2027-07-31', overdueFrom: '2027-08-01' });
    await editTask(db, String(plan), 'II.1.a', { text: 'Xây dựng kế hoạch tuyên truyền' }, lanOn('2027-06-04'));
    expect(await find('II.1.a')).toMatchObject({ dueOn: '2027-07-31', text: 'Xây dựng kế hoạch tuyên truyền' });
  });

  it('is dropped with its task and comes back with it; what was reported stays', async () => {
    const plan = await livePlan(db);
    const [one, other] = (await owed(db)).filter((item) => item.section === 'II.5');
    const officialId = await official(db, one?.agencyId ?? 0, 'An');
    await reportDone(db, { obligationId: one?.id ?? 0, officialId, at: nineOn('2027-04-01'), key: 'telegram:1' });
    await editTask(db, String(plan), 'II.5', { drop: true }, lanOn('2027-04-02'));
    expect((await owed(db)).filter((item) => item.section === 'II.5').map(({ id }) => id)).toEqual([one?.id]);
    await editTask(db, String(plan), 'II.5', { restore: true }, lanOn('2027-04-03'));
    expect((await owed(db)).filter((item) => item.section === 'II.5')).toHaveLength(104);
    expect((await readHistory(db, [other?.id ?? 0])).map(({ kind }) => kind)).toEqual(['dropped', 'restored']);
  });

  it('gets a follow-up day in the place of none, said to be not in the plan; who has reported is not asked again', async () => {
    const plan = await livePlan(db);
    const communes = (await owed(db)).filter((item) => item.section === 'II.5');
    const officialId = await official(db, communes[0]?.agencyId ?? 0, 'An');
    await reportDone(db, {
      obligationId: communes[0]?.id ?? 0,
      officialId,
      at: nineOn('2027-04-01'),
      key: 'telegram:1',
    });
    await setFollowUp(
      db,
      String(plan),
      '2027-09-30',
      { tasks: '6' },
      'Công văn số 5/CV ngày 01/4/2027',
      lanOn('2027-04-02'),
    );
    const after = (await owed(db)).filter((item) => item.section === 'II.5');
    expect(after).toHaveLength(104);
    const asked = after.filter((item) => item.source === 'follow-up');
    expect(asked).toHaveLength(103);
    expect(asked[0]).toMatchObject({ dueOn: '2027-09-30', basis: 'Công văn số 5/CV ngày 01/4/2027', kind: 'dated' });
    expect(asked.some((item) => item.agencyId === communes[0]?.agencyId)).toBe(false);
  });

  it('goes over to the version that replaces it, under the same numbers and with its history', async () => {
    const plan = await livePlan(db);
    const [dated, communal] = [await find('II.1.a'), await find('II.5')];
    const [police, commune] = [await official(db, dated.agencyId, 'An'), await official(db, communal.agencyId, 'Bình')];
    await reportDone(db, {
      obligationId: communal.id,
      officialId: commune,
      at: nineOn('2027-04-01'),
      key: 'telegram:1',
    });
    const later = PLAN.replace('30/6/2027', '31/8/2027')
      .replace(/3\. Sở Giáo dục[^4]*4\./, '3.')
      .replace('5. Ủy ban', '4. Ủy ban');
    const next = await livePlan(db, '2027-05-10', later, String(plan));
    expect(await owed(db, DAY, plan)).toEqual([]);
    const items = await owed(db, DAY, next);
    expect(items.find((item) => item.id === dated.id)).toMatchObject({
      writtenOn: '2027-08-31',
      dueOn: '2027-08-30',
      state: 'open',
    });
    expect(items.find((item) => item.id === communal.id)).toMatchObject({
      state: 'reported',
      doneOn: '2027-04-01',
      section: 'II.4',
    });
    // A button under a message of before the change still works.
    expect(
      await reportDone(db, { obligationId: dated.id, officialId: police, at: nineOn('2027-06-01'), key: 'telegram:2' }),
    ).toMatchObject({ kind: 'done' });
    const dropped = await db.pool.query(`select from obligation where state = 'dropped' and plan_id = $1`, [plan]);
    expect(dropped.rowCount).toBe(1);
  });

  it('goes over to the successor of a body that is closed', async () => {
    await livePlan(db);
    const before = await find('II.3');
    const police = await find('II.2');
    await closeAgency(db.pool, before.agencyId, police.agencyId, nineOn(DAY));
    expect(await refreshObligations(db, { clock })).toMatchObject({ carried: 1, dropped: 2 });
    expect(await find('II.3')).toMatchObject({ id: before.id, agency: 'Công an tỉnh' });
  });

  it('"the Front is called overdue": who is meant by "đoàn thể" and stands outside the committee is asked, not ordered', async () => {
    const place = { code: '33', shortName: 'Hưng Yên' };
    for (const name of ['Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh', 'Sở Y tế'])
      await ensureAgency(db.pool, { name, place, parentId: null, aliases: [] });
    const plan = await livePlan(db, DAY, PLAN.replace('4. Các sở, ban, ngành', '4. Các sở, ban, ngành, đoàn thể'));
    const modes = async (section: string) =>
      Object.fromEntries(
        (await owed(db)).filter((one) => one.section === section).map((one) => [one.agency, one.mode]),
      );
    expect(await modes('II.4')).toMatchObject({
      'Sở Y tế': 'giao',
      'Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh': 'đề nghị',
    });
    expect(await refreshObligations(db, { planId: plan, clock })).toMatchObject({ laidOut: 0, changed: 0, dropped: 0 });
  });

  it('has its next days laid out as time goes on', async () => {
    await livePlan(db, DAY, PLAN.replace('Phòng, chống ma túy năm 2027', 'Phòng, chống ma túy giai đoạn 2027 - 2030'));
    const days = async (): Promise<string[]> =>
      (await owed(db))
        .filter((one) => one.section === 'II.4' && one.agency === 'Công an tỉnh')
        .map((one) => one.occurrence);
    expect(await days()).toEqual(['2027-06-15', '2027-12-15']);
    expect(await refreshObligations(db, { clock: lanOn('2027-06-16').clock })).toMatchObject({
      laidOut: 2,
      dropped: 0,
    });
    expect(await days()).toEqual(['2027-06-15', '2027-12-15', '2028-06-15']);
  });
});
