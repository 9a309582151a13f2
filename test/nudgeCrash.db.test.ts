import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NUDGE_CRASH_POINTS } from '../base/crash.js';
import { addDays } from '../plans/deadlines/day.js';
import { BY_RULE, isWorkingDay } from '../scheduler/calendar/workingDays.js';
import { death, type KilledService, prepareService } from './support/killedService.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe } from './support/nudging.js';

let killed: KilledService;
let firstChat = 800_000;
let day = '2026-11-25';

beforeAll(async () => {
  killed = await prepareService({});
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

const eight = (): string => `${day}T08:00:00+07:00`;

test.each(NUDGE_CRASH_POINTS)(
  'killed at the step "%s", the day’s nudges reach everybody once',
  async (step) => {
    do day = addDays(day, 1);
    while (!isWorkingDay(day, BY_RULE));
    firstChat += 10;
    const chats = [firstChat, firstChat + 1, firstChat + 2];
    killed.simulators.addPeople(chats);
    const prepared = await killed.open();
    await forgetNudges(prepared);
    const [planId, agencyId] = [await makePlan(prepared), await makeAgency(prepared)];
    for (const chat of chats) await connectOfficial(prepared, agencyId, chat);
    await owe(prepared, { planId, agencyId, dueOn: day });
    await prepared.close();

    // Its clock shows eight in the morning.
    const service = killed.start({
      LOA_CLOCK_SKEW_MS: String(Date.parse(eight()) - Date.now()),
      LOA_CRASH_AT: step,
    });
    expect(await death(service)).toBe('SIGKILL');

    const world = await killed.worldOn({ idle: true });
    const { db } = world;
    try {
      const { rows } = await db.pool.query('select from nudge_run where on_day = $1::date', [day]);
      expect(rows).toHaveLength(step === 'nudge-commit' ? 1 : 0);
      const { rows: left } = await db.pool.query(`select from nudge_digest union all select from nudge_rung`);
      expect(left).toHaveLength(step === 'nudge-commit' ? 6 : 0);
      world.clock.set(eight());
      await world.restart();
      const deadline = Date.now() + 40_000;
      while (world.received(chats).some((count) => count === 0) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100));
      await new Promise((resolve) => setTimeout(resolve, 300)); // one that came twice would be there by then
      expect(world.received(chats)).toEqual([1, 1, 1]);
      const { rows: runs } = await db.pool.query<{ id: string }>(`select broadcast_id::text as id from nudge_run`);
      expect(await world.reached(runs[0]?.id ?? '', 'finished')).toMatchObject({ planned: 3, sent: 3 });
    } finally {
      await world.close();
    }
  },
  120_000,
);
