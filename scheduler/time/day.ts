import { day as existing } from '../../plans/deadlines/day.js';

/** A day as people type it, `2027-07-03` or `3/7/2027`, as `YYYY-MM-DD`; null when it is not a day that exists between 1990 and 2100. */
export function parseDay(text: string): string | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  if (iso !== null) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const ours = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed);
  return ours === null ? null : existing(Number(ours[3]), Number(ours[2]), Number(ours[1]));
}
