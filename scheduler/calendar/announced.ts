import type { Translate } from '../../content/i18n.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { holidaysOf } from './holidays.js';
import type { Announced } from './workingDays.js';

/** All days that an admin has entered. */
export async function readAnnounced(on: Sql): Promise<Announced> {
  const { rows } = await queryable(on).query<{ day: string; kind: 'working' | 'rest' }>(
    `select day::text, kind from calendar_day`,
  );
  return new Map(rows.map(({ day, kind }) => [day, kind]));
}

/** A day that differs from the ordinary week, and what that rests on. */
export interface CalendarDay {
  day: string;
  kind: 'working' | 'rest';
  name: string;
  /** `law`: fixed by law; `default`: our reading of the general rules, nothing announced yet; `announced`: entered by an admin. */
  source: 'law' | 'default' | 'announced';
  basis: string;
  setBy: string | null;
}

/** The year's days off and worked rest days in order: public holidays, what they move to, and what was announced instead. */
export async function readCalendar(on: Sql, year: number, say: Translate): Promise<CalendarDay[]> {
  const { rows } = await queryable(on).query<{
    day: string;
    kind: 'working' | 'rest';
    name: string;
    basis: string;
    setBy: string;
  }>(
    `select day::text, kind, name, basis, set_by as "setBy" from calendar_day where day between $1::date and $2::date`,
    [`${year}-01-01`, `${year}-12-31`],
  );
  const days = new Map<string, CalendarDay>();
  for (const { day, name, movedFrom, byNotice } of holidaysOf(year)) {
    const known = days.get(day);
    const holiday = say(`calendar:holiday.${name}`);
    const called = movedFrom === null ? holiday : say('calendar:moved', { holiday, from: formatDate(movedFrom) });
    days.set(day, {
      day,
      kind: 'rest',
      name: known === undefined ? called : `${known.name}; ${called}`,
      source: byNotice ? 'default' : 'law',
      basis: say(byNotice ? 'calendar:byDefault' : name === 'culture' ? 'calendar:byResolution' : 'calendar:byLaw'),
      setBy: null,
    });
  }
  for (const row of rows) days.set(row.day, { ...row, source: 'announced' });
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** 03/07/2027, as offices write it. */
export function formatDate(day: string): string {
  return day.split('-').reverse().join('/');
}
