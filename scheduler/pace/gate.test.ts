import { describe, expect, test } from 'vitest';
import { draw } from '../../simulator/luck.js';
import { createGate, type GateTime } from './gate.js';

/** Time that stands still until it is told to go on; a timer whose moment was slept through fires when it wakes. */
class TestTime implements GateTime {
  #now = 0;
  #timers: { at: number; wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, wake: () => void): void {
    this.#timers.push({ at: this.#now + Math.max(0, ms), wake });
  }

  /** The process does nothing until `at`: its timers wait. */
  stallUntil(at: number): void {
    this.#now = Math.max(this.#now, at);
  }

  /** Runs every timer up to `at`, each at its moment, or now if that has passed. */
  async runUntil(at: number): Promise<void> {
    for (;;) {
      await settleMicrotasks();
      const due = this.#timers.sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > at) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, due.at);
      due.wake();
    }
    this.#now = Math.max(this.#now, at);
  }
}

const settleMicrotasks = () => new Promise((resolve) => setImmediate(resolve));

/** The most that begin within any stretch of so many milliseconds. */
function mostWithin(times: readonly number[], ms: number): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to += 1) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= ms) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('the gate', () => {
  test('a call whose slot has come begins at once, without waiting for a timer', () => {
    const time = new TestTime();
    const gate = createGate(time);
    expect(gate.pass(0, 33)).toBeUndefined();
  });

  test('a call begins in its slot, not before', async () => {
    const time = new TestTime();
    const gate = createGate(time);
    let at = -1;
    void gate.pass(50, 33)?.then(() => {
      at = time.now();
    });
    await time.runUntil(40);
    expect(at).toBe(-1);
    await time.runUntil(60);
    expect(at).toBeGreaterThanOrEqual(48);
  });

  test('late calls do not bunch: what a stall held up goes out one after the other', async () => {
    const time = new TestTime();
    const gate = createGate(time);
    const began: number[] = [];
    const call = async (slotAt: number) => {
      await gate.pass(slotAt, 100);
      began.push(time.now());
    };
    for (const slotAt of [0, 100, 200, 300, 400]) void call(slotAt);
    await settleMicrotasks();
    time.stallUntil(1_000);
    await time.runUntil(2_000);
    expect(began).toHaveLength(5);
    expect(began[0]).toBe(0);
    const gaps = began.slice(2).map((at, i) => at - (began[i + 1] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(95);
  });

  test('calls go in the order in which they asked', async () => {
    const time = new TestTime();
    const gate = createGate(time);
    const order: string[] = [];
    const call = async (name: string, slotAt: number) => {
      await gate.pass(slotAt, 10);
      order.push(name);
    };
    void call('first', 0);
    void call('second', 60);
    void call('third', 30);
    await time.runUntil(200);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('a stall leaves no crowd that is leased and not called: who asks for room leases no further', async () => {
    const time = new TestTime();
    const gate = createGate(time);
    let leased = 0;
    let called = 0;
    let most = 0;
    const lease = async (slotAt: number) => {
      leased += 1;
      await gate.pass(slotAt, 10);
      called += 1;
    };
    const sender = (async () => {
      for (let slotAt = 0; slotAt < 2_000; slotAt += 20) {
        await gate.room(2);
        void lease(slotAt);
        void lease(slotAt + 10);
        most = Math.max(most, leased - called);
      }
    })();
    await settleMicrotasks();
    time.stallUntil(1_000);
    await time.runUntil(4_000);
    await sender;
    expect(called).toBe(200);
    expect(most).toBeLessThanOrEqual(4);
  });

  test.each([1, 2, 3, 4])(
    'at 30 a second no sliding second sees more than 32, whatever holds the process up (%i)',
    async (seed) => {
      const time = new TestTime();
      const gate = createGate(time);
      const began: number[] = [];
      const interval = 1000 / 30;
      let free = 0;
      let asked = 0;
      const call = async (slotAt: number) => {
        await gate.pass(slotAt, interval);
        began.push(time.now());
      };
      // As a sender does it: reserve what begins within 100 ms, come back when those are under way.
      for (let round = 0; time.now() < 60_000; round += 1) {
        free = Math.max(free, time.now());
        for (; free <= time.now() + 100; free += interval) {
          void call(free);
          asked += 1;
        }
        if (draw(seed, round, 1) < 0.15) {
          await settleMicrotasks();
          time.stallUntil(time.now() + draw(seed, round, 2) * 400);
        }
        await time.runUntil(time.now() + 20 + draw(seed, round, 3) * 60);
      }
      await time.runUntil(time.now() + 10_000);
      expect(began).toHaveLength(asked);
      expect(mostWithin(began, 1_000)).toBeLessThanOrEqual(32);
    },
  );

  test('at 1,000 a second no sliding second sees more than 1,030, and the rate is kept', async () => {
    const time = new TestTime();
    const gate = createGate(time);
    const began: number[] = [];
    let free = 0;
    const call = async (slotAt: number) => {
      await gate.pass(slotAt, 1);
      began.push(time.now());
    };
    for (let round = 0; time.now() < 10_000; round += 1) {
      free = Math.max(free, time.now());
      for (; free <= time.now() + 100; free += 1) void call(free);
      if (round % 40 === 7) {
        await settleMicrotasks();
        time.stallUntil(time.now() + 12); // a collection of garbage, once a second
      }
      await time.runUntil(time.now() + 25);
    }
    expect(mostWithin(began, 1_000)).toBeLessThanOrEqual(1_030);
    expect(began.length).toBeGreaterThan(9_700);
  });
});
