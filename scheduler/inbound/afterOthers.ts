import { setTimeout as sleep } from 'node:timers/promises';

/** A turn of the process that takes longer than this keeps somebody waiting. */
const CALM_MS = 8;
/** So long an answer waits for a calm moment at most: twenty at a time, that is still eighty answers a second. */
const PATIENCE_MS = 250;

/**
 * In a rush of webhooks lets whoever calls it go on when the process has time, one after the other: answers are worked out
 * behind the acknowledgements that platforms wait for. Working out an answer takes milliseconds, and twenty at once would
 * stand before everything that arrives meanwhile; a person does not notice a quarter of a second. Nobody waits for longer
 * than that, however busy the process is, and nobody at all while nothing rushes in.
 */
export function createAfterOthers(isRushed: () => boolean): () => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  return async () => {
    if (!isRushed()) return;
    const giveUpAt = performance.now() + PATIENCE_MS;
    before = before.then(() => calm(giveUpAt));
    await before;
  };
}

async function calm(giveUpAt: number): Promise<void> {
  for (;;) {
    const from = performance.now();
    await sleep(1);
    const now = performance.now();
    if (now - from <= CALM_MS || now >= giveUpAt) return;
  }
}
