import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inBatches } from './inBatches.js';

test('what is asked in the same moment, or while an answer is under way, is asked together, and each gets its own answer', async () => {
  const batches: number[][] = [];
  const ask = inBatches<number, string>(
    async (asked) => {
      batches.push([...asked]);
      await sleep(20);
      return asked.map((n) => `answer ${n}`);
    },
    { most: 3 },
  );
  const first = Promise.all([ask(1), ask(2)]);
  await sleep(5);
  const later = Promise.all([3, 4, 5, 6].map(ask));
  expect(await first).toEqual(['answer 1', 'answer 2']);
  expect(await later).toEqual([3, 4, 5, 6].map((n) => `answer ${n}`));
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
  expect(await ask(7)).toBe('answer 7');
});

test('a question that fails fails for all who share it, and the next is asked all the same', async () => {
  let times = 0;
  const ask = inBatches<number, number>(
    async (asked) => {
      times += 1;
      if (times === 1) throw new Error('the database was away');
      return times === 2 ? [] : asked;
    },
    { most: 10 },
  );
  const both = await Promise.allSettled([ask(1), ask(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(ask(3)).rejects.toThrow('1 questions were answered with 0');
  expect(await ask(4)).toBe(4);
});
