/** Calendar days as YYYY-MM-DD text. Plans know days, not instants, so no time zone enters here. */

export function day(year: number, month: number, dayOfMonth: number): string | null {
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month))
    return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function addDays(from: string, count: number): string {
  return iso(new Date(Date.parse(`${from}T00:00:00Z`) + count * 86_400_000));
}

export function addMonths(from: string, count: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = from.split('-').map(Number);
  const index = year * 12 + month - 1 + count;
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1];
  return day(y, m, Math.min(dayOfMonth, daysIn(y, m))) ?? from;
}

/** 0 is Sunday. */
export function weekday(of: string): number {
  return new Date(`${of}T00:00:00Z`).getUTCDay();
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}
