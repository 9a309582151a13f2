import { createPlaceFinder, type PlaceFinder } from './findPlace.js';
import type { Place } from './places.js';
import { queryable, type Sql } from './queryable.js';

/** A finder over every place the database knows, schools and workplaces included, as they are now. */
export async function loadPlaceFinder(on: Sql): Promise<PlaceFinder> {
  const { rows } = await queryable(on).query<Place>(
    `select code, parent, name, short_name as "shortName", kind, fold_key as "foldKey", path from place order by path`,
  );
  return createPlaceFinder(rows);
}
