/** Vietnam has one time zone, UTC+7, without summer time since 1975: the offset is decided here and nowhere else. */
export const VIETNAM_OFFSET_MINUTES = 7 * 60;

/** The day it is in Vietnam at that instant, `YYYY-MM-DD`. */
export function vietnamDay(at: Date): string {
  return new Date(at.getTime() + VIETNAM_OFFSET_MINUTES * 60_000).toISOString().slice(0, 10);
}
