import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RELAY_CRASH_POINTS } from '../base/crash.js';
import { death, type KilledService, prepareService } from './support/killedService.js';
import { approvedJune, connectRelayer, forgetRelays } from './support/relaying.js';

let killed: KilledService;
let chat = 820_000;

beforeAll(async () => {
  killed = await prepareService({});
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

const NINE = '2027-06-07T09:00:00+07:00';

test.each(RELAY_CRASH_POINTS)(
  'killed at the step "%s", the week’s package reaches whoever relays it once',
  async (step) => {
    chat += 1;
    killed.simulators.addPeople([chat]);
    const prepared = await killed.open();
    await forgetRelays(prepared);
    await approvedJune(prepared);
    await connectRelayer(prepared, { role: 'loudspeaker', name: 'Trần Văn Loa', externalId: String(chat) });
    await prepared.close();

    // Its clock shows nine in the morning of a Monday.
    const service = killed.start({
      LOA_CLOCK_SKEW_MS: String(Date.parse(NINE) - Date.now()),
      LOA_CRASH_AT: step,
    });
    expect(await death(service)).toBe('SIGKILL');

    const world = await killed.worldOn({ idle: true });
    const { db } = world;
    try {
      const made = 'select broadcast_id::text as id from relay_package';
      expect((await db.pool.query(made)).rows).toHaveLength(step === 'relay-commit' ? 1 : 0);
      world.clock.set(NINE);
      await world.restart();
      const deadline = Date.now() + 40_000;
      while (world.received([chat])[0] !== 3 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100));
      await new Promise((resolve) => setTimeout(resolve, 300)); // one that came twice would be there by then
      expect(world.received([chat])).toEqual([3]);
      const { rows } = await db.pool.query<{ id: string }>(made);
      expect(await world.reached(rows[0]?.id ?? '', 'finished')).toMatchObject({ planned: 1, sent: 1 });
    } finally {
      await world.close();
    }
  },
  120_000,
);
