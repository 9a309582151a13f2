import { HOUR_MS } from '../../base/clock.js';
import { type Translate, translator } from '../../content/i18n.js';

const local = (at: Date): Date => new Date(at.getTime() + 7 * HOUR_MS);

/** "Thứ Hai", in Vietnam. */
export function weekDay(at: Date, locale: string): string {
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
  return translator(locale)(`relay:weekday.${days[local(at).getUTCDay()] ?? 'monday'}`);
}

/** Which part of the day it is, in words. */
export function hourName(at: Date, locale: string): string {
  const hour = local(at).getUTCHours();
  return translator(locale)(
    `relay:part.${hour < 11 ? 'morning' : hour < 14 ? 'noon' : hour < 18 ? 'afternoon' : 'evening'}`,
  );
}

const NAMED = [
  'hoc-sinh',
  'sinh-vien',
  'phu-huynh',
  'giao-vien',
  'cong-nhan',
  'tai-xe',
  'kinh-doanh',
  'bien-gioi',
] as const;

/** Groups of a message in words; one that has no name here as it is written in rules. */
export function groupNames(groups: readonly string[], t: Translate): string {
  return groups
    .map((group) => {
      const known = NAMED.find((name) => name === group);
      return known === undefined ? group : t(`relay:group.${known}`);
    })
    .join(', ');
}
