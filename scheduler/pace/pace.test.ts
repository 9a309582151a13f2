import { describe, expect, test } from 'vitest';
import { grant } from './pace.js';

describe('how far ahead one may reserve is the priority', () => {
  test('at a free sender everybody gets slots that begin now', () => {
    for (const priority of ['bulk', 'nudge', 'reply'] as const) {
      expect(grant(0, 30, 1, priority)).toMatchObject({ slots: 1, startsInMs: 0 });
    }
  });

  test('bulk takes only what begins within 100 ms', () => {
    expect(grant(0, 30, 64, 'bulk').slots).toBe(4); // at 0, 33, 67 and 100 ms
    expect(grant(60, 30, 64, 'bulk')).toMatchObject({ slots: 2, startsInMs: 60 });
    expect(grant(0, 1000, 500, 'bulk').slots).toBe(101);
  });

  test('nudges reach further than bulk, replies as far as it takes', () => {
    expect(grant(300, 30, 10, 'bulk').slots).toBe(0);
    expect(grant(300, 30, 10, 'nudge').slots).toBe(7);
    expect(grant(600, 30, 10, 'nudge').slots).toBe(0);
    expect(grant(60_000, 30, 10, 'reply')).toMatchObject({ slots: 10, startsInMs: 60_000 });
  });

  test('whoever gets none is told when to ask again: when the next slot has come near enough', () => {
    expect(grant(340, 30, 5, 'bulk')).toMatchObject({ slots: 0, startsInMs: 240 });
    expect(grant(340, 30, 5, 'nudge').slots).toBeGreaterThan(0);
  });

  test('nobody gets more than they asked for', () => {
    expect(grant(0, 100_000, 32, 'bulk').slots).toBe(32);
  });

  test('slots are 1/rate apart', () => {
    expect(grant(0, 30, 1, 'bulk').intervalMs).toBeCloseTo(33.33, 2);
  });
});
