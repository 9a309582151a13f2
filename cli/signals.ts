import type { Log } from '../base/log.js';

/** Longest a stopping service waits for its calls and its servers; then it ends, and what was open becomes unknown. */
const STOP_WITHIN_MS = 25_000;

/** Ends the process when stopping takes too long: PostgreSQL or Redis may be gone for good. */
export async function stopInTime(log: Log, stop: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    log.error('stopping takes too long: something that was waited for is away');
    process.exit(1);
  }, STOP_WITHIN_MS);
  timer.unref();
  await stop();
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
