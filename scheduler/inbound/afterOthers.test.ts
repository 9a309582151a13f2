import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createAfterOthers } from './afterOthers.js';

/** Every turn of the process takes so long until it is called off. */
function keepBusy(ms: number): () => void {
  let busy = true;
  const spin = async () => {
    while (busy) {
      const until = performance.now() + ms;
      while (performance.now() < until);
      await turn();
    }
  };
  void spin();
  return () => {
    busy = false;
  };
}

test('while nothing rushes in nobody waits, however busy the process is', async () => {
  const rest = keepBusy(20);
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 1);
  await createAfterOthers(() => false)();
  clearInterval(counting);
  rest();
  expect(turns).toBe(0);
});

test('in a rush an answer waits for a calm moment, and for a quarter of a second at most where there is none', async () => {
  const rest = keepBusy(20);
  const from = performance.now();
  await createAfterOthers(() => true)();
  rest();
  // Gave up waiting; that it comes at all is the promise.
  expect(performance.now() - from).toBeGreaterThanOrEqual(240);
});

test('in a rush answers go one after the other, and all of them go', async () => {
  const afterOthers = createAfterOthers(() => true);
  const order: number[] = [];
  await Promise.all([1, 2, 3, 4, 5].map((n) => afterOthers().then(() => order.push(n))));
  expect(order).toEqual([1, 2, 3, 4, 5]);
});
