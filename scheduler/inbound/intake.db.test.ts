import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../prisma/database.js';
import { freshDatabase, testLog } from '../../test/support/database.js';
import { openQueue, type WorkQueue } from '../queue/openQueue.js';
import { strandedChats } from './drainChat.js';
import { createIntake } from './intake.js';

let db: Database;
let queue: WorkQueue;
beforeAll(async () => {
  db = await freshDatabase();
  queue = await openQueue(db, null, testLog);
});
afterAll(async () => {
  await queue.close();
  await db.close();
});

const update = (chat: string, updateId: string) => ({ channel: 'zalo', chat, updateId, body: { text: '?' } });

test('a rush is stored whole, each once, and everybody is told when theirs is', async () => {
  const intake = createIntake({ db, queue, log: testLog });
  const became = await Promise.all(
    Array.from({ length: 1_200 }, (_, n) => intake.store(update('rush', `r${n % 1_000}`))),
  );
  expect(became.filter((word) => word === 'new')).toHaveLength(1_000);
  expect(became.filter((word) => word === 'known')).toHaveLength(200);
  expect(intake.isRushed()).toBe(true);
  await intake.close();
  const { rows } = await db.pool.query<{ n: number }>(`select count(*)::int as n from inbound where chat = 'rush'`);
  expect(rows[0]?.n).toBe(1_000);
});

test('what the queue never heard of is found by the clock', async () => {
  const deaf = await openQueue(db, null, testLog);
  await deaf.close();
  const intake = createIntake({ db, queue: deaf, log: testLog });
  expect(await intake.store(update('deaf', 'd1'))).toBe('new');
  expect(intake.isRushed()).toBe(false);
  await intake.close();
  await db.pool.query(`update inbound set received_at = now() - interval '1 minute' where chat = 'deaf'`);
  expect((await strandedChats(db)).map(({ chat }) => chat)).toContain('deaf');
});

test('one that cannot be stored is told so, and the next one is stored', async () => {
  const intake = createIntake({ db, queue, log: testLog });
  await expect(intake.store({ ...update('bad', 'b1'), body: { text: '\u0000' } })).rejects.toThrow();
  expect(await intake.store(update('bad', 'b2'))).toBe('new');
  await intake.close();
});

test('after something that came twice the queue still hears of what comes next', { timeout: 90_000 }, async () => {
  const listening = await openQueue(db, null, testLog);
  try {
    const heard: string[] = [];
    listening.work('answering', 100, async (job) => {
      if (job.kind === 'inbound' && job.chat === 'twice') heard.push(job.update);
    });
    const intake = createIntake({ db, queue: listening, log: testLog });
    expect(await intake.store(update('twice', 't1'))).toBe('new');
    await expect.poll(() => heard, { timeout: 30_000 }).toEqual(['t1']);
    await sleep(100); // until the queue has also answered that it heard
    expect(await intake.store(update('twice', 't1'))).toBe('known');
    expect(await intake.store(update('twice', 't2'))).toBe('new');
    await intake.close();
    await expect.poll(() => heard, { timeout: 30_000 }).toEqual(expect.arrayContaining(['t1', 't2']));
  } finally {
    await listening.close();
  }
});
