import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
import { addDays } from '../deadlines/day.js';
import { editTask, setFollowUp } from '../review/edit.js';
import { type Board, type BoardCounts, board } from './board.js';
import { confirmReports } from './confirmReports.js';
import { decideExtension } from './decideExtension.js';
import { lateBodies } from './lateBodies.js';
import { bucketOf } from './obligation.js';
import type { OwedItem } from './owedBy.js';
import { reportDone } from './reportDone.js';
import { sendBack } from './sendBack.js';
import { undoReport } from './undoReport.js';

let db: Database;
beforeAll(async () => {
  db = await standingAgency();
});
beforeEach(() => forgetPlans(db));
afterAll(() => db.close());

async function one(section: string): Promise<OwedItem> {
  const found = (await owed(db)).find((item) => item.section === section);
  if (found === undefined) throw new Error(`nothing is owed under ${section}`);
  return found;
}

/** How the one obligation of a plan with a single dated task stands: the name of its bucket. */
async function bucketOn(on: string): Promise<string> {
  const { total } = (await board(db, { on, by: 'agency' })).assigned;
  const filled = (Object.keys(total) as (keyof BoardCounts)[]).filter((key) => total[key] > 0);
  return filled.join('+');
}

const ONE_TASK = PLAN.replace(/b\) Chủ trì, phối[\s\S]*$/, '');
let updates = 0;
const by = (item: OwedItem, officialId: number, day: string) => {
  updates += 1;
  return { obligationId: item.id, officialId, at: nineOn(day), key: `telegram:${updates}` };
};

describe('the board', () => {
  it('of "trước ngày 30/6": 29 June is the last day in time, and overdue it is from 1 July', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    expect(await bucketOn('2027-03-04')).toBe('');
    expect(await bucketOn('2027-03-05')).toBe('openInTime');
    expect(await bucketOn('2027-06-30')).toBe('openInTime');
    expect(await bucketOn('2027-07-01')).toBe('openOverdue');
  });

  it('"we were in time on the 30th and late for sending on the 30th": who was not overdue is not late by sending', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    const item = await one('II.1.a');
    const an = await official(db, item.agencyId, 'An');
    await reportDone(db, by(item, an, '2027-06-30'));
    expect(await bucketOn('2027-06-30')).toBe('doneOnTime');
    const reported = await one('II.1.a');
    expect(bucketOf(reported, '2027-07-05')).toBe('done-on-time');
    await undoReport(db, by(item, an, '2027-06-30'));
    await reportDone(db, by(item, an, '2027-07-01'));
    expect(await bucketOn('2027-07-01')).toBe('doneLate');
    expect(bucketOf(await one('II.1.a'), '2027-07-05')).toBe('done-late');
  });

  it('counts a report from the day it was sent, and what was sent back as open from that day', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    const item = await one('II.1.a');
    const an = await official(db, item.agencyId, 'An');
    await reportDone(db, { ...by(item, an, '2027-07-05'), doc: { date: '2027-06-28' } });
    expect([await bucketOn('2027-06-27'), await bucketOn('2027-06-28'), await bucketOn('2027-07-04')]).toEqual([
      'openInTime',
      'doneOnTime',
      'doneOnTime',
    ]);
    await sendBack(db, { staff: 'Lan', at: nineOn('2027-07-06'), locale: 'en', id: item.id, missing: 'Thiếu phụ lục' });
    expect([await bucketOn('2027-07-05'), await bucketOn('2027-07-06')]).toEqual(['doneOnTime', 'openOverdue']);
    await reportDone(db, by(item, an, '2027-07-08'));
    expect([await bucketOn('2027-07-07'), await bucketOn('2027-07-08')]).toEqual(['openOverdue', 'doneLate']);
  });

  it('forgets a report that was taken back, on every day; a corrected date is the date', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    const item = await one('II.1.a');
    const an = await official(db, item.agencyId, 'An');
    await reportDone(db, { ...by(item, an, '2027-06-20'), doc: { date: '2027-06-10' } });
    await undoReport(db, by(item, an, '2027-06-20'));
    expect([await bucketOn('2027-06-15'), await bucketOn('2027-07-01')]).toEqual(['openInTime', 'openOverdue']);
    await reportDone(db, { ...by(item, an, '2027-07-20'), doc: { date: '2027-06-10' } });
    await reportDone(db, { ...by(item, an, '2027-07-20'), doc: { date: '2027-07-10' } });
    expect([await bucketOn('2027-06-15'), await bucketOn('2027-07-09'), await bucketOn('2027-07-10')]).toEqual([
      'openInTime',
      'openOverdue',
      'doneLate',
    ]);
  });

  it('counts a changed deadline from the day it was granted', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    const { id } = await one('II.1.a');
    const decision = { grant: true, decisionNumber: '9/QĐ', decisionDate: '2027-07-10', on: '2027-07-31' };
    await decideExtension(db, { staff: 'Lan', at: nineOn('2027-07-12'), locale: 'en', id, ...decision });
    expect(await Promise.all(['2027-07-09', '2027-07-10', '2027-07-31', '2027-08-01'].map(bucketOn))).toEqual([
      'openOverdue',
      'openInTime',
      'openInTime',
      'openOverdue',
    ]);
  });

  it('keeps those who may only be asked in a table of their own, where nothing is late', async () => {
    await livePlan(db, '2027-03-10', ONE_TASK);
    await db.pool.query(`update obligation set mode = 'đề nghị'`);
    const shown = await board(db, { on: '2027-09-01', by: 'agency' });
    expect(shown.assigned.rows).toEqual([]);
    expect(shown.asked).toEqual({
      rows: [{ id: expect.any(String), name: 'Công an tỉnh', done: 0, open: 1 }],
      total: { done: 0, open: 1 },
    });
  });

  it('counts follow-up days apart from those of the plan', async () => {
    const plan = await livePlan(db);
    await setFollowUp(db, String(plan), '2027-09-30', { tasks: '6' }, 'Công văn số 5/CV', lanOn('2027-04-02'));
    const shown = await board(db, { on: '2027-10-01', by: 'place', place: '33' });
    expect(shown.followUp.total).toMatchObject({ openOverdue: 104 });
    expect(shown.followUp.rows).toHaveLength(104);
    expect(shown.assigned.rows).toMatchObject([
      { id: '33', name: 'Tỉnh Hưng Yên', openOverdue: 3, openInTime: 2, noDayOpen: 3 },
    ]);
    expect((await board(db, { on: '2027-10-01', by: 'place', place: '12127' })).followUp.rows).toMatchObject([
      { id: '12127', openOverdue: 1 },
    ]);
    expect((await board(db, { on: '2027-10-01', by: 'plan', planId: plan })).assigned.rows).toMatchObject([
      { id: String(plan), name: expect.stringContaining('45/KH-UBND') },
    ]);
    expect((await board(db, { on: '2027-10-01', by: 'plan', planId: plan + 1 })).assigned.rows).toEqual([]);
  });

  it('of a past day is what it was on that day, whatever was done since', async () => {
    const plan = await livePlan(db);
    const items = await owed(db);
    const officials = new Map<number, number>();
    for (const item of items)
      if (!officials.has(item.agencyId)) officials.set(item.agencyId, await official(db, item.agencyId, 'An'));
    let seed = 20_271_122;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const seen = new Map<string, Board>();
    let day = '2027-06-10';
    for (let n = 0; n < 30; n++, day = addDays(day, 1)) {
      const staff = { staff: 'Lan', at: nineOn(day), locale: 'en' };
      for (let act = 0; act < 8; act++) {
        const item = items[random(12)];
        if (item === undefined) throw new Error('nothing is owed');
        const mine = by(item, officials.get(item.agencyId) ?? 0, day);
        const what = random(7);
        if (what <= 1) await reportDone(db, mine);
        else if (what === 2) await undoReport(db, mine);
        else if (what === 3) await sendBack(db, { ...staff, id: item.id, missing: 'Thiếu' });
        else if (what === 4) await confirmReports(db, { ...staff, ids: [item.id] });
        else if (what === 5)
          await decideExtension(db, {
            ...staff,
            id: item.id,
            grant: true,
            decisionNumber: '1',
            decisionDate: day,
            on: addDays(day, random(9)),
          });
        else if (act === 0)
          await editTask(db, String(plan), 'II.3', random(2) === 0 ? { drop: true } : { restore: true }, lanOn(day));
      }
      const shown = await board(db, { on: day, by: 'agency' });
      const now: Record<string, number> = {};
      for (const item of await owed(db, day)) {
        const bucket = bucketOf(item, day);
        now[bucket] = (now[bucket] ?? 0) + 1;
      }
      const { total } = shown.assigned;
      expect([
        day,
        total.doneOnTime,
        total.doneLate,
        total.openInTime,
        total.openOverdue,
        total.noDayOpen + total.noDayDone,
      ]).toEqual([
        day,
        ...['done-on-time', 'done-late', 'open-in-time', 'open-overdue', 'no-day'].map((bucket) => now[bucket] ?? 0),
      ]);
      seen.set(day, shown);
    }
    for (const [then, shown] of seen) expect(await board(db, { on: then, by: 'agency' })).toEqual(shown);
  }, 120_000);
});

describe('who has not reported', () => {
  it('is listed task by task, communes told from bodies of the province', async () => {
    const plan = await livePlan(db);
    await setFollowUp(db, String(plan), '2027-09-30', { tasks: '6' }, 'Công văn số 5/CV', lanOn('2027-04-02'));
    const commune = (await owed(db)).find((item) => item.section === 'II.5');
    if (commune === undefined) throw new Error('nothing is owed under II.5');
    const an = await official(db, commune.agencyId, 'An');
    await reportDone(db, by(commune, an, '2027-09-01'));
    const late = await lateBodies(db, { on: '2027-10-01', from: '2027-06-15', to: '2027-09-30' });
    expect(
      late.map(({ section, dueOn, bodies, missing, overdue, followUp }) => [
        section,
        dueOn,
        bodies,
        missing.length,
        overdue,
        followUp,
      ]),
    ).toEqual([
      ['II.4', '2027-06-15', 2, 2, true, false],
      ['II.1.a', '2027-06-29', 1, 1, true, false],
      ['II.5', '2027-09-30', 104, 103, true, true],
    ]);
    expect(late[2]?.missing.every((body) => body.communal)).toBe(true);
    expect(late[0]?.missing.every((body) => !body.communal)).toBe(true);
  });
});
