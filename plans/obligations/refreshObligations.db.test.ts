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
import { refreshObligations } from './refreshObligations.js';
import { reportDone } from './reportDone.js';

let db: Database;
beforeAll(async () => {
  db = await standingAgency();
});
beforeEach(() => forgetPlans(db));
afterAll(() => db.close());

describe('what a plan owes', () => {
  it('is laid out when it goes live, body by body and day by day, and not twice', async () => {
    const plan = await livePlan(db);
    const items = await owed(db);
    const shown = items.map(
      ({ section, agency, kind, writtenOn, dueOn, occurrence }) =>
        `${section} ${agency} ${kind} ${occurrence} ${writtenOn} ${dueOn}`,
    );
    console.log(shown.filter((_, i) => i < 12).join('\n'), shown.length);
    expect(await refreshObligations(db, { planId: plan, clock: lanOn('2027-03-10').clock })).toMatchObject({
      laidOut: 0,
      changed: 0,
      dropped: 0,
      carried: 0,
    });
  });
  it('works', async () => {
    await livePlan(db);
    const [first] = await owed(db);
    const who = await official(db, first?.agencyId ?? 0, 'An');
    const done = await reportDone(db, {
      obligationId: first?.id ?? 0,
      officialId: who,
      at: nineOn('2027-06-01'),
      key: 'telegram:1',
      doc: { number: '12', date: '2027-05-30' },
    });
    expect(done).toMatchObject({ kind: 'done', obligation: { doneOn: '2027-05-30' } });
  });
});
