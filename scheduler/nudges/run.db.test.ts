import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { vietnamDay } from '../../base/vietnamDay.js';
import { erase } from '../../people/erase.js';
import { testLog } from '../../test/support/database.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe, workingDays } from '../../test/support/nudging.js';
import { refusalOf } from '../../test/support/refusal.js';
import { SECRET, startWorld, type World } from '../../test/support/world.js';
import { isAsApproved } from '../broadcast/hash.js';
import { readDigests } from '../broadcast/personal.js';
import { retryMissed } from '../broadcast/retryMissed.js';
import { setCalendarDays, unsetCalendarDays } from '../calendar/setDay.js';
import { fanOut } from '../delivery/fanOut.js';
import { nudgesDue } from './due.js';

let world: World;
let days: ReturnType<typeof workingDays>;
let planId: number;
let agencyId: number;
let chat = 700_000;

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

describe('the run of a day', () => {
  test('is made at eight on a working day, once, whoever looks', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    expect(await days.at('2026-11-30', '07:59')).toBeNull();
    expect(await days.at('2026-11-29')).toBeNull(); // a Sunday
    world.clock.set('2026-11-30T08:00:00+07:00');
    const runs = await Promise.all([1, 2, 3].map(() => nudgesDue(world.db, { clock: world.clock, log: testLog })));
    expect(runs.filter((run) => run !== null)).toHaveLength(1);
    expect(await days.at('2026-11-30', '08:10')).toBeNull();
    const { rows } = await world.db.pool.query(`select from broadcast where kind = 'nudge' and state = 'running'`);
    expect(rows).toHaveLength(1);
  });

  test('goes out until the evening, and after that the next working day carries it', async () => {
    const { id } = await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    expect(await days.at('2026-11-30', '20:00')).toBeNull();
    expect(await days.at('2026-12-01', '19:59')).not.toBeNull();
    expect(await days.told(id)).toEqual([['2026-12-01', 0]]);
  });

  test('is made on a day that was announced as worked, and not on one announced as off', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    const by = { name: 'chi', ...world.by };
    const entry = { name: 'Hoán đổi', basis: 'Thông báo số 1/TB-BNV' };
    await setCalendarDays(world.db, ['2026-11-30'], { kind: 'rest', ...entry }, by);
    await setCalendarDays(world.db, ['29/11/2026'], { kind: 'working', ...entry }, by);
    expect(await days.at('2026-11-30')).toBeNull();
    expect(await days.at('2026-11-29')).toMatchObject({ persons: 1 });
    await unsetCalendarDays(world.db, ['2026-11-30'], by);
    expect(await days.at('2026-11-30')).not.toBeNull();
  });

  test('tells nobody in a database that has woken up somewhere else', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    await world.db.pool.query(
      `insert into home (id, identity, heartbeat_at, held_at) values (1, 'there', now(), now()) on conflict (id) do update set held_at = now()`,
    );
    expect(await days.at('2026-11-30')).toBeNull();
    await world.db.pool.query('update home set held_at = null');
    expect(await days.at('2026-11-30')).not.toBeNull();
  });

  test('one person gets one digest, however many tasks, agencies and posts they have', async () => {
    const second = await makeAgency(world.db, 'Sở Văn hóa');
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-03' });
    await owe(world.db, { planId, agencyId: second, dueOn: '2026-12-01' });
    const { contactId } = await official();
    await world.db.prisma.official.create({
      data: { agencyId: second, name: 'Hai vai', position: 'Chuyên viên', role: 'focal', contactId },
    });
    const run = await days.at('2026-11-30');
    expect(run).toMatchObject({ persons: 1, rungs: 3 });
    const text = await days.saidTo(run, contactId);
    expect(text).toContain('Sở Y tế');
    expect(text).toContain('Sở Văn hóa');
    expect(text.match(/^\d+\. /gm)).toHaveLength(3);
  });
});

describe('a run rests on the plans that were made live', () => {
  test('its broadcast says on whose word, and is bound to every digest', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    const { contactId } = await official();
    const other = await official();
    const run = await days.at('2026-11-30');
    const id = run?.broadcastId ?? 0;
    const broadcast = await world.db.prisma.broadcast.findUniqueOrThrow({ where: { id } });
    expect(broadcast).toMatchObject({ kind: 'nudge', approvedBy: 'binh', onUnknown: 'resend', anyHour: false });
    expect(await isAsApproved(world.db, id)).toBe(true);
    await world.db.pool.query(`update broadcast set until = until + interval '1 day' where id = $1`, [id]);
    expect(await isAsApproved(world.db, id)).toBe(false);
    await world.db.pool.query(`update broadcast set until = until - interval '1 day' where id = $1`, [id]);
    await world.db.pool.query(`delete from nudge_digest where broadcast_id = $1 and contact_id = $2`, [id, contactId]);
    expect(await isAsApproved(world.db, id)).toBe(false);
    expect(other.contactId).not.toBe(contactId);
  });

  test('what was changed for one person reaches that person not, and the others as planned', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    const [changed, erased, kept] = [await official(), await official(), await official()];
    const run = await days.at('2026-11-30');
    const broadcastId = run?.broadcastId ?? 0;
    await fanOut(world.db, broadcastId, ['telegram'], testLog);
    await world.db.pool.query(
      `update nudge_digest set message = jsonb_set(message, '{vi,0,body,text}', '"khác"') where contact_id = $1`,
      [changed.contactId],
    );
    await erase(world.db, SECRET, { channel: 'telegram', externalId: String(erased.chat) });
    expect(await isAsApproved(world.db, broadcastId)).toBe(true);
    const { rows } = await world.db.pool.query<{ month: string; seq: number; contact: number }>(
      `select month::text, seq, contact_id as contact from delivery where broadcast_id = $1 order by seq`,
      [broadcastId],
    );
    const said = await readDigests(world.db, {
      month: rows[0]?.month ?? '',
      broadcastId,
      seqs: rows.map(({ seq }) => seq),
    });
    expect(rows.filter(({ seq }) => said.has(seq)).map(({ contact }) => contact)).toEqual([kept.contactId]);
  });

  test('is not repeated by command: the next run says what is true by then', async () => {
    await owe(world.db, { planId, agencyId, dueOn: '2026-12-01' });
    await official();
    const run = await days.at('2026-11-30');
    const refused = await refusalOf(
      retryMissed(world.db, String(run?.broadcastId), { unknown: false }, { name: 'an', ...world.by }),
    );
    expect(refused).toBe('comes-again');
  });
});

test('the day of a run is the day in Vietnam', () => {
  expect(vietnamDay(new Date('2026-11-29T17:30:00Z'))).toBe('2026-11-30');
});
