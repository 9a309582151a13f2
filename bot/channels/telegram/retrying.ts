import { SECOND_MS } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';

/** Waits between attempts: 1 s, 2 s, 4 s … up to half a minute, the upper half by chance so that nobody marches in step. */
const FIRST_MS = SECOND_MS;
const MOST_MS = 30 * SECOND_MS;

export interface RetryingOptions {
  log: Log;
  signal: AbortSignal;
  /** For the log: what is attempted. */
  what: string;
  reasonOf: (error: unknown) => string;
  random?: () => number;
  firstMs?: number;
}

/**
 * Attempts something again and again until it succeeds or the signal stops it (then null). Each new reason is logged
 * once, not each attempt: an outage of a night is two lines.
 */
export async function retrying<Result>(
  options: RetryingOptions,
  attempt: () => Promise<Result>,
): Promise<Result | null> {
  const { log, signal, what, reasonOf, random = Math.random, firstMs = FIRST_MS } = options;
  let lastReason: string | null = null;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const result = await attempt();
      if (lastReason !== null) log.info({ what }, 'works again');
      return result;
    } catch (error) {
      if (signal.aborted) return null;
      const reason = reasonOf(error);
      if (reason !== lastReason) log.warn({ what, reason }, 'failed; it will be tried again');
      lastReason = reason;
      const waitMs = Math.min(MOST_MS, firstMs * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2);
      await pause(waitMs, signal);
    }
  }
  return null;
}

/** Sleeps, or until the signal comes. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
