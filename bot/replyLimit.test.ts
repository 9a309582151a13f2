import { expect, it } from 'vitest';
import { createReplyLimit } from './replyLimit.js';

it('a chat gets a burst of replies, then one every three seconds, and does not take those of another', () => {
  let now = 0;
  const limit = createReplyLimit({ now: () => new Date(now) });
  const take = (chat: string, times: number): number =>
    Array.from({ length: times }, () => limit.take('telegram', chat)).filter(Boolean).length;
  expect(take('a', 40)).toBe(20);
  expect(take('b', 2)).toBe(2);
  now = 3_000;
  expect(take('a', 40)).toBe(1);
  now = 120_000;
  expect(take('a', 40)).toBe(20);
});
