import type { Clock } from '../../base/clock.js';

/** The machine's clock until it is set: from then on it runs on from the time it was set to. */
export interface TestClock extends Clock {
  /** ISO 8601 with its offset, or null for the machine's time again. */
  set(time: string | null): void;
}

export function testClock(): TestClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    set(time) {
      offsetMs = time === null ? 0 : Date.parse(time) - Date.now();
    },
  };
}
