import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { lanOn, livePlan, official, owed, standingAgency } from '../../test/support/obligations.js';
import { agencyNamed, bodyNamed, filerOn, forgetReports, keepForm, openFor } from '../../test/support/reports.js';
import { refreshObligations } from '../obligations/refreshObligations.js';
import { reportDone } from '../obligations/reportDone.js';
import { NOTHING } from './checks.js';
import { fileReport } from './fileReport.js';
import type { Period } from './period.js';
import { readReport } from './readReport.js';

let db: Database;
let planId: number;

beforeAll(async () => {
  db = await standingAgency();
  planId = await livePlan(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  await forgetReports(db);
  await keepForm(db);
});

/** Files the report of the health department. */
async function file(period: Period): Promise<void> {
  const entries = new Map(
    Object.entries({ A1: 1, A2: 2, B: 3, B1: 1, D: 0 }).map(([code, value]) => [code, { ...NOTHING, value }]),
  );
  const { id } = await bodyNamed(db, period, 'Sở Y tế');
  await fileReport(db, { period, agencyId: id, entries, via: 'workbook' }, filerOn('2027-07-01'));
}

describe('what a reporting period asks for', () => {
  it('gives its form to a task of the plan that asks for a report by that day: the body does not owe it twice', async () => {
    const health = await agencyNamed(db, 'Sở Y tế');
    const task = async (deliverable: string | null, occurrence: string): Promise<number> => {
      const { rows } = await db.pool.query<{ id: number }>(
        `with t as (insert into plan_task (plan_id, no, section, text, agencies, with_others, mode, deliverable, start_offset, end_offset)
           select plan_id, max(no) + 1, 'II', 'Tổng hợp kết quả', '{}', '{}', 'giao', $2, 0, 1 from plan_task where plan_id = $1 group by plan_id returning plan_id, id)
         insert into obligation (plan_id, task_id, agency_id, occurrence, mode, kind, source, written_on, due_on, first_due_on, owed_from)
         select plan_id, id, $3, $4, 'giao', 'dated', 'plan', '2027-07-03', '2027-07-03', '2027-07-03', '2027-03-05' from t returning id`,
        [planId, deliverable, health.id, occurrence],
      );
      return rows[0]?.id ?? 0;
    };
    try {
      const [plan, report] = [await task('kế hoạch', ''), await task('báo cáo', '')];
      const period = await openFor(db, planId, { bodies: 'Sở Y tế', nextDueOn: null });
      const items = (await owed(db)).filter(({ agencyId }) => agencyId === health.id);
      expect(items.map(({ id, periodId }) => [id, periodId])).toEqual([
        [plan, null],
        [report, period.id],
      ]);
      await file(period);
      await refreshObligations(db, { clock: lanOn('2027-07-02').clock });
      expect((await owed(db)).find(({ id }) => id === report)?.state).toBe('reported');
    } finally {
      await db.pool.query(`delete from plan_task where text = 'Tổng hợp kết quả'`);
    }
  });

  it('is not reported done without its figures, whoever calls; a paper may be added to them', async () => {
    const period = await openFor(db, planId);
    const { id, obligationId } = await bodyNamed(db, period, 'Sở Y tế');
    const officialId = await official(db, id, 'Hoa');
    const done = (key: string) =>
      reportDone(db, {
        obligationId,
        officialId,
        at: lanOn('2027-07-01').clock.now(),
        key,
        doc: { number: '9', date: '2027-07-01' },
      });
    expect(await done('telegram:8')).toMatchObject({ kind: 'needs-figures', obligation: { state: 'open' } });
    expect((await readReport(db, period, await bodyNamed(db, period, 'Sở Y tế'))).history).toEqual([]);
    await file(period);
    expect(await done('telegram:9')).toMatchObject({ kind: 'done', amended: true });
    const next = (await owed(db)).find((one) => one.periodId === period.id && one.occurrence === 'next');
    const binh = await official(db, next?.agencyId ?? 0, 'Nguyễn Văn Bình');
    const step = {
      obligationId: next?.id ?? 0,
      officialId: binh,
      at: lanOn('2027-07-05').clock.now(),
      key: 'telegram:10',
    };
    expect(await reportDone(db, step)).toMatchObject({ kind: 'done' });
  });
});
