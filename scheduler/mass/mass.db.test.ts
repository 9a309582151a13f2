import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../base/clock.js';
import { addStaff } from '../../people/addStaff.js';
import { ARTICLE, type MassWorld, MORNING, startMassWorld } from '../../test/support/massWorld.js';
import { refusalOf } from '../../test/support/refusal.js';
import { adoptHome, heartbeat } from '../clock/home.js';
import { createMassPost } from './create.js';
import type { MassTarget } from './target.js';
import { approveMassPost, cancelMassPost, reportMassPost, sendMassPost } from './verbs.js';

const DAY_MS = 24 * HOUR_MS;
/** Hà Nội, Thanh Hóa, Nghệ An; and a commune of Thanh Hóa. */
const [HANOI, THANH_HOA, NGHE_AN, COMMUNE] = ['01', '38', '40', '14758'];

let world: MassWorld;
beforeAll(async () => {
  world = await startMassWorld({ env: { ZALO_BROADCASTS_PER_MONTH: '2' } });
});
afterAll(() => world.close());
beforeEach(() => world.calm());

const day = (offset: number): void => world.zalo.clock.set(new Date(Date.parse(MORNING) + offset * DAY_MS));
const refused = (work: Promise<unknown>): Promise<string> => refusalOf(work);
const auditOf = async (id: string): Promise<string[]> => {
  const { rows } = await world.db.pool.query<{ action: string }>(
    `select entry::json ->> 'action' as action from audit_event where entry::json ->> 'subject' = $1 order by id`,
    [`article:${id}`],
  );
  return rows.map(({ action }) => action);
};

describe('nothing goes to everybody on one person’s word', () => {
  test('whoever wrote it may not approve it, and an author may approve nothing', async () => {
    const id = await world.draft();
    expect(await refused(approveMassPost(world.db, world.channel, id, world.by('an')))).toBe('wrong-role');
    await addStaff(world.db, { name: 'dung', role: 'approver', place: null });
    const { db, channel } = world;
    await world.set(id, `created_by = 'dung'`);
    expect(await refused(approveMassPost(db, channel, id, world.by('dung')))).toBe('no-second-person');
    await world.approve(id);
    expect(await refused(approveMassPost(db, channel, id, world.by('chi')))).toBe('wrong-state');
    expect(await auditOf(id)).toEqual(['article.create', 'article.approve']);
  });

  test('a draft is neither sent nor shown to the platform', async () => {
    const id = await world.draft();
    expect(await refused(sendMassPost(world.db, world.channel, id, world.by('an')))).toBe('wrong-state');
    await world.tick();
    expect(world.zalo.core.articles.byId.size).toBe(0);
    expect((await world.post(id)).state).toBe('draft');
  });

  test.each([
    ['the text', `article = jsonb_set(article, '{title}', '"Khác"')`],
    ['a picture', `article = jsonb_set(article, '{cover,sha256}', '"${'0'.repeat(64)}"')`],
    ['the target', `address = '{"cities":[9]}'`],
    ['the end', `until = now() + interval '10 days'`],
    ['the time', `at = now()`],
  ])('%s changed after approval, it is held and not sent', async (_what, change) => {
    const id = await world.ready();
    await world.set(id, `${change}, due_at = now()`);
    const post = await world.until(id, 'held', 'sent');
    expect(post).toMatchObject({ state: 'held', reason: 'changed-after-approval' });
    expect(world.zalo.broadcasts()).toHaveLength(0);
    expect(await refused(sendMassPost(world.db, world.channel, id, world.by('an')))).not.toBe('not refused');
  });

  test('staff of a province approves for the province, not for the country or another one', async () => {
    await addStaff(world.db, { name: 'thanh', role: 'approver', place: THANH_HOA });
    const approve = (id: string) => refused(approveMassPost(world.db, world.channel, id, world.by('thanh')));
    expect(await approve(await world.draft())).toBe('outside-place');
    expect(await approve(await world.draft({ audience: `place:${THANH_HOA} or place:${HANOI}` }))).toBe(
      'outside-place',
    );
    expect(await approve(await world.draft({ audience: `place:${THANH_HOA}` }))).toBe('not refused');
  });
});

describe('a rule that Zalo cannot follow is refused and never taken for something wider', () => {
  test.each([
    [`place:${COMMUNE}`, 'Phường'],
    ['group:hoc-sinh', 'hoc-sinh'],
    [`place:${THANH_HOA} group:hoc-sinh`, 'hoc-sinh'],
    [`place:${THANH_HOA} locale:en`, '“en”'],
    [`not place:${THANH_HOA}`, 'leave out'],
    ['channel:telegram', 'telegram'],
    [`place:${THANH_HOA} place:${HANOI}`, 'No province is left'],
  ])('%s', async (audience, said) => {
    await expect(world.draft({ audience })).rejects.toThrow(said);
    expect(await world.db.prisma.massPost.count()).toBe(0);
  });

  test('several faults of one rule are all told', async () => {
    await expect(world.draft({ audience: `place:${COMMUNE} group:a locale:en` })).rejects.toMatchObject({
      code: 'bad-target',
      faults: { length: 3 },
    });
  });

  test('what it can follow is a list of whole provinces, in its own numbers', async () => {
    const id = await world.draft({
      audience: `place:${THANH_HOA} or place:79`,
      narrower: narrow({ gender: 'female' }),
    });
    const { target, address } = await world.post(id);
    // Thành phố Hồ Chí Minh of today is what was three provinces.
    expect(address).toEqual({ gender: 2, cities: [4, 29, 39, 49] });
    expect(target).toMatchObject({ provinces: ['38', '79'], places: expect.arrayContaining(['Bình Dương']) });
  });

  test('ages are whole groups of Zalo’s', async () => {
    const ages = [
      { from: 13, to: 24 },
      { from: 65, to: null },
    ];
    const id = await world.draft({ narrower: narrow({ ages }) });
    expect((await world.post(id)).address).toEqual({ ages: [1, 2, 7] });
    await expect(world.draft({ narrower: narrow({ ages: [{ from: 15, to: 24 }] }) })).rejects.toThrow('13–17');
  });

  test('staff of a province writes for the province whatever the rule says, and staff of a commune not at all', async () => {
    await addStaff(world.db, { name: 'nghe', role: 'author', place: NGHE_AN });
    await addStaff(world.db, { name: 'phuong', role: 'author', place: COMMUNE });
    const post = { article: ARTICLE, media: new Map(), audience: 'all', narrower: narrow({}), at: null, until: null };
    const { id } = await createMassPost(world.db, world.channel, post, world.by('nghe'));
    expect((await world.post(id)).address).toEqual({ cities: [55] });
    expect(await refused(createMassPost(world.db, world.channel, post, world.by('phuong')))).toBe('bad-target');
  });
});

describe('the budget of a month', () => {
  test('is shown before and after an approval, and an approval past it is refused', async () => {
    const first = await world.draft();
    expect((await world.status(first)).budget).toMatchObject({ used: 0, limit: 2, left: 2, freeAgainAt: null });
    await world.approve(first);
    const tomorrow = new Date(Date.parse(MORNING) - 2 * HOUR_MS + DAY_MS).toISOString();
    expect((await world.status(first)).budget).toMatchObject({ used: 1, left: 1, freeAgainAt: tomorrow });
    const [second, third] = [await world.draft(), await world.draft()];
    await world.approve(second);
    expect(await refused(approveMassPost(world.db, world.channel, third, world.by('binh')))).toBe('over-budget');
    expect((await world.post(third)).state).toBe('draft');
    const nextMonth = new Date(Date.parse(MORNING));
    nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1);
    nextMonth.setUTCHours(0);
    expect((await world.status(third)).budget).toMatchObject({ left: 0, freeAgainAt: nextMonth.toISOString() });
    // What is cancelled gives its place back.
    await cancelMassPost(world.db, second, world.by('an'));
    await world.approve(third);
  });

  test('two approvals at the same moment do not both get the last one', async () => {
    await world.approve(await world.draft());
    const drafts = await Promise.all([world.draft(), world.draft(), world.draft()]);
    const said = await Promise.all(
      drafts.map((id) => refused(approveMassPost(world.db, world.channel, id, world.by('binh')))),
    );
    expect(said.sort()).toEqual(['not refused', 'over-budget', 'over-budget']);
  });

  test('is one of each reader: articles to different provinces take nothing from each other', async () => {
    for (const place of [THANH_HOA, THANH_HOA, HANOI, HANOI])
      await world.approve(await world.draft({ audience: `place:${place}` }));
    const both = await world.draft({ audience: `place:${HANOI} or place:${NGHE_AN}` });
    expect(await refused(approveMassPost(world.db, world.channel, both, world.by('binh')))).toBe('over-budget');
    await world.approve(await world.draft({ audience: `place:${NGHE_AN}` }));
  });

  test('one a day: a second one for the same people waits for another day', async () => {
    const first = await world.send();
    await world.until(first, 'sent');
    const second = await world.draft();
    await world.approve(second);
    expect(await refused(sendMassPost(world.db, world.channel, second, world.by('an')))).toBe('day-taken');
    await world
      .send({ audience: 'place:01' })
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'over-budget' }));
    day(1);
    await sendMassPost(world.db, world.channel, second, world.by('an'));
    await world.until(second, 'sent');
    expect(world.zalo.broadcasts()).toHaveLength(2);
  });

  test('a day that is taken meanwhile makes it wait, and nothing of it is visible before', async () => {
    const id = await world.ready();
    await sendMassPost(world.db, world.channel, id, world.by('an'));
    // As if it had waited through the night, into a day that another article has.
    await world.db.pool.query(
      `insert into mass_post (channel, sender, state, article, audience, target, address, created_by, budget_day)
       select channel, sender, 'finished', article, audience, target, address, created_by, $1::date from mass_post where id = $2`,
      [new Date(Date.parse(MORNING) + DAY_MS).toISOString().slice(0, 10), Number(id)],
    );
    day(1);
    for (let i = 0; i < 3; i++) await world.tick();
    expect(await world.status(id)).toMatchObject({ state: 'ready', waitsFor: 'budget' });
    expect(world.visible()).toBe(0);
    day(2);
    await world.until(id, 'sent');
  });
});

describe('the hours', () => {
  test('nothing is handed over at night, nor so late that it would come at night', async () => {
    const id = await world.send();
    for (const hours of [11.4, 12, 15, 20]) {
      world.zalo.clock.set(new Date(Date.parse(MORNING) + hours * HOUR_MS));
      for (let i = 0; i < 4; i++) {
        await world.hurry(id);
        await world.tick();
      }
      expect(await world.status(id)).toMatchObject({ state: 'ready', waitsFor: 'quiet-hours' });
    }
    expect(world.visible()).toBe(0);
    day(1);
    await world.until(id, 'sent');
  });

  test('an article with a time goes by itself when its time has come, and not before', async () => {
    const at = new Date(Date.parse(MORNING) + HOUR_MS);
    const id = await world.draft({ at });
    await world.approve(id);
    expect(await refused(sendMassPost(world.db, world.channel, id, world.by('an')))).toBe('has-time');
    await world.until(id, 'ready');
    await world.tick();
    expect((await world.post(id)).state).toBe('ready');
    await world.set(id, `due_at = now()`);
    await world.until(id, 'sent');
  });

  test('past its end it expires, gives its budget back, and what was prepared is taken away', async () => {
    const id = await world.draft({ until: new Date(Date.parse(MORNING) + HOUR_MS) });
    await world.approve(id);
    await world.until(id, 'ready');
    await world.db.pool.query(`update mass_post set until = now(), approved_hash = approved_hash where id = $1`, [
      Number(id),
    ]);
    await world.until(id, 'expired');
    await world.hurry(id);
    await world.tick();
    expect(await world.post(id)).toMatchObject({ budgetDay: null, removedAt: expect.any(Date) });
    expect(world.zalo.core.articles.byId.size).toBe(0);
  });
});

describe('afterwards', () => {
  test('the ledger says that the reach is not known, until staff writes down what they read elsewhere', async () => {
    const id = await world.send();
    await world.until(id, 'sent');
    expect(await refused(cancelMassPost(world.db, id, world.by('an')))).toBe('wrong-state');
    expect((await world.status(id)).reported).toBeNull();
    await world.set(id, `sent_at = now() - interval '61 minutes'`);
    expect(await world.until(id, 'finished')).toMatchObject({ reached: null });
    await reportMassPost(world.db, id, { kind: 'reached', people: 1_200 }, world.by('an'));
    expect((await world.status(id)).reported).toEqual({ by: 'an', people: 1_200 });
  });

  test('one that was turned away by moderation is not claimed to have reached anybody, and frees its place', async () => {
    world.zalo.core.broadcasts.verdict = 'reject';
    const id = await world.send();
    await world.until(id, 'sent');
    world.zalo.clock.advance(31 * MINUTE_MS);
    expect(world.zalo.broadcasts()).toMatchObject([{ state: 'rejected' }]);
    await reportMassPost(world.db, id, { kind: 'rejected', why: 'ảnh bìa' }, world.by('an'));
    expect(await world.post(id)).toMatchObject({ state: 'rejected', reason: 'reported: ảnh bìa', budgetDay: null });
    expect(await auditOf(id)).toEqual(['article.create', 'article.approve', 'article.send', 'article.result']);
  });
});

describe('a restored backup does not send yesterday’s article again', () => {
  test('after a gap it is held until somebody adopts', async () => {
    await adoptHome(world.db, 'here');
    const id = await world.ready();
    await sendMassPost(world.db, world.channel, id, world.by('an'));
    await world.db.pool.query(`update home set heartbeat_at = now() - interval '16 minutes'`);
    expect(await heartbeat(world.db, 'here')).toMatchObject({ heldForGap: 1 });
    await world.tick();
    expect(await world.post(id)).toMatchObject({ state: 'held', reason: 'gap' });
    await adoptHome(world.db, 'here');
    await world.until(id, 'sent');
  });

  test('in another place nothing is done at all', async () => {
    await adoptHome(world.db, 'here');
    const id = await world.send();
    await heartbeat(world.db, 'elsewhere');
    for (let i = 0; i < 3; i++) {
      await world.hurry(id);
      await world.tick();
    }
    expect(world.zalo.core.articles.byId.size).toBe(0);
    expect((await world.status(id)).waitsFor).toBe('home');
    await adoptHome(world.db, 'elsewhere');
    await world.until(id, 'sent');
  });
});

function narrow(some: Partial<MassTarget>): Omit<MassTarget, 'provinces'> {
  return { regions: null, ages: null, gender: null, platforms: null, ...some };
}
