import { InputError } from '../../../../base/errors.js';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import { formatHour } from '../../../../content/format.js';
import type { Button, Part } from '../../../../content/message.js';
import { boundAudience } from '../../../../people/audience/audience.js';
import type { AudienceCount } from '../../../../people/audience/countAudience.js';
import { parseAudience } from '../../../../people/audience/parseAudience.js';
import { sayAudience } from '../../../../people/audience/sayAudience.js';
import { weekday } from '../../../../plans/deadlines/day.js';
import { part } from '../../part.js';
import type { StaffSay } from '../say.js';
import { manageButton, type Which } from './buttons.js';
import type { ManageTalk } from './talk.js';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Thứ Hai 23/11; with its year where that is not this one. */
export function sayDate(say: StaffSay, day: string): string {
  return `${say.t(`calendar:weekday.${WEEKDAYS[weekday(day)] ?? 'sun'}`)} ${say.day(day)}`;
}

/** 17:30 Thứ Hai 23/11 */
export function sayMoment(say: StaffSay, at: Date): string {
  return `${formatHour(at)} ${sayDate(say, vietnamDay(at))}`;
}

/** Whom a broadcast is for, within the bound of who made it. */
export function sayWhom(
  { places, say }: Pick<ManageTalk, 'places' | 'say'>,
  { audience, boundPlace }: { audience: string; boundPlace: string | null },
): string {
  try {
    const rule = parseAudience(audience, { places, locale: say.locale });
    // The bound is said where the rule does not say it itself.
    const isSaid = boundPlace === null || audience.split(/[\s()]+/).includes(`place:${boundPlace}`);
    return sayAudience(isSaid ? rule : boundAudience(rule, boundPlace), places, say.t, say.locale);
  } catch (error) {
    // A place that is no more, or is newer than this process: the rule as it stands, rather than no answer at all.
    if (error instanceof InputError) return audience;
    throw error;
  }
}

/** How many, and why not more. */
export function sayCount({ t }: StaffSay, { matched, reachable, excluded }: AudienceCount): string {
  const why = (['outsideWindow', 'optedOut', 'blocked', 'gone', 'noChannel'] as const)
    .filter((key) => excluded[key] > 0)
    .map((key) => t(`manage:excluded.${key}`, { count: excluded[key] }));
  if (reachable === 0 && matched === 0) return t('manage:count.none');
  const reached = t('manage:count.reached', { count: reachable });
  return why.length === 0 ? `${reached}.` : `${reached} ${t('manage:count.of', { matched })}: ${why.join('; ')}.`;
}

export function homeButton({ t }: StaffSay): Button {
  return { label: t('manage:button.home'), data: manageButton.home() };
}

export function listButton({ t }: StaffSay, which: Which): Button {
  return { label: t(`manage:button.${which}`), data: manageButton.list(which) };
}

/** Lines with the way back under them. */
export function told(say: StaffSay, lines: readonly string[], buttons: readonly Button[] = []): Part {
  return part(lines, [...buttons.map((one) => [one]), [homeButton(say)]]);
}
