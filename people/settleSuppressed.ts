import { queryable, type Sql } from './queryable.js';

/**
 * Gives every suppressed address its state. Differs from what is there only where an address and its suppression were
 * written at the same moment by two processes; an import ends with it. Returns how many were mended.
 */
export async function settleSuppressed(on: Sql): Promise<number> {
  const { rowCount } = await queryable(on).query(
    `update address a set state = 'opted_out', state_reason = s.cause, state_at = now()
       from suppression s
      where s.key = a.key and a.state <> 'opted_out'`,
  );
  return rowCount ?? 0;
}
