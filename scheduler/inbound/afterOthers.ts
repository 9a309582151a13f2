import { setTimeout as sleep } from 'node:timers/promises';

/** A turn of the process that takes longer than this keeps somebody waiting. */
const CALM_MS = 4;
/** So long an answer waits for a calm moment at most: twenty at a time, and apart, that is still forty a second. */
const PATIENCE_MS = 250;
/** One answer begins so long after another: eighty a second, more than Zalo (67) or Telegram (30) would take from us. */
const APART_MS = 12;

/**
 * In a rush of webhooks lets whoever calls it go on when the process has time, one after the other: answers are worked out
 * behind the acknowledgements that platforms wait for. Working out an answer takes a dozen statements; many at once
 * would stand before everything that arrives meanwhile, and no platform would let them out any faster. A person does not
 * notice a quarter of a second; nobody waits longer for a calm moment, and nobody at all while nothing rushes in.
 */
export function createAfterOthers(isRushed: () => boolean): () => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  return async () => {
    if (!isRushed()) return;
    const giveUpAt = performance.now() + PATIENCE_MS;
    before = before.then(() => (isRushed() ? calm(giveUpAt) : undefined));
    await before;
  };
}

async function calm(giveUpAt: number): Promise<void> {
  await sleep(APART_MS);
  for (;;) {
    const from = performance.now();
    await sleep(1);
    const now = performance.now();
    if (now - from <= CALM_MS || now >= giveUpAt) return;
  }
}
