import { boundAudience } from '../../people/audience/audience.js';
import { audienceSql } from '../../people/audience/audienceSql.js';
import { readAudience } from '../../people/audience/readAudience.js';
import type { Database } from '../../prisma/database.js';
import { readFamily } from './family.js';
import { isPersonal } from './personal.js';

/** What decides whom a broadcast is for. */
export interface AudienceOf {
  audience: string;
  boundPlace: string | null;
  /** A child of another broadcast goes only to those whom that one missed. */
  parent: { id: number; month: string; unknown: boolean } | null;
}

/** Reasons for which somebody was skipped that can have passed by now. What a person decided (opted out) is none. */
const MENDABLE = ['no-channel', 'blocked', 'gone', 'outside-window', 'cancelled', 'capped', 'exam-day'];

/**
 * The audience of a broadcast as a condition on `contact c`: its rule, the place that bounds who made it, and for a
 * child those whom its parent did not reach, less those whom another child has reached meanwhile. Values are numbered from `firstParameter`.
 */
export async function audienceCondition(
  db: Database,
  of: AudienceOf,
  firstParameter: number,
): Promise<{ sql: string; values: unknown[] }> {
  const rule = boundAudience(await readAudience(db, of.audience), of.boundPlace);
  const { sql, values } = audienceSql(rule, firstParameter);
  if (of.parent === null) return { sql, values };
  const next = firstParameter + values.length;
  const family = (await readFamily(db, of.parent.id)).map((member) => member.id);
  return {
    sql: `(${sql}) and c.id in (
      select missed.contact_id from delivery missed
       where missed.month = $${next}::date and missed.broadcast_id = $${next + 1}
         and (missed.state = 'failed' or (missed.state = 'skipped' and missed.reason = any($${next + 2}::text[]))
              or (missed.state = 'unknown' and $${next + 3})))
      and not exists (
      select from delivery reached
       where reached.month = $${next}::date and reached.broadcast_id = any($${next + 4}::int[]) and reached.contact_id = c.id
         and (reached.state in ('waiting', 'sending', 'sent') or (reached.state = 'unknown' and not $${next + 3})))`,
    values: [...values, of.parent.month, of.parent.id, MENDABLE, of.parent.unknown, family],
  };
}

/** The columns of a broadcast, and of its parent, that say whom it is for. */
export interface AudienceColumns {
  id: number;
  month: string;
  audience: string;
  bound_place: string | null;
  parent_id: number | null;
  parent_month: string | null;
  retry_unknown: boolean;
}

/** The same, of a broadcast as it was read: for whoever writes its rows. */
export function conditionOf(
  db: Database,
  row: AudienceColumns,
  firstParameter: number,
): Promise<{ sql: string; values: unknown[] }> {
  if (isPersonal(row.audience)) {
    const sql = `c.id in (select g.contact_id from nudge_digest g where g.month = $${firstParameter}::date and g.broadcast_id = $${firstParameter + 1})`;
    return Promise.resolve({ sql, values: [row.month, row.id] });
  }
  const { parent_id: id, parent_month: month, retry_unknown: unknown } = row;
  const parent = id === null || month === null ? null : { id, month, unknown };
  return audienceCondition(db, { audience: row.audience, boundPlace: row.bound_place, parent }, firstParameter);
}
