import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe } from '../../test/support/nudging.js';
import { startWorld, type World } from '../../test/support/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world.close());
beforeEach(() => forgetNudges(world.db));

const runOf = async (day: string): Promise<string | null> => {
  for (let tries = 0; tries < 150; tries += 1) {
    const { rows } = await world.db.pool.query<{ id: string | null }>(
      `select broadcast_id::text as id from nudge_run where on_day = $1::date`,
      [day],
    );
    if (rows[0]) return rows[0].id;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`No run was made on ${day}`);
};

test('at eight every official has their own digest, in their language, with buttons; with two schedulers and a lost queue, once', async () => {
  const planId = await makePlan(world.db);
  const [health, culture] = [await makeAgency(world.db), await makeAgency(world.db, 'Sở Văn hóa')];
  const chats = [730_001, 730_002, 730_003];
  world.simulators.addPeople(chats);
  await connectOfficial(world.db, health, 730_001);
  await connectOfficial(world.db, health, 730_002, { locale: 'en' });
  await connectOfficial(world.db, culture, 730_003);
  const { id } = await owe(world.db, { planId, agencyId: health, dueOn: '2026-12-01', text: 'Báo cáo sơ kết' });
  await owe(world.db, { planId, agencyId: culture, dueOn: '2026-11-27', text: 'Treo khẩu hiệu' });
  const other = await world.join();
  world.clock.set('2026-11-30T08:00:00+07:00');
  const run = (await runOf('2026-11-30')) ?? '';
  await world.loseQueue();
  const end = await world.reached(run, 'finished');
  expect(end).toMatchObject({ planned: 3, sent: 3, unknown: 0 });
  await other.close();
  expect(world.received(chats)).toEqual([1, 1, 1]);
  const said = await world.simulator.person(730_001).waitFor();
  expect(said.text).toContain('1. Báo cáo sơ kết');
  expect(said.text).not.toContain('Treo khẩu hiệu');
  expect(said.reply_markup?.inline_keyboard.flat().map((button) => button.callback_data)).toEqual([`t:${id}`, 'm:']);
  expect((await world.simulator.person(730_002).waitFor()).text).toContain('Reminder of 30/11/2026');
  expect((await world.simulator.person(730_003).waitFor()).text).toContain('🔴 Quá hạn');
});

test('on a day without anything to say nobody hears anything, and awareness goes on as ever', async () => {
  world.clock.set('2026-12-02T08:00:00+07:00');
  expect(await runOf('2026-12-02')).toBeNull();
  const { audience, chats } = await world.people(2);
  const id = await world.send({ audience });
  await world.reached(id, 'finished');
  expect(world.received(chats)).toEqual([1, 1]);
});

test('a service that is restarted over its run repeats nobody', async () => {
  const planId = await makePlan(world.db);
  const agencyId = await makeAgency(world.db);
  const chats = Array.from({ length: 5 }, (_, at) => 740_001 + at);
  world.simulators.addPeople(chats);
  for (const chat of chats) await connectOfficial(world.db, agencyId, chat);
  await owe(world.db, { planId, agencyId, dueOn: '2026-12-04' });
  await world.stop();
  world.clock.set('2026-12-03T08:00:00+07:00');
  await world.restart();
  const run = (await runOf('2026-12-03')) ?? '';
  await world.restart();
  await world.reached(run, 'finished');
  expect(world.received(chats)).toEqual([1, 1, 1, 1, 1]);
});
