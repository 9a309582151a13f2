import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectOfficial, owe } from '../../test/support/nudging.js';
import { choose, commune, forgetSummaries, linkStaff, makeHead, planSince } from '../../test/support/summaries.js';
import { startWorld, type World } from '../../test/support/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world.close());

/** The clock looks every ten seconds. */
async function made(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rowCount } = await world.db.pool.query('select from summary_run where broadcast_id is not null');
    if (rowCount !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error('No summary was made');
}

test('at the chosen hour it arrives on the phones, once with two schedulers and a lost queue, each in their own words', async () => {
  const { db } = world;
  await forgetSummaries(db);
  const planId = await planSince(db);
  const agencyId = await commune(db, 'UBND phường Hàm Rồng', '14758');
  const chats = [771_001, 771_002, 771_003];
  world.simulators.addPeople(chats);
  await linkStaff(db, { name: 'Lan', chat: 771_001 });
  await linkStaff(db, { name: 'Tim', chat: 771_002, locale: 'en' });
  const head = await connectOfficial(db, agencyId, 771_003);
  await makeHead(db, head.officialId, head.contactId, 'daily');
  await owe(db, { planId, agencyId, dueOn: '2026-11-25', text: 'Báo cáo tháng 11' });
  world.clock.set('2026-12-01T07:30:00+07:00');
  await choose(db, planId, { kind: 'daily', when: { weekday: null, atMinute: 480 } }, world.by);
  const other = await world.join();
  world.clock.set('2026-12-01T08:00:00+07:00');
  await made();
  await world.loseQueue();
  const said = await world.simulator.person(771_001).waitFor();
  await world.simulator.person(771_002).waitFor();
  await world.simulator.person(771_003).waitFor();
  const { rows } = await db.pool.query<{ id: string }>(
    `select distinct broadcast_id::text as id from summary_run where broadcast_id is not null`,
  );
  for (const { id } of rows) expect(await world.reached(id, 'finished')).toMatchObject({ unknown: 0, failed: 0 });
  await other.close();
  expect(rows).toHaveLength(1);
  expect(world.received(chats)).toEqual([1, 1, 1]);
  expect(said.text).toContain('Quá hạn: còn 1 xã, phường, đặc khu chưa báo cáo (1 nội dung).');
  expect(said.reply_markup?.inline_keyboard.flat().map((button) => button.callback_data)).toEqual(['s1:p:1']);
  expect((await world.simulator.person(771_002).waitFor()).text).toContain('no report from UBND phường Hàm Rồng.');
  expect((await world.simulator.person(771_003).waitFor()).text).toContain('còn 1 việc quá hạn');
});
