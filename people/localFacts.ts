import type { LocalFactKind } from '../content/localFactKinds.js';
import { queryable, type Sql } from './queryable.js';

export type { LocalFactKind } from '../content/localFactKinds.js';

/** What a place told about itself: whom to call, where, when; with its source and the day on which somebody checked it. */
export interface LocalFact {
  /** Code of the place that told it: the one asked for, or the nearest above. */
  place: string;
  kind: LocalFactKind;
  /** "Công an phường Hàm Rồng" */
  name: string;
  phone: string | null;
  address: string | null;
  hours: string | null;
  source: string;
  /** YYYY-MM-DD */
  checkedOn: string;
}

/**
 * What is known of that kind at a place, else at the nearest place above it; null where nobody told it. The commune police of a
 * whole province does not exist: what a province told of that kind is not looked at. Old facts are given too: whoever says them
 * says that they are old (`isOldFact`).
 */
export async function localFact(on: Sql, place: string, kind: LocalFactKind): Promise<LocalFact | null> {
  const { rows } = await queryable(on).query<LocalFact>(NEAREST, [place, kind]);
  return rows[0] ?? null;
}

const COLUMNS = `f.place, f.kind, f.name, f.phone, f.address, f.hours, f.source, to_char(f.checked_on, 'YYYY-MM-DD') as "checkedOn"`;
const NEAREST = `
  select ${COLUMNS} from place p
    join place q on q.code = any(string_to_array(p.path, '/'))
    join local_fact f on f.place = q.code and f.kind = $2
   where p.code = $1 and ($2 <> 'commune-police' or q.parent is not null)
   order by length(q.path) desc limit 1`;

/** Everything that places told, within a place or everywhere. */
export async function listLocalFacts(on: Sql, within: string | null): Promise<LocalFact[]> {
  const { rows } = await queryable(on).query<LocalFact>(
    `select ${COLUMNS} from local_fact f left join place p on p.code = f.place
      where $1::text is null or $1 = any(string_to_array(p.path, '/')) order by p.path, f.kind`,
    [within],
  );
  return rows;
}

/** Notes a fact in place of what was known of that kind there. */
export async function setLocalFact(on: Sql, fact: LocalFact, by: { name: string; at: Date }): Promise<void> {
  await queryable(on).query(
    `insert into local_fact (place, kind, name, phone, address, hours, source, checked_on, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (place, kind) do update
        set name = excluded.name, phone = excluded.phone, address = excluded.address, hours = excluded.hours,
            source = excluded.source, checked_on = excluded.checked_on, set_by = excluded.set_by, set_at = excluded.set_at`,
    [
      fact.place,
      fact.kind,
      fact.name,
      fact.phone,
      fact.address,
      fact.hours,
      fact.source,
      fact.checkedOn,
      by.name,
      by.at,
    ],
  );
}

/** Takes a fact away; says whether there was one. */
export async function unsetLocalFact(on: Sql, place: string, kind: LocalFactKind): Promise<boolean> {
  const { rowCount } = await queryable(on).query('delete from local_fact where place = $1 and kind = $2', [
    place,
    kind,
  ]);
  return rowCount !== 0;
}

/** Checked more than twelve months before that day. */
export function isOldFact({ checkedOn }: LocalFact, today: string): boolean {
  return `${Number(checkedOn.slice(0, 4)) + 1}${checkedOn.slice(4)}` < today;
}
