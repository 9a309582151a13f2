import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../people/verifyAudit.js';
import type { Database } from '../../prisma/database.js';
import { forgetPlans, livePlan, nineOn, official, owed, standingAgency } from '../../test/support/obligations.js';
import { addAttachment } from './addAttachment.js';
import { addProgress } from './addProgress.js';
import { askExtension } from './askExtension.js';
import { confirmReports } from './confirmReports.js';
import { decideExtension } from './decideExtension.js';
import { handOver } from './handOver.js';
import { readHistory } from './history.js';
import type { OwedItem } from './owedBy.js';
import { reportDone } from './reportDone.js';
import { sendBack } from './sendBack.js';
import { snooze } from './snooze.js';
import { undoReport } from './undoReport.js';

let db: Database;
let police: OwedItem;
let school: OwedItem;
let an: number;
let binh: number;
let teacher: number;
let updates = 0;

beforeAll(async () => {
  db = await standingAgency();
});
beforeEach(async () => {
  await forgetPlans(db);
  await livePlan(db);
  const items = await owed(db);
  const found = (section: string): OwedItem => {
    const item = items.find((one) => one.section === section);
    if (item === undefined) throw new Error(`nothing is owed under ${section}`);
    return item;
  };
  police = found('II.1.a');
  school = found('II.3');
  an = await official(db, police.agencyId, 'An');
  binh = await official(db, police.agencyId, 'Bình');
  teacher = await official(db, school.agencyId, 'Cúc');
});
afterAll(() => db.close());

const by = (officialId: number, time = '2027-06-01T02:00:00Z') => {
  updates += 1;
  return { obligationId: police.id, officialId, at: new Date(time), key: `telegram:${updates}` };
};
const lan = (day: string) => ({ staff: 'Lan', at: nineOn(day), locale: 'en' });
const kinds = async (): Promise<string[]> => (await readHistory(db, [police.id])).map(({ kind }) => kind);

describe('an official', () => {
  it('reports once, however often the button is pressed or the update comes', async () => {
    const first = by(an);
    const [one, two] = await Promise.all([reportDone(db, first), reportDone(db, first)]);
    expect([one.kind, two.kind].sort()).toEqual(['already', 'done']);
    expect((await reportDone(db, by(an))).kind).toBe('already');
    expect((await reportDone(db, by(binh))).kind).toBe('already');
    expect(await kinds()).toEqual(['reported']);
  });

  it('is in time by the day the paper was sent, not by the day it is said', async () => {
    const doc = { number: '12', symbol: 'BC-CAT', date: '2027-06-29' };
    expect(await reportDone(db, { ...by(an, '2027-07-05T02:00:00Z'), doc, note: ' đã gửi ' })).toMatchObject({
      kind: 'done',
      amended: false,
      obligation: { state: 'reported', doneOn: '2027-06-29' },
    });
    expect(await readHistory(db, [police.id])).toMatchObject([
      { kind: 'reported', on: '2027-06-29', official: { name: 'An' }, data: { ...doc, note: 'đã gửi' } },
    ]);
  });

  it('is read by the standing agency with the paper and the words of the report that stands, and no other', async () => {
    const shown = async () => (await owed(db)).find(({ id }) => id === police.id);
    await askExtension(db, { ...by(an), on: '2027-07-20', reason: 'chờ số liệu' });
    expect(await shown()).toMatchObject({ reason: 'chờ số liệu', paper: null, note: null });
    await reportDone(db, { ...by(an), doc: { number: '12', symbol: 'BC-CAT', date: '2027-05-31' }, note: 'đủ 104 xã' });
    const paper = { number: '12', symbol: 'BC-CAT', date: '2027-05-31' };
    expect(await shown()).toMatchObject({ paper, note: 'đủ 104 xã' });
    await undoReport(db, by(an, '2027-06-01T02:01:00Z'));
    expect(await shown()).toMatchObject({ paper: null, note: null });
    await reportDone(db, by(an));
    expect(await shown()).toMatchObject({ state: 'reported', paper: null, note: null });
  });

  it('is in time until midnight in Vietnam', async () => {
    expect(await reportDone(db, by(an, '2027-06-29T16:59:59Z'))).toMatchObject({
      obligation: { doneOn: '2027-06-29' },
    });
    await undoReport(db, by(an, '2027-06-29T17:00:00Z'));
    expect(await reportDone(db, by(an, '2027-06-29T17:00:00Z'))).toMatchObject({
      obligation: { doneOn: '2027-06-30' },
    });
  });

  it.each(['2027-06-02', '2027-02-30', 'hôm qua'])('cannot have sent a paper on %s', async (date) => {
    expect((await reportDone(db, { ...by(an), doc: { date } })).kind).toBe('bad-date');
    expect(await kinds()).toEqual([]);
  });

  it('adds the paper afterwards while it waits, and loses nothing when it was confirmed', async () => {
    await reportDone(db, by(an));
    expect(await reportDone(db, { ...by(an), doc: { number: '7', date: '2027-05-31' } })).toMatchObject({
      kind: 'done',
      amended: true,
      obligation: { doneOn: '2027-05-31' },
    });
    await confirmReports(db, { ...lan('2027-06-02'), ids: [police.id] });
    expect(await reportDone(db, { ...by(binh, '2027-06-03T02:00:00Z'), note: 'gửi lại' })).toMatchObject({
      kind: 'closed',
      kept: true,
      obligation: { state: 'confirmed', doneOn: '2027-05-31' },
    });
    expect((await undoReport(db, by(an))).kind).toBe('closed');
    expect(await kinds()).toEqual(['reported', 'amended', 'confirmed', 'note']);
  });

  it('takes a report back within five minutes, and nobody else does', async () => {
    await reportDone(db, by(an, '2027-06-01T02:00:00Z'));
    expect((await undoReport(db, by(binh, '2027-06-01T02:01:00Z'))).kind).toBe('not-yours');
    const undo = by(an, '2027-06-01T02:05:00Z');
    expect(await undoReport(db, undo)).toMatchObject({ kind: 'done', obligation: { state: 'open', doneOn: null } });
    expect((await undoReport(db, undo)).kind).toBe('already');
    expect((await undoReport(db, by(an, '2027-06-01T02:05:00Z'))).kind).toBe('nothing');
    await reportDone(db, by(an, '2027-06-01T03:00:00Z'));
    expect((await undoReport(db, by(an, '2027-06-01T03:05:01Z'))).kind).toBe('too-late');
  });

  it('has nothing to do with the tasks of other agencies, of one they left, or with tasks that are not there', async () => {
    expect((await reportDone(db, by(teacher))).kind).toBe('not-yours');
    await db.pool.query('update official set left_at = now() where id = $1', [binh]);
    expect((await reportDone(db, by(binh))).kind).toBe('not-yours');
    expect((await handOver(db, { ...by(an), toOfficialId: binh })).kind).toBe('not-a-colleague');
    expect((await reportDone(db, { ...by(an), obligationId: 999_999 })).kind).toBe('unknown');
    expect(await kinds()).toEqual([]);
  });

  it('hands over to a colleague of the same agency only, and is reminded on another day', async () => {
    expect((await handOver(db, { ...by(an), toOfficialId: teacher })).kind).toBe('not-a-colleague');
    expect(await handOver(db, { ...by(an), toOfficialId: binh })).toMatchObject({
      kind: 'done',
      obligation: { officialId: binh },
    });
    expect((await handOver(db, { ...by(an), toOfficialId: binh })).kind).toBe('already');
    expect((await snooze(db, { ...by(binh), until: '2027-06-01' })).kind).toBe('bad-date');
    expect((await snooze(db, { ...by(binh), until: '2027-06-02' })).kind).toBe('done');
    expect(await readHistory(db, [police.id])).toMatchObject([
      { kind: 'handed-over', data: { to: binh } },
      { kind: 'snoozed', on: '2027-06-02', official: { id: binh } },
    ]);
  });

  it('keeps progress and attachments in the history, also after the end', async () => {
    expect((await addProgress(db, { ...by(an), note: '  ' })).kind).toBe('empty');
    expect((await addProgress(db, { ...by(an), note: 'Đã làm 60%' })).kind).toBe('done');
    await reportDone(db, by(an));
    await confirmReports(db, { ...lan('2027-06-02'), ids: [police.id] });
    const file = { kind: 'file', name: 'bao-cao.pdf', fileId: 'BQAC', channel: 'telegram' } as const;
    expect((await addAttachment(db, { ...by(an), file })).kind).toBe('done');
    expect(await kinds()).toEqual(['progress', 'reported', 'confirmed', 'attachment']);
  });

  it('keeps what happened as it happened', async () => {
    await reportDone(db, by(an));
    await expect(db.pool.query('update obligation_event set at = now()')).rejects.toThrow('append-only');
    await expect(db.pool.query('delete from obligation_event')).rejects.toThrow('append-only');
  });
});

describe('a changed deadline', () => {
  it('is asked for with a reason, and counts once the decision is recorded with its number and date', async () => {
    expect((await askExtension(db, { ...by(an), reason: 'Chờ tập huấn', on: '2027-06-29' })).kind).toBe('bad-date');
    expect((await askExtension(db, { ...by(an), reason: ' ', on: '2027-07-31' })).kind).toBe('no-reason');
    expect(await askExtension(db, { ...by(an), reason: 'Chờ tập huấn', on: '2027-07-31' })).toMatchObject({
      kind: 'done',
      obligation: { dueOn: '2027-06-29', askedOn: '2027-07-31' },
    });
    const decision = {
      ...lan('2027-06-20'),
      id: police.id,
      grant: true,
      decisionNumber: '',
      decisionDate: '2027-06-18',
    };
    expect(await decideExtension(db, decision)).toMatchObject({ kind: 'bad-decision', what: 'number' });
    expect(await decideExtension(db, { ...decision, decisionNumber: '8', decisionDate: '2027-06-21' })).toMatchObject({
      what: 'date',
    });
    expect(await decideExtension(db, { ...decision, decisionNumber: '88/QĐ-UBND' })).toMatchObject({
      kind: 'done',
      askedBy: an,
      obligation: { dueOn: '2027-07-31', askedOn: null, writtenOn: '2027-06-30' },
    });
    expect((await verifyAudit(db)).ok).toBe(true);
  });

  it('that is refused leaves the day as it was', async () => {
    await askExtension(db, { ...by(an), reason: 'Chờ tập huấn', on: '2027-07-31' });
    const decision = {
      ...lan('2027-06-20'),
      id: police.id,
      grant: false,
      decisionNumber: '9/CV',
      decisionDate: '2027-06-18',
    };
    expect(await decideExtension(db, decision)).toMatchObject({
      kind: 'done',
      obligation: { dueOn: '2027-06-29', askedOn: null },
    });
  });

  it('is not asked for where there is no day, or nothing left to do', async () => {
    const ask = { reason: 'Chờ', on: '2027-08-01' };
    expect((await askExtension(db, { ...by(teacher), obligationId: school.id, ...ask })).kind).toBe('no-day');
    await reportDone(db, by(an));
    expect((await askExtension(db, { ...by(an), ...ask })).kind).toBe('reported');
  });
});

describe('the standing agency', () => {
  it('confirms many at once, and says what it could not confirm', async () => {
    await reportDone(db, by(an));
    await reportDone(db, { ...by(teacher), obligationId: school.id });
    const untouched = (await owed(db)).find((one) => one.section === 'II.2');
    const ids = [police.id, school.id, untouched?.id ?? 0, 999_999];
    const [first, second] = await Promise.all([
      confirmReports(db, { ...lan('2027-06-02'), ids }),
      confirmReports(db, { ...lan('2027-06-02'), ids: [school.id, police.id] }),
    ]);
    const confirmed = [first, second].flatMap((one) => (one.kind === 'done' ? one.confirmed : []));
    expect(confirmed.map(({ id }) => id).sort()).toEqual([police.id, school.id].sort());
    expect(first).toMatchObject({ kind: 'done', notReported: [untouched?.id], unknown: [999_999], outside: [] });
    expect((await verifyAudit(db)).ok).toBe(true);
  });

  it('sends back saying what is missing; it is open again by its old day', async () => {
    await reportDone(db, by(an));
    const back = { ...lan('2027-06-02'), id: police.id };
    expect((await sendBack(db, { ...back, missing: '' })).kind).toBe('no-reason');
    expect(await sendBack(db, { ...back, missing: 'Thiếu phụ lục' })).toMatchObject({
      kind: 'done',
      reportedBy: an,
      obligation: { state: 'open', doneOn: null, dueOn: '2027-06-29' },
    });
    expect((await sendBack(db, { ...back, missing: 'Thiếu phụ lục' })).kind).toBe('not-reported');
    expect((await undoReport(db, by(an, '2027-06-01T02:01:00Z'))).kind).toBe('nothing');
    expect(await reportDone(db, by(an, '2027-06-03T02:00:00Z'))).toMatchObject({ kind: 'done', amended: false });
    await confirmReports(db, { ...lan('2027-06-04'), ids: [police.id] });
    expect((await sendBack(db, { ...back, missing: 'Nữa' })).kind).toBe('closed');
  });

  it.each([
    ['an author', 'Tam'],
    ['a stranger', 'Ai'],
  ])('is not %s', async (_who, staff) => {
    await reportDone(db, by(an));
    const done = await confirmReports(db, { staff, at: nineOn('2027-06-02'), locale: 'en', ids: [police.id] });
    expect(done).toMatchObject({ kind: 'not-allowed', faults: [{ what: expect.stringContaining(staff) }] });
    expect(await kinds()).toEqual(['reported']);
  });

  it('of one commune decides nothing about the province', async () => {
    await reportDone(db, by(an));
    const xa = { staff: 'Xa', at: nineOn('2027-06-02'), locale: 'en' };
    expect(await confirmReports(db, { ...xa, ids: [police.id] })).toMatchObject({
      kind: 'done',
      confirmed: [],
      outside: [police.id],
    });
    expect((await sendBack(db, { ...xa, id: police.id, missing: 'x' })).kind).toBe('outside');
  });
});
