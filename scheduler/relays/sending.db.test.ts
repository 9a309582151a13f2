import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { approvedJune, connectRelayer, forgetRelays, JUNE } from '../../test/support/relaying.js';
import { startWorld, type World } from '../../test/support/world.js';
import { relayCounts } from './relayCounts.js';

let world: World;

beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world.close());
beforeEach(() => forgetRelays(world.db));

/** The clock looks every ten seconds. */
async function planned(): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await world.db.pool.query<{ id: string }>(
      'select distinct broadcast_id::text as id from relay_package where broadcast_id <> 0',
    );
    if (rows[0] !== undefined) return rows[0].id;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error('No package was planned');
}

test('a week’s package arrives on the phones with its pictures, once with two schedulers and a lost queue', async () => {
  const { db } = world;
  const [loud, head] = [781_001, 781_002];
  world.simulators.addPeople([loud, head]);
  world.clock.set('2027-06-04T07:30:00+07:00');
  await approvedJune(db);
  await connectRelayer(db, { role: 'loudspeaker', name: 'Trần Văn Loa', externalId: String(loud) });
  await connectRelayer(db, { role: 'village-head', name: 'Lê Thị Trưởng', externalId: String(head), area: 'Tổ 3' });
  const other = await world.join();
  world.clock.set('2027-06-07T09:00:00+07:00');
  const id = await planned();
  await world.loseQueue();
  expect(await world.reached(id, 'finished')).toMatchObject({ planned: 2, sent: 2, unknown: 0, failed: 0 });
  await other.close();
  // What it is, one text to be read out, how to answer; and two messages with pictures instead of the text.
  expect(world.received([loud, head])).toEqual([3, 4]);
  const last = await world.simulator.person(loud).waitFor((message) => message.reply_markup !== undefined);
  expect(last.reply_markup?.inline_keyboard.flat().map((button) => button.text)).toEqual([
    'Đã phát',
    'Nhận tệp Word và gói tranh',
  ]);
  expect(await relayCounts(db, { campaign: JUNE })).toMatchObject([
    { channel: 'group', packagesSent: 1, answered: 0 },
    { channel: 'loudspeaker', packagesSent: 1, answered: 0 },
  ]);
});
