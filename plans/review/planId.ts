import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { queryable, type Sql } from '../../people/queryable.js';

/** The plan that an id from outside means. Throws InputError where there is none. */
export async function parsePlanId(on: Sql, text: string, say: Translate): Promise<number> {
  const id = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  const { rows } = await queryable(on).query('select id from plan where id = $1', [id]);
  if (rows.length === 0)
    throw new InputError('unknown-plan', [
      argumentFault(say('review:fault.unknownPlan', { id: text.slice(0, 40) }), say('review:fault.unknownPlanMend')),
    ]);
  return id;
}
