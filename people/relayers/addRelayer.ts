import { oneRow, type Queryable } from '../queryable.js';
import type { RelayRole } from './relayer.js';

export interface NewRelayer {
  place: string;
  role: RelayRole;
  name: string;
  area: string;
}

/** Puts somebody on a place's list; who stands there already, in the same role and area, is found and not doubled. */
export async function addRelayer(
  on: Queryable,
  { place, role, name, area }: NewRelayer,
  by: { name: string; at: Date },
): Promise<{ id: number; created: boolean }> {
  return oneRow(
    on,
    `insert into relayer as known (place, role, name, area, created_by, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (place, role, name, area) where left_at is null do update set name = known.name
     returning id, xmax = 0 as created`,
    [place, role, name, area, by.name, by.at],
  );
}

/** Takes somebody off the list: nothing reaches them from then on, and their codes are void. What they answered stays. False: nobody of that number. */
export async function removeRelayer(on: Queryable, id: number, at: Date): Promise<boolean> {
  const { rowCount } = await on.query(
    'update relayer set left_at = $2, contact_id = null where id = $1 and left_at is null',
    [id, at],
  );
  await on.query(
    'update relayer_code set revoked_at = $2 where relayer_id = $1 and used_at is null and revoked_at is null',
    [id, at],
  );
  return rowCount === 1;
}
