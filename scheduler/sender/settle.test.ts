import { describe, expect, test } from 'vitest';
import type { Outcome } from '../channel.js';
import { settle } from './settle.js';

const TOKEN = 'b2f1c1de-0000-4000-8000-000000000000';
const row = (outcome: Outcome, attempts = 1, resendUnknown = false, random = 1) =>
  settle(outcome, { seq: 7, token: TOKEN, attempts, nextPart: 1 }, { resendUnknown, random: () => random });

const notDelivered: Outcome = { kind: 'not-delivered', reason: 'connection-refused' };
const unknown: Outcome = { kind: 'unknown', reason: 'timeout' };

describe('what a call ended with becomes the state of its row', () => {
  test.each<[string, Outcome, number, boolean, object]>([
    ['sent', { kind: 'sent', messageIds: ['5'] }, 1, false, { state: 'sent', reason: null, messageIds: ['5'] }],
    [
      'refused',
      { kind: 'refused', reason: 'blocked-by-user', address: 'blocked' },
      1,
      false,
      { state: 'failed', reason: 'blocked-by-user' },
    ],
    [
      'refused, where unknown is resent',
      { kind: 'refused', reason: 'x', address: 'keep' },
      1,
      true,
      { state: 'failed', reason: 'x' },
    ],
    [
      'content',
      { kind: 'content', reason: 'not-parsed' },
      1,
      false,
      { state: 'failed', reason: 'content: not-parsed' },
    ],
    ['surely not delivered', notDelivered, 1, false, { state: 'waiting', reason: 'connection-refused', refund: false }],
    ['surely not delivered, five times', notDelivered, 5, false, { state: 'waiting' }],
    ['surely not delivered, six times', notDelivered, 6, false, { state: 'failed', reason: 'connection-refused' }],
    [
      'moved',
      { kind: 'moved', reason: 'group-upgraded', externalId: '-1' },
      1,
      false,
      { state: 'waiting', retryInMs: 0 },
    ],
    [
      'moved after a refused connection',
      { kind: 'moved', reason: 'group-upgraded', externalId: '-1' },
      2,
      false,
      { state: 'waiting' },
    ],
    [
      'moved for ever',
      { kind: 'moved', reason: 'group-upgraded', externalId: '-1' },
      6,
      false,
      { state: 'failed', reason: 'group-upgraded' },
    ],
    [
      'throttled',
      { kind: 'throttled', waitMs: 3_000, scope: 'sender' },
      1,
      false,
      { state: 'waiting', retryInMs: 3_000, refund: true },
    ],
    [
      'throttled at the last attempt',
      { kind: 'throttled', waitMs: 3_000, scope: 'chat' },
      6,
      false,
      { state: 'waiting', refund: true },
    ],
    [
      'later',
      { kind: 'later', reason: 'waiting-for-upload', waitMs: 300 },
      6,
      false,
      { state: 'waiting', reason: 'waiting-for-upload', retryInMs: 300, refund: true },
    ],
    [
      'elsewhere for now',
      { kind: 'elsewhere-for-now', reason: 'zalo-144', waitMs: 900 },
      6,
      false,
      { state: 'waiting', reason: 'zalo-144', retryInMs: 900, refund: true, mayPass: true },
    ],
    [
      'the sender is stopped',
      { kind: 'stopped', reason: 'token-refused' },
      6,
      false,
      { state: 'waiting', refund: true },
    ],
    ['unknown', unknown, 1, false, { state: 'unknown', reason: 'timeout' }],
    ['unknown, resent', unknown, 1, true, { state: 'waiting', reason: 'timeout', refund: false }],
    ['unknown, resent to the end', unknown, 6, true, { state: 'unknown', reason: 'timeout' }],
  ])('%s', (_what, outcome, attempts, resend, expected) => {
    expect(row(outcome, attempts, resend)).toMatchObject({ seq: 7, token: TOKEN, nextPart: 1, ...expected });
  });
});

test('a message that may have arrived is never called failed', () => {
  for (let attempts = 1; attempts <= 10; attempts++) {
    for (const resend of [true, false]) expect(row(unknown, attempts, resend).state).not.toBe('failed');
  }
});

test('what failed together does not come back together: the wait grows, with jitter, and has an end', () => {
  expect(row(notDelivered, 1).retryInMs).toBe(2_000);
  expect(row(notDelivered, 1, false, 0).retryInMs).toBe(1_000);
  expect(row(notDelivered, 3).retryInMs).toBe(8_000);
  expect(row(unknown, 5, true, 0.5).retryInMs).toBe(24_000);
});
