import type { Fault } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { LOCAL_FACT_KINDS, type LocalFactKind } from '../content/localFactKinds.js';
import type { PlaceFinder } from './findPlace.js';
import type { LocalFact } from './localFacts.js';
import { describeUnknownPlace } from './resolvePlace.js';

export const LOCAL_FACT_COLUMNS = [
  'place',
  'kind',
  'name',
  'phone',
  'address',
  'hours',
  'source',
  'checked_on',
] as const;
export type LocalFactCells = Record<(typeof LOCAL_FACT_COLUMNS)[number], string>;

const PHONE = /^\+?\d[\d .()-]{1,18}\d$/;

/** What somebody wrote about a place, checked: a fact, or what is wrong with it and how to mend it. `today` is YYYY-MM-DD. */
export function readLocalFact(
  cells: LocalFactCells,
  places: PlaceFinder,
  today: string,
  say: Translate,
): { fact: LocalFact } | { faults: Pick<Fault, 'what' | 'mend'>[] } {
  const faults: Pick<Fault, 'what' | 'mend'>[] = [];
  const found = places.find(cells.place);
  if (found.kind !== 'one') faults.push(describeUnknownPlace(places, cells.place, say));
  const kind = readFactKind(cells.kind);
  if (kind === null)
    faults.push({
      what: say('asking:fact.kind', { value: cells.kind }),
      mend: say('asking:fact.kindMend', { kinds: LOCAL_FACT_KINDS.join(', ') }),
    });
  for (const column of ['name', 'source'] as const)
    if (cells[column] === '')
      faults.push({ what: say('asking:fact.empty', { column }), mend: say('asking:fact.emptyMend') });
  if (cells.phone !== '' && !PHONE.test(cells.phone))
    faults.push({ what: say('asking:fact.phone', { value: cells.phone }), mend: say('asking:fact.phoneMend') });
  if (cells.phone === '' && cells.address === '')
    faults.push({ what: say('asking:fact.nothing'), mend: say('asking:fact.nothingMend') });
  const checkedOn = readDay(cells.checked_on);
  if (checkedOn === null || checkedOn > today)
    faults.push({
      what: say('asking:fact.day', { value: cells.checked_on }),
      mend: say('asking:fact.dayMend', { today }),
    });
  if (found.kind !== 'one' || kind === null || checkedOn === null || faults.length > 0) return { faults };
  const orNull = (text: string): string | null => (text === '' ? null : text);
  const { name, source } = cells;
  const [phone, address, hours] = [orNull(cells.phone), orNull(cells.address), orNull(cells.hours)];
  return { fact: { place: found.place.code, kind, name, phone, address, hours, source, checkedOn } };
}

export const readFactKind = (text: string): LocalFactKind | null =>
  LOCAL_FACT_KINDS.find((kind) => kind === text) ?? null;

/** "2026-11-22" or "22/11/2026", a day that exists. */
function readDay(text: string): string | null {
  const [, d = '', m = '', y = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const iso = y === '' ? text : `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const day = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== iso ? null : iso;
}
