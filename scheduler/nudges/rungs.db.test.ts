import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../plans/deadlines/day.js';
import { testLog } from '../../test/support/database.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe, workingDays } from '../../test/support/nudging.js';
import { startWorld, type World } from '../../test/support/world.js';
import { expireLate } from '../delivery/expire.js';
import { fanOut } from '../delivery/fanOut.js';
import { setLadder } from './setLadder.js';

let world: World;
let days: ReturnType<typeof workingDays>;
let planId: number;
let agencyId: number;
let chat = 710_000;

beforeAll(async () => {
  world = await startWorld({ idle: true });
  days = workingDays(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetNudges(world.db);
  await world.calm();
  planId = await makePlan(world.db);
  agencyId = await makeAgency(world.db);
});

const official = () => {
  chat += 1;
  return connectOfficial(world.db, agencyId, chat);
};

describe('the ladder', () => {
  test('is climbed rung by rung, each once', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10', exclusive: true });
    await official();
    for (let day = '2026-11-16'; day < '2026-12-31'; day = addDays(day, 1)) await days.deliver(await days.at(day));
    // The first run finds 30 days passed and 14 not come: one comes for what was passed.
    expect(await days.told(id)).toEqual([
      ['2026-11-16', -30],
      ['2026-11-19', -14],
      ['2026-12-01', -7],
      ['2026-12-07', -3],
      ['2026-12-09', -1],
      ['2026-12-10', 0],
      ['2026-12-14', 1],
      ['2026-12-16', 3],
      ['2026-12-22', 7],
    ]);
  });

  test('a reminder that fell into an outage still comes, once, and only the newest', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const { contactId } = await official();
    await days.workOn(['2026-11-20']);
    // Away from the 23rd to the 8th: 7 and 3 days before passed.
    const run = await days.at('2026-12-08');
    await days.deliver(run);
    expect(await days.told(id)).toEqual([
      ['2026-11-20', -14],
      ['2026-12-08', -3],
    ]);
    expect(await days.saidTo(run, contactId)).toContain('còn 2 ngày làm việc');
    await days.workOn(['2026-12-08']);
    expect(await days.told(id)).toHaveLength(2);
  });

  test('the clock that jumped over a week tells everybody once', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    await days.workOn(['2026-11-30', '2026-12-08', '2026-12-09']);
    expect(await days.told(id)).toEqual([
      ['2026-11-30', -1],
      ['2026-12-08', 3],
    ]);
  });

  test('what nobody got, because nothing went out that day, comes with the next run', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    const lost = await days.at('2026-11-30');
    await fanOut(world.db, lost?.broadcastId ?? 0, ['telegram'], testLog);
    await world.db.pool.query(`update broadcast set until = now() - interval '1 second' where id = $1`, [
      lost?.broadcastId,
    ]);
    // Planned before the old run has been tidied away, and after.
    const run = await days.at('2026-12-01');
    expect(await days.told(id)).toEqual([
      ['2026-11-30', -1],
      ['2026-12-01', 0],
    ]);
    await expireLate(world.db);
    await days.deliver(run);
    expect(await days.at('2026-12-02')).toMatchObject({ persons: 1 }); // one day late
  });

  test('a rung whose day was lost altogether is told again under its own name', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-15' });
    await official();
    const lost = await days.at('2026-11-27');
    await world.db.pool.query(`update broadcast set until = now() - interval '1 second' where id = $1`, [
      lost?.broadcastId,
    ]);
    expect(await days.told(id)).toEqual([['2026-11-27', -14]]);
    await days.deliver(await days.at('2026-11-30'));
    expect(await days.told(id)).toEqual([['2026-11-30', -14]]);
    expect(await days.at('2026-12-01')).toMatchObject({ persons: 0 });
  });

  test('a plan’s and a task’s own ladder hold instead of the default', async () => {
    const first = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const second = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    await official();
    const by = { name: 'an', ...world.by };
    const plan = String(planId);
    await setLadder(world.db, { plan, task: null }, { before: [2], after: [] }, by);
    await setLadder(world.db, { plan, task: String(second.taskNo) }, { before: [5, 4], after: [] }, by);
    for (let day = '2026-12-01'; day < '2026-12-20'; day = addDays(day, 1)) await days.deliver(await days.at(day));
    expect((await days.told(first.id)).map(([, rung]) => rung)).toEqual([-2, 0]);
    expect((await days.told(second.id)).map(([, rung]) => rung)).toEqual([-5, -4, 0]);
  });

  test('a new version of a plan keeps the ladder of the one before, task by task, until it has its own', async () => {
    const { taskNo } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const by = { name: 'an', ...world.by };
    await setLadder(world.db, { plan: String(planId), task: null }, { before: [2], after: [] }, by);
    await setLadder(world.db, { plan: String(planId), task: String(taskNo) }, { before: [5, 4], after: [] }, by);
    const next = await makePlan(world.db);
    const followed = await owe(world.db, { planId: next, agencyId, dueOn: '2026-12-10' });
    const fresh = await owe(world.db, { planId: next, agencyId, dueOn: '2026-12-10' });
    await world.db.pool.query('update plan set replaces_id = $1 where id = $2', [planId, next]);
    await world.db.pool.query(
      `update plan_task t set follows_id = f.id from plan_task f where f.plan_id = $1 and f.no = $2 and t.plan_id = $3 and t.no = $4`,
      [planId, taskNo, next, followed.taskNo],
    );
    await official();
    const rungs = async (id: number) => (await days.told(id)).map(([, rung]) => rung);
    for (let day = '2026-12-01'; day <= '2026-12-04'; day = addDays(day, 1)) await days.deliver(await days.at(day));
    expect(await rungs(followed.id)).toEqual([-5, -4]);
    await setLadder(world.db, { plan: String(next), task: null }, { before: [1], after: [] }, by);
    for (let day = '2026-12-05'; day <= '2026-12-10'; day = addDays(day, 1)) await days.deliver(await days.at(day));
    expect([await rungs(followed.id), await rungs(fresh.id)]).toEqual([
      [-5, -4, 0],
      [-1, 0],
    ]);
  });

  test('a deadline that was moved is climbed anew', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    await days.workOn(['2026-12-01']);
    await world.db.pool.query(`update obligation set due_on = '2026-12-08' where id = $1`, [id]);
    await days.workOn(['2026-12-02', '2026-12-03', '2026-12-07']);
    expect(await days.told(id)).toEqual([
      ['2026-12-01', 0],
      ['2026-12-02', -7],
      ['2026-12-03', -3],
      ['2026-12-07', -1],
    ]);
  });
});

describe('nobody is reminded', () => {
  test.each(['reported', 'confirmed', 'dropped'])('of what is %s', async (state) => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    await world.db.pool.query(`update obligation set state = $2, done_on = '2026-11-20' where id = $1`, [id, state]);
    if (state === 'dropped')
      await world.db.pool.query(`update plan_task set dropped_at = now() where plan_id = $1`, [planId]);
    expect(await days.at('2026-11-30')).toMatchObject({ persons: 0, broadcastId: null });
  });

  test('of a plan that another version has replaced', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    await world.db.pool.query(`update plan set state = 'replaced' where id = $1`, [planId]);
    expect(await days.at('2026-11-30')).toMatchObject({ persons: 0 });
  });

  test('who took their consent back, left, or is the head of the agency and did not ask for it', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    const stopped = await official();
    const gone = await official();
    const head = await official();
    await world.db.pool.query(`update consent set withdrawn_at = now() where contact_id = $1`, [stopped.contactId]);
    await world.db.pool.query(`update official set left_at = now() where id = $1`, [gone.officialId]);
    await world.db.pool.query(`update official set role = 'head' where id = $1`, [head.officialId]);
    expect(await days.at('2026-11-30')).toMatchObject({
      persons: 0,
      unreached: [{ agencyId, agency: 'Sở Y tế', obligations: 1 }],
    });
  });

  test('before the day to which they put it off, and then they are', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-10' });
    const { officialId } = await official();
    await days.workOn(['2026-12-01']);
    await world.db.pool.query(
      `insert into obligation_event (obligation_id, at, kind, on_day, official_id) values ($1, now(), 'snoozed', '2026-12-08', $2)`,
      [id, officialId],
    );
    await days.workOn(['2026-12-07', '2026-12-08', '2026-12-09']);
    expect(await days.told(id)).toEqual([
      ['2026-12-01', -7],
      ['2026-12-08', -3],
      ['2026-12-09', -1],
    ]);
    await world.db.pool.query(
      `insert into obligation_event (obligation_id, at, kind, on_day, official_id) values ($1, now(), 'snoozed', '2026-12-12', $2)`,
      [id, officialId],
    );
    await days.workOn(['2026-12-10', '2026-12-11', '2026-12-14', '2026-12-15']);
    expect((await days.told(id)).slice(3)).toEqual([
      ['2026-12-14', 1], // put off to a Saturday: on Monday, and by then the newest
      ['2026-12-15', 3],
    ]);
  });
});

test('what was handed to a colleague is theirs alone, and the focal officer’s again when they leave', async () => {
  const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
  const focal = await official();
  const colleague = await official();
  await world.db.pool.query(`update official set role = 'head' where id = $1`, [colleague.officialId]);
  await world.db.pool.query(`update obligation set official_id = $2 where id = $1`, [id, colleague.officialId]);
  const run = await days.at('2026-11-30');
  expect(await days.saidTo(run, colleague.contactId)).not.toBe('');
  expect(await days.saidTo(run, focal.contactId)).toBe('');
  await days.deliver(run);
  await world.db.pool.query(`update official set left_at = now() where id = $1`, [colleague.officialId]);
  expect(await days.saidTo(await days.at('2026-12-01'), focal.contactId)).not.toBe('');
});

test('what goes on all the time comes with the month’s first working day, an outage over it included, and no other day', async () => {
  const { id } = await owe(world.db, { planId, agencyId, dueOn: null });
  await official();
  await days.workOn(['2026-11-20', '2026-11-30', '2026-12-01', '2026-12-02', '2026-12-31']);
  expect((await days.told(id)).map(([day]) => day)).toEqual(['2026-12-01']);
  await days.workOn(['2027-01-06', '2027-01-07']);
  expect((await days.told(id)).map(([day]) => day)).toEqual(['2026-12-01', '2027-01-06']);
});
