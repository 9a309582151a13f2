import { setTimeout as sleep } from 'node:timers/promises';

/** A turn of the process that takes longer than this keeps somebody waiting. */
const CALM_MS = 8;
/** So long an answer waits for a calm moment at most: twenty at a time, that is still eighty answers a second. */
const PATIENCE_MS = 250;

/**
 * Lets whoever calls it go on when the process has time, one after the other: answers are worked out behind everything that
 * cannot wait, the acknowledgement of webhooks and the pace of broadcasts. Working out an answer takes milliseconds, and twenty
 * at once would stand before everything that arrives meanwhile; a person does not notice a quarter of a second. Nobody
 * waits for longer than that, however busy the process is.
 */
export function createAfterOthers(): () => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  return () => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    before = before.then(() => calm(giveUpAt));
    return before;
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
