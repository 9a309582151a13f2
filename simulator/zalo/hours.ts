/** Vietnam has had UTC+7 without summer time since 1975. */
const OFFSET_MS = 7 * 3_600_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** How long an answer is free, and how long it is possible at all. */
export const FREE_WINDOW_MS = 48 * HOUR_MS;
export const WINDOW_MS = 7 * DAY_MS;

/** Whether it is 22:00 to 05:59 in Vietnam. */
export function isNight(nowMs: number): boolean {
  const hour = new Date(nowMs + OFFSET_MS).getUTCHours();
  return hour < 6 || hour >= 22;
}

/** `2026-11-22` in Vietnam. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs + OFFSET_MS).toISOString().slice(0, 10);
}

/** `22/11/2026` in Vietnam, as Zalo writes days. */
export function zaloDay(nowMs: number): string {
  const [year, month, day] = dayOf(nowMs).split('-');
  return `${day}/${month}/${year}`;
}

/** The next six o'clock in Vietnam. */
export function nextMorning(nowMs: number): number {
  const local = nowMs + OFFSET_MS;
  const sixToday = Math.floor(local / DAY_MS) * DAY_MS + 6 * HOUR_MS;
  return (sixToday > local ? sixToday : sixToday + DAY_MS) - OFFSET_MS;
}
