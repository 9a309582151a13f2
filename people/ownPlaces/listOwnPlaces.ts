import { queryable, type Sql } from '../queryable.js';
import { KIND_WORDS, OWN_PLACE_KINDS, OWN_WORDS, type OwnPlaceKind } from './ownPlace.js';

export interface OwnPlace {
  code: string;
  name: string;
  kind: OwnPlaceKind;
  /** Code and name of the place above. */
  under: string;
  underName: string;
}

/** The schools and workplaces that somebody here added, within a place or everywhere, by where they lie. */
export async function listOwnPlaces(on: Sql, within: string | null): Promise<OwnPlace[]> {
  const { rows } = await queryable(on).query<Omit<OwnPlace, 'kind'> & { word: string }>(
    `select p.code, p.name, p.kind as word, p.parent as under, u.name as "underName" from place p join place u on u.code = p.parent
      where p.kind = any($1) and ($2::text is null or $2 = any(string_to_array(p.path, '/'))) order by u.path, p.fold_key`,
    [OWN_WORDS, within],
  );
  return rows.flatMap(({ word, ...place }) => {
    const kind = OWN_PLACE_KINDS.find((one) => KIND_WORDS[one] === word);
    return kind === undefined ? [] : [{ ...place, kind }];
  });
}
