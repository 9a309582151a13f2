import { bundledPlaces } from './places.js';
import { queryable, type Sql } from './queryable.js';

/**
 * Brings the provinces and communes that come with Loa into the database: what is new is added, what was renamed or
 * moved is updated, what is current is not written, and what others added below (schools, workplaces) stays. One
 * statement, so there is never half a country. Returns how many places were written.
 */
export async function syncPlaces(on: Sql): Promise<number> {
  const { places } = bundledPlaces();
  const { rowCount } = await queryable(on).query(
    `insert into place (code, parent, name, short_name, kind, fold_key, path)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     on conflict (code) do update
       set parent = excluded.parent, name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
           fold_key = excluded.fold_key, path = excluded.path
     where (place.parent, place.name, place.short_name, place.kind, place.fold_key, place.path) is distinct from
           (excluded.parent, excluded.name, excluded.short_name, excluded.kind, excluded.fold_key, excluded.path)`,
    [
      places.map((place) => place.code),
      places.map((place) => place.parent),
      places.map((place) => place.name),
      places.map((place) => place.shortName),
      places.map((place) => place.kind),
      places.map((place) => place.foldKey),
      places.map((place) => place.path),
    ],
  );
  return rowCount ?? 0;
}
