import { queryable, type Sql } from '../../people/queryable.js';
import type { Refreshed } from './refreshObligations.js';
import { UNGIVEN } from './refreshSql.js';

/** Tasks of live plans, or of one, with words for who leads them that mean no agency: they are owed by nobody, and a person has to say by whom. */
export async function readUngiven(on: Sql, planId: number | null): Promise<Refreshed['ungiven']> {
  const { rows } = await queryable(on).query<Refreshed['ungiven'][number]>(UNGIVEN, [planId]);
  return rows;
}
