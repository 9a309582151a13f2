/** Time as an argument: whoever needs the hour takes a Clock, so that tests and rehearsals can set it. */
export interface Clock {
  now(): Date;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** The machine's clock. `skewMs` moves it, for rehearsals and tests of clock skew (LOA_CLOCK_SKEW_MS). */
export function systemClock(skewMs = 0): Clock {
  return { now: () => new Date(Date.now() + skewMs) };
}
