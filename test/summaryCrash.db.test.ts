import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SUMMARY_CRASH_POINTS } from '../base/crash.js';
import { addDays } from '../plans/deadlines/day.js';
import { BY_RULE, isWorkingDay } from '../scheduler/calendar/workingDays.js';
import { death, type KilledService, prepareService } from './support/killedService.js';
import { owe } from './support/nudging.js';
import { commune, forgetSummaries, linkStaff, planSince } from './support/summaries.js';

let killed: KilledService;
let firstChat = 810_000;
let day = '2026-11-25';

beforeAll(async () => {
  killed = await prepareService({});
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

const four = (): string => `${day}T16:00:00+07:00`;

test.each(SUMMARY_CRASH_POINTS)(
  'killed at the step "%s", the day’s summary reaches everybody once',
  async (step) => {
    do day = addDays(day, 1);
    while (!isWorkingDay(day, BY_RULE));
    firstChat += 10;
    const chats = [firstChat, firstChat + 1];
    killed.simulators.addPeople(chats);
    const prepared = await killed.open();
    await forgetSummaries(prepared);
    const planId = await planSince(prepared);
    const agencyId = await commune(prepared, 'UBND phường Hàm Rồng', '14758');
    for (const chat of chats) await linkStaff(prepared, { name: `Lan ${chat}`, chat });
    await owe(prepared, { planId, agencyId, dueOn: '2026-11-20' });
    // Chosen long ago; the weekly one is off, and nobody is reminded.
    await prepared.pool.query(
      `insert into summary_setting (plan_id, kind, at_minute, weekday, staff, set_by, set_at)
       values ($1, 'daily', 960, null, '{}', 'an', '2026-11-01'), ($1, 'weekly', null, 1, '{}', 'an', '2026-11-01')`,
      [planId],
    );
    await prepared.close();

    // Its clock shows four in the afternoon.
    const service = killed.start({
      LOA_CLOCK_SKEW_MS: String(Date.parse(four()) - Date.now()),
      LOA_CRASH_AT: step,
    });
    expect(await death(service)).toBe('SIGKILL');

    const world = await killed.worldOn({ idle: true });
    const { db } = world;
    try {
      const made = `select broadcast_id::text as id from summary_run where kind = 'daily'`;
      expect((await db.pool.query(made)).rows).toHaveLength(step === 'summary-commit' ? 1 : 0);
      const { rows: left } = await db.pool.query(
        'select from nudge_digest where broadcast_id in (select broadcast_id from summary_run)',
      );
      expect(left).toHaveLength(step === 'summary-commit' ? 2 : 0);
      world.clock.set(four());
      await world.restart();
      const deadline = Date.now() + 40_000;
      while (world.received(chats).some((count) => count === 0) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100));
      await new Promise((resolve) => setTimeout(resolve, 300)); // one that came twice would be there by then
      expect(world.received(chats)).toEqual([1, 1]);
      const { rows } = await db.pool.query<{ id: string }>(made);
      expect(await world.reached(rows[0]?.id ?? '', 'finished')).toMatchObject({ planned: 2, sent: 2 });
    } finally {
      await world.close();
    }
  },
  120_000,
);
