import { VIETNAM_OFFSET_MINUTES } from '../../base/vietnamDay.js';

const WITHOUT_OFFSET = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** An ISO 8601 time; without an offset it is read as Vietnam's. Null when it is not a time that exists. */
export function parseTime(text: string): Date | null {
  const trimmed = text.trim();
  if (WITH_OFFSET.test(trimmed)) {
    const date = new Date(trimmed.replace(' ', 'T'));
    return Number.isNaN(date.getTime()) ? null : date;
  }
  const match = WITHOUT_OFFSET.exec(trimmed);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const asUtc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    asUtc.getUTCMonth() === month - 1 && asUtc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? new Date(asUtc.getTime() - VIETNAM_OFFSET_MINUTES * 60_000) : null;
}

/** Minutes since midnight in Vietnam, with fractions. */
export function minuteOfDay(at: Date): number {
  return (((at.getTime() / 60_000 + VIETNAM_OFFSET_MINUTES) % 1440) + 1440) % 1440;
}

/** ISO 8601 with Vietnam's offset, to the second: what people read in tables and exports. */
export function formatVietnamTime(at: Date): string {
  return `${new Date(at.getTime() + VIETNAM_OFFSET_MINUTES * 60_000).toISOString().slice(0, 19)}+07:00`;
}

/** The moment at which a clock in Vietnam shows that minute of that day. */
export function vietnamMoment(day: string, minute: number): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + (minute - VIETNAM_OFFSET_MINUTES) * 60_000);
}

/** First day of the month in Vietnam, as `YYYY-MM-01`. */
export function vietnamMonth(at: Date): string {
  return `${formatVietnamTime(at).slice(0, 7)}-01`;
}

/**
 * `YYYY-MM-DD` of a DATE column as Prisma reads it (midnight in UTC). Handed to pg as it is, such a Date is written in the
 * machine's own time, and west of Greenwich that is the day before.
 */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
