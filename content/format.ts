/**
 * Numbers, dates and hours as a reader of the language writes them. Hours are those of Vietnam (UTC+7, without
 * daylight saving), whatever the machine's zone is. Vietnamese: 1.234 and 26/6/2026 and 07:30 26/6.
 */
import { HOUR_MS } from '../base/clock.js';

const VIETNAM_OFFSET_MS = 7 * HOUR_MS;

/** 1.234 in Vietnamese, 1,234 in English. At most two decimals. */
export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(known(locale), { maximumFractionDigits: 2 }).format(value);
}

/** 26/6/2026; English: 26 Jun 2026. */
export function formatDay(at: Date, locale: string): string {
  if (known(locale) === 'en') return `${formatShortDay(at, locale)} ${inVietnam(at).getUTCFullYear()}`;
  return `${formatShortDay(at, locale)}/${inVietnam(at).getUTCFullYear()}`;
}

/** 26/6, for days near enough that nobody asks for the year; English: 26 Jun. */
export function formatShortDay(at: Date, locale: string): string {
  const day = inVietnam(at);
  if (known(locale) === 'en')
    return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day);
  return `${day.getUTCDate()}/${day.getUTCMonth() + 1}`;
}

/** 07:30 */
export function formatHour(at: Date): string {
  return inVietnam(at).toISOString().slice(11, 16);
}

/** 07:30 26/6; English: 07:30, 26 Jun. */
export function formatMoment(at: Date, locale: string): string {
  return `${formatHour(at)}${known(locale) === 'en' ? ',' : ''} ${formatShortDay(at, locale)}`;
}

/** A date whose UTC fields read as Vietnam's wall clock. For printing only. */
function inVietnam(at: Date): Date {
  return new Date(at.getTime() + VIETNAM_OFFSET_MS);
}

/** English reads English numbers and dates; every other reader gets the Vietnamese form. */
function known(locale: string): 'vi' | 'en' {
  return locale === 'en' || locale.startsWith('en-') ? 'en' : 'vi';
}
