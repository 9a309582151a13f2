import { queryable, type Sql } from '../../people/queryable.js';
import { type Caps, DEFAULT_CAPS } from '../campaign/caps.js';

/** How much awareness one person is sent at most by this installation: as an admin has set it, else one a day and five in seven days. */
export async function readCaps(on: Sql): Promise<Caps> {
  const { rows } = await queryable(on).query<Caps>(
    `select per_day as "perDay", per_week as "perWeek" from awareness_cap where id = 1`,
  );
  return rows[0] ?? DEFAULT_CAPS;
}
