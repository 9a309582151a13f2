import { nfc } from '../../base/text.js';
import type { Place } from '../places.js';
import { oneRow, queryable, type Sql } from '../queryable.js';
import { agencyKey } from './agencyKey.js';
import { agencyKind } from './agencyKind.js';

export interface NewAgency {
  name: string;
  place: Pick<Place, 'code' | 'shortName'>;
  /** Null keeps the parent of who is known. */
  parentId: number | null;
  aliases: readonly string[];
}

/**
 * The agency of that name in that place, made if it is not there; one statement, so that two at once make one. The
 * same name in another spelling is the same agency; new aliases are added, none is taken away. A closed agency stays closed.
 */
export async function ensureAgency(on: Sql, wanted: NewAgency): Promise<{ id: number; created: boolean }> {
  const name = tidyName(wanted.name);
  const aliases = wanted.aliases.map(tidyName).filter((alias) => alias !== '' && alias !== name);
  return oneRow(
    on,
    `insert into agency as known (name, key, place, parent_id, kind, aliases, alias_keys)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (place, key) do update
        set parent_id = coalesce(excluded.parent_id, known.parent_id),
            aliases = array(select distinct unnest(known.aliases || excluded.aliases) order by 1),
            alias_keys = array(select distinct unnest(known.alias_keys || excluded.alias_keys) order by 1)
     returning id, xmax = 0 as created`,
    [
      name,
      agencyKey(name, wanted.place.shortName),
      wanted.place.code,
      wanted.parentId,
      agencyKind(name),
      aliases,
      aliases.map((alias) => agencyKey(alias, wanted.place.shortName)),
    ],
  );
}

/** One written form: NFC, single spaces, a capital first. */
export function tidyName(name: string): string {
  const text = nfc(name).replace(/\s+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The people's committees of all communes of a province, made where they are not there; their ids, in the order of the
 * commune codes. One statement for all of them.
 */
export async function ensureCommuneCommittees(on: Sql, communes: readonly Place[]): Promise<number[]> {
  const names = communes.map((commune) => `UBND ${commune.name.charAt(0).toLowerCase()}${commune.name.slice(1)}`);
  await queryable(on).query(
    `insert into agency (name, key, place, kind)
     select name, key, place, 'committee' from unnest($1::text[], $2::text[], $3::text[]) as wanted(name, key, place)
     on conflict (place, key) do nothing`,
    [
      names,
      names.map((name, at) => agencyKey(name, communes[at]?.shortName ?? null)),
      communes.map(({ code }) => code),
    ],
  );
  const { rows } = await queryable(on).query<{ id: number }>(
    `select agency.id from agency join unnest($1::text[], $2::text[]) as wanted(place, key) using (place, key) order by place`,
    [communes.map(({ code }) => code), names.map((name, at) => agencyKey(name, communes[at]?.shortName ?? null))],
  );
  return rows.map(({ id }) => id);
}
