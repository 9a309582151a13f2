import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LoaError } from '../../base/errors.js';
import { startWorld, type World } from '../../test/support/world.js';
import { purgeInbound } from './drainChat.js';
import { type StoredUpdate, storeInbound } from './store.js';

let world: World;
/** What the conversation does with an update; each test has its own. */
let answer: (update: StoredUpdate) => Promise<void> = async () => undefined;
/** Updates in the order in which they were answered. */
let answered: string[] = [];

beforeAll(async () => {
  world = await startWorld({
    handleUpdate: async (update) => {
      await answer(update);
      answered.push(update.updateId);
    },
  });
  // A second process that answers too.
  await world.join();
});
afterAll(() => world.close());
beforeEach(() => {
  answer = async () => undefined;
  answered = [];
});

const update = (chat: string, updateId: string): StoredUpdate => ({
  channel: 'telegram',
  updateId: `7-${chat}-${updateId}`,
  chat,
  body: { text: 'xin chào' },
});
const id = (one: StoredUpdate) => one.updateId;
const store = (...updates: StoredUpdate[]) => storeInbound(world.db, world.queue, updates);
const rowOf = ({ updateId }: StoredUpdate) => world.db.prisma.inbound.findFirstOrThrow({ where: { updateId } });

/** Resolves when so many updates have been answered. */
async function answeredAre(count: number): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; answered.length < count; await sleep(30)) {
    if (Date.now() > giveUpAt)
      throw new Error(`Only ${answered.length} of ${count} were answered: ${answered.join(' ')}`);
  }
}

/** Resolves when the update is over, answered or given up. */
async function isOver(one: StoredUpdate): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; (await rowOf(one)).doneAt === null; await sleep(50)) {
    if (Date.now() > giveUpAt) throw new Error(`${one.updateId} is not over: ${JSON.stringify(await rowOf(one))}`);
  }
}

/** As if the clock's half minute had passed. */
const lookForStranded = () =>
  world.db.pool.query(`update clock_pass set ran_at = now() - interval '1 minute' where name = 'stranded'`);

describe('the updates of one chat', () => {
  test('are answered in order, one at a time, although several workers hold jobs; other chats do not wait', async () => {
    const ofA = ['1', '2', '3', '4'].map((n) => update('a', n));
    const ofB = update('b', '1');
    let inA = 0;
    let most = 0;
    answer = async ({ chat, updateId }) => {
      if (chat !== 'a') return;
      inA += 1;
      most = Math.max(most, inA);
      // The first lasts longer than the other chat takes: whoever does not wait for it overtakes it.
      for (const giveUpAt = Date.now() + 10_000; updateId.endsWith('-1') && Date.now() < giveUpAt; await sleep(20))
        if (answered.includes(id(ofB))) break;
      await sleep(20);
      inA -= 1;
    };
    for (const one of ofA) await store(one);
    await store(ofB);
    await answeredAre(5);
    expect(answered.filter((one) => one.startsWith('7-a-'))).toEqual(ofA.map(id));
    expect(most).toBe(1);
    expect(answered[0]).toBe(id(ofB));
  });

  test('come in the order in which they came even when all are stored at once', async () => {
    const updates = Array.from({ length: 12 }, (_, n) => update('c', String(n)));
    await store(...updates);
    await answeredAre(12);
    expect(answered).toEqual(updates.map(id));
  });
});

test('an update that is delivered again is answered once, and what was said is not kept', async () => {
  const one = update('d', '1');
  await Promise.all([store(one), store(one)]);
  await isOver(one);
  await store(one);
  await sleep(700);
  expect(answered).toEqual([id(one)]);
  expect(await rowOf(one)).toMatchObject({ body: null, attempts: 1 });
});

describe('an update that cannot be answered', () => {
  test('is tried again, and then given up, so that the next is answered', async () => {
    const [bad, good] = [update('e', '1'), update('e', '2')];
    let tries = 0;
    answer = async ({ updateId }) => {
      if (updateId !== bad.updateId) return;
      tries += 1;
      throw new Error('a fault of the conversation');
    };
    await store(bad, good);
    await answeredAre(1);
    expect(answered).toEqual([id(good)]);
    expect(tries).toBe(3);
    expect(await rowOf(bad)).toMatchObject({ attempts: 3, body: null });
  });

  test('once, is answered at the second try, before the next', async () => {
    const [first, second] = [update('f', '1'), update('f', '2')];
    let tries = 0;
    answer = async ({ updateId }) => {
      if (updateId === first.updateId && tries++ === 0) throw new Error('the database was away');
    };
    await store(first, second);
    await answeredAre(2);
    expect(answered).toEqual([first, second].map(id));
  });

  test('because the platform asks for patience waits as long as it says, costs no attempt and keeps its place', async () => {
    const [first, second] = [update('g', '1'), update('g', '2')];
    const triedAt: number[] = [];
    answer = async ({ updateId }) => {
      if (updateId !== first.updateId) return;
      triedAt.push(Date.now());
      // More often than an update that fails may be tried.
      if (triedAt.length <= 4) throw new LoaError('reply-throttled', 'wait', { again: 'after', waitMs: 600 });
    };
    await store(first, second);
    await answeredAre(2);
    expect(answered).toEqual([first, second].map(id));
    expect(triedAt).toHaveLength(5);
    for (const [i, at] of triedAt.slice(1).entries()) expect(at - (triedAt[i] ?? 0)).toBeGreaterThanOrEqual(600);
    expect(await rowOf(first)).toMatchObject({ attempts: 1 });
  });

  test('for a whole day is given up: an answer then helps nobody', async () => {
    const one = update('h', '1');
    answer = async () => {
      throw new LoaError('reply-throttled', 'wait', { again: 'after', waitMs: 300 });
    };
    await store(one);
    await world.db.pool.query(`update inbound set received_at = now() - interval '24 hours' where update_id = $1`, [
      one.updateId,
    ]);
    await isOver(one);
    expect(answered).toEqual([]);
  });

  test('because each process that tries it dies is given up too', async () => {
    const [deadly, next] = [update('i', '1'), update('i', '2')];
    await world.db.pool.query(
      `insert into inbound (channel, update_id, chat, body, attempts, lease_until, received_at)
       values ('telegram', $1, 'i', '{}', 3, now() - interval '1 second', now() - interval '3 minutes')`,
      [deadly.updateId],
    );
    await store(next);
    await answeredAre(1);
    expect(answered).toEqual([id(next)]);
    expect((await rowOf(deadly)).doneAt).not.toBeNull();
  });
});

test('an update that is stored just as another process ends the one before is answered, not left to the clock', async () => {
  const [before, one] = [update('n', '1'), update('n', '2')];
  await world.db.pool.query(
    `insert into inbound (channel, update_id, chat, body, lease_until) values ('telegram', $1, 'n', '{}', now() + interval '1 minute')`,
    [before.updateId],
  );
  await store(one);
  // As the clock sees it, it has only just come.
  await world.db.pool.query(`update inbound set received_at = now() + interval '1 hour' where update_id = $1`, [
    one.updateId,
  ]);
  await world.db.pool.query('update inbound set done_at = now(), lease_until = null where update_id = $1', [
    before.updateId,
  ]);
  await answeredAre(1);
  expect(answered).toEqual([id(one)]);
});

describe('an update that nobody works on', () => {
  test('because the queue was emptied is taken up again by the clock', async () => {
    const one = update('j', '1');
    await world.db.pool.query(
      `insert into inbound (channel, update_id, chat, body, received_at) values ('telegram', $1, 'j', '{}', now() - interval '10 seconds')`,
      [one.updateId],
    );
    await lookForStranded();
    await answeredAre(1);
    expect(answered).toEqual([id(one)]);
  });

  test('because its process died is taken over when its lease has run out, not before', async () => {
    const one = update('k', '1');
    await world.db.pool.query(
      `insert into inbound (channel, update_id, chat, body, attempts, lease_until, received_at)
       values ('telegram', $1, 'k', '{}', 1, now() + interval '3 seconds', now() - interval '1 minute')`,
      [one.updateId],
    );
    await lookForStranded();
    await sleep(1_500);
    expect(answered).toEqual([]);
    await sleep(1_700);
    await lookForStranded();
    await answeredAre(1);
    expect(await rowOf(one)).toMatchObject({ attempts: 2 });
  });
});

test('what was answered days ago is forgotten, what was answered yesterday is still known', async () => {
  const [old, recent] = [update('l', '1'), update('l', '2')];
  await store(old, recent);
  await isOver(recent);
  await world.db.pool.query(`update inbound set done_at = now() - interval '4 days' where update_id = $1`, [
    old.updateId,
  ]);
  expect(await purgeInbound(world.db)).toBe(1);
  await expect(rowOf(old)).rejects.toThrow();
  expect((await rowOf(recent)).doneAt).not.toBeNull();
});
