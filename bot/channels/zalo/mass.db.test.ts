import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../base/clock.js';
import { reportMassPost, sendMassPost } from '../../../scheduler/mass/verbs.js';
import { type MassWorld, PUBLIC_URL, startMassWorld } from '../../../test/support/massWorld.js';
import { nextUserId } from '../../../test/support/zaloWorld.js';

const BROADCAST = '/v2.0/oa/message';
const [CREATE, VERIFY, UPDATE] = ['/v2.0/article/create', '/v2.0/article/verify', '/v2.0/article/update'];

let world: MassWorld;
beforeAll(async () => {
  world = await startMassWorld({ callTimeoutMs: 1_000 });
});
afterAll(() => world.close());
beforeEach(() => world.calm());

const fault = (path: string, what: Parameters<typeof world.zalo.faults.add>[0]['fault'], times = 1) =>
  world.zalo.faults.add({ paths: [path], times, fault: what });
/** How often a path was called since the test began. */
const callsTo = (path: string): number => world.zalo.calls(path).length - (before.get(path) ?? 0);
const before = new Map<string, number>();
beforeEach(() => {
  for (const path of [BROADCAST, CREATE, VERIFY, UPDATE]) before.set(path, world.zalo.calls(path).length);
});

test('an article is written hidden, made visible, and brought once to those whom the target means', async () => {
  const [lan, minh, hoa] = [nextUserId(), nextUserId(), nextUserId()];
  world.zalo.addUsers([
    { id: lan, name: 'Lan', city: 39, age: 20 },
    { id: minh, name: 'Minh', city: 9, age: 20 },
    { id: hoa, name: 'Hoa', city: 39, age: 50 },
  ]);
  const id = await world.ready({
    audience: 'place:38',
    narrower: { regions: null, ages: [{ from: 18, to: 24 }], gender: null, platforms: null },
  });
  expect(world.visible()).toBe(0);
  await sendMassPost(world.db, world.channel, id, world.by('an'));
  const post = await world.until(id, 'sent');
  const [article] = world.zalo.core.articles.byId.values();
  expect(article).toMatchObject({ id: post.articleId, status: 'show', comment: 'hide', author: 'Công an phường' });
  expect(article?.cover).toMatchObject({
    photo_url: expect.stringMatching(`^${PUBLIC_URL}/pictures/[0-9a-f]{64}.png$`),
  });
  expect(article?.body[0]).toEqual({
    type: 'text',
    content: '<p>Đoạn một &lt;đầu&gt;.</p><p>Dòng một</p><p>dòng hai &amp; hết</p>',
  });
  expect(JSON.stringify(article?.body.at(-1))).toContain('120/2025/QH15');
  const [broadcast] = world.zalo.broadcasts();
  expect(broadcast?.target).toEqual({ gender: '0', ages: '2', cities: '39' });
  world.zalo.clock.advance(31 * MINUTE_MS);
  expect(broadcast?.receivers).toEqual([lan]);
  expect(post.messageId).toBe(broadcast?.id);
  expect([minh, hoa].map((user) => world.zalo.deliveredTo(user))).toEqual([0, 0]);
});

describe('what may have been done is not done again', () => {
  test.each([
    ['a cut after it', { kind: 'cut', when: 'after' }, 1],
    ['a cut before it', { kind: 'cut', when: 'before' }, 0],
    ['silence', { kind: 'silence', delivered: true }, 1],
    ['a 502 that hides a success', { kind: 'server-error', code: 502, delivered: true }, 1],
    ['a page of some proxy', { kind: 'answer', status: 200, body: '<html>' }, 0],
    ['"sending failed"', { kind: 'error', code: -200 }, 0],
  ] as const)('%s: unknown, and never sent again by itself', async (_what, what, reached) => {
    fault(BROADCAST, what);
    const id = await world.send();
    const post = await world.until(id, 'unknown', 'sent');
    expect(post.state).toBe('unknown');
    expect(post.budgetDay).not.toBeNull();
    for (let i = 0; i < 3; i++) {
      await world.hurry(id);
      await world.tick();
    }
    expect(callsTo(BROADCAST)).toBe(1);
    expect(world.zalo.broadcasts()).toHaveLength(reached);
    // A person looks into OA Manager, and says.
    await reportMassPost(world.db, id, { kind: 'reached', people: null }, world.by('an'));
    expect((await world.post(id)).state).toBe('finished');
  });

  test('an article whose making was not answered is made again, and only one of them is ever seen', async () => {
    fault(CREATE, { kind: 'cut', when: 'after' });
    fault(UPDATE, { kind: 'cut', when: 'after' });
    await world.until(await world.send(), 'sent');
    expect(world.zalo.broadcasts()).toHaveLength(1);
    expect(world.visible()).toBe(1);
  });

  test('an article that is never answered is held for a person, after a handful of tries', async () => {
    fault(CREATE, { kind: 'cut', when: 'after' }, 100);
    const id = await world.send();
    expect(await world.until(id, 'held')).toMatchObject({ reason: 'article-unanswered' });
    expect(callsTo(CREATE)).toBe(5);
  });
});

describe('what Zalo refuses', () => {
  test.each([
    ['the content', CREATE, -248, 'zalo-248'],
    ['articles, whose quota is used up', VERIFY, -223, 'zalo-223'],
    ['an article that it cannot show', UPDATE, -201, 'zalo-201'],
    ['an account that is not verified', BROADCAST, -221, 'zalo-221'],
    ['a package that is too low', BROADCAST, -224, 'zalo-224'],
    ['with a number that nobody knows', BROADCAST, -9999, 'unlisted zalo-9999'],
  ])(
    '%s ends it with the reason, takes nothing from the budget and leaves nothing behind',
    async (_w, path, code, reason) => {
      fault(path, { kind: 'error', code }, 100);
      const id = await world.send();
      expect(await world.until(id, 'rejected')).toMatchObject({ reason, budgetDay: null });
      world.zalo.faults.clear();
      for (let i = 0; i < 2; i++) {
        await world.hurry(id);
        await world.tick();
      }
      expect(world.zalo.core.articles.byId.size).toBe(0);
      // The account goes on with everything else.
      const { rows } = await world.db.pool.query('select from sender where stopped_at is not null');
      expect(rows).toHaveLength(0);
    },
  );

  test('for its quota (-211) it is tried again on another morning', async () => {
    fault(BROADCAST, { kind: 'error', code: -211 });
    const id = await world.send();
    for (let i = 0; i < 12 && (await world.post(id)).reason !== 'zalo-211'; i++) {
      await world.hurry(id);
      await world.tick();
    }
    expect(await world.status(id)).toMatchObject({ state: 'publishing', waitsFor: 'quota' });
    await world.tick();
    expect(callsTo(BROADCAST)).toBe(1);
    await world.until(id, 'sent');
  });

  test('for the hour (-234), although our clock said otherwise, it waits for the morning', async () => {
    fault(BROADCAST, { kind: 'error', code: -234 });
    const id = await world.send();
    for (let i = 0; i < 12 && (await world.post(id)).reason !== 'zalo-234'; i++) {
      await world.hurry(id);
      await world.tick();
    }
    const { nextAt } = await world.post(id);
    expect(nextAt.getTime()).toBeGreaterThan(Date.now() + 10 * HOUR_MS);
    await world.until(id, 'sent');
  });

  test('for being too many (-32) the whole account is silent for a minute, and nothing is lost', async () => {
    fault(BROADCAST, { kind: 'error', code: -32 });
    const id = await world.send();
    await expect(world.until(id, 'sent', 'rejected', 'unknown')).rejects.toThrow('publishing');
    expect(callsTo(BROADCAST)).toBe(1);
    expect((await world.status(id)).waitsFor).toBe('platform');
    await world.db.pool.query('update sender set not_before = null');
    await world.until(id, 'sent');
    expect(world.zalo.broadcasts()).toHaveLength(1);
  });
});

describe('the token', () => {
  test('that dies under the broadcast is renewed and the refused call made once more', async () => {
    fault(BROADCAST, { kind: 'unauthorized' });
    await world.until(await world.send(), 'sent');
    expect(world.zalo.broadcasts()).toHaveLength(1);
  });

  test('that nobody can renew makes it wait for a person, and expire rather than come late', async () => {
    const other = await startMassWorld();
    try {
      const id = await other.ready();
      await sendMassPost(other.db, other.channel, id, other.by('an'));
      other.zalo.tokens.rotateElsewhere();
      await expect(other.until(id, 'sent', 'rejected', 'unknown')).rejects.toThrow('publishing');
      expect(await other.status(id)).toMatchObject({ waitsFor: 'sender', reason: 'reauth-required' });
      expect(other.zalo.broadcasts()).toHaveLength(0);
      await other.set(id, `due_at = now() - interval '73 hours'`);
      expect(await other.until(id, 'expired')).toMatchObject({ budgetDay: null });
    } finally {
      await other.close();
    }
  });
});

test('two processes that work on one article make each call once', async () => {
  const id = await world.send();
  for (let i = 0; i < 12; i++) {
    await world.hurry(id);
    await Promise.all([world.tick(), world.tick(), world.tick()]);
    if ((await world.post(id)).state === 'sent') break;
  }
  expect(world.zalo.broadcasts()).toHaveLength(1);
  expect([callsTo(CREATE), callsTo(UPDATE), callsTo(BROADCAST)]).toEqual([1, 1, 1]);
});
