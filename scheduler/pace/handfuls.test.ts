import { expect, test } from 'vitest';
import { inHandfuls } from './handfuls.js';
import { grant, type Pace } from './pace.js';

/** A store of one sender's slots on a clock that the test moves. */
function store() {
  const time = { now: 0 };
  let free = 0;
  const asked: number[] = [];
  const pace: Pace = {
    async reserve(_sender, ratePerSecond, wanted, priority) {
      asked.push(wanted);
      const granted = grant(Math.max(0, free - time.now), ratePerSecond, wanted, priority);
      free = Math.max(free, time.now) + granted.slots * granted.intervalMs;
      return granted;
    },
  };
  return { time, asked, pace: inHandfuls(pace, () => time.now) };
}

test('at the rate of an ordinary sender every reservation goes to the store as it is', async () => {
  const slow = store();
  expect(await slow.pace.reserve('s', 30, 64, 'bulk')).toMatchObject({ slots: 4, startsInMs: 0 });
  const fast = store();
  expect(await fast.pace.reserve('s', 1_000, 64, 'bulk')).toMatchObject({ slots: 64, startsInMs: 0 });
  expect([...slow.asked, ...fast.asked]).toEqual([64, 64]);
});

test('slots closer together than anybody can call come from one reservation, each of them once', async () => {
  const { pace, asked, time } = store();
  const first = await pace.reserve('s', 100_000, 64, 'bulk');
  const second = await pace.reserve('s', 100_000, 64, 'bulk');
  expect(first).toMatchObject({ slots: 64, startsInMs: 0, intervalMs: 0.01 });
  expect(second.slots).toBe(64);
  expect(second.startsInMs).toBeCloseTo(0.64);
  expect(asked).toEqual([1_000]);
  time.now = 5;
  expect(await pace.reserve('s', 100_000, 64, 'bulk')).toMatchObject({ slots: 64, startsInMs: 0 });
  expect(asked).toEqual([1_000]);
});

test('a handful that was not used in time is let go, not called in a burst', async () => {
  const { pace, asked, time } = store();
  await pace.reserve('s', 100_000, 64, 'bulk');
  time.now = 60_000;
  expect(await pace.reserve('s', 100_000, 64, 'bulk')).toMatchObject({ slots: 64, startsInMs: 0 });
  expect(asked).toEqual([1_000, 1_000]);
});

test('when the store grants nothing, nothing is dealt out', async () => {
  const { pace } = store();
  await pace.reserve('s', 10, 2, 'reply');
  expect(await pace.reserve('s', 100_000, 64, 'bulk')).toMatchObject({ slots: 0, startsInMs: 100 });
});
