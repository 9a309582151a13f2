import { type Fault, InputError } from '../../base/errors.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { OBLIGATION_COLUMNS, type Obligation } from './obligation.js';

/** A member of the standing agency's staff decides about obligations. */
export interface StaffAct {
  staff: string;
  at: Date;
  /** Language of the faults. */
  locale: string;
  /** `<channel>:<updateId>` where it came from a chat: the same update does the same once. */
  key?: string | null;
}

/** The staff member is unknown, has another role, or none of it lies in their place; `faults` say which, in their language. */
export interface NotAllowed {
  kind: 'not-allowed';
  faults: readonly Fault[];
}

/** The obligations a decision is about, held until the transaction ends, as far as they lie within the staff member's place. */
interface Held {
  staff: string;
  obligations: Obligation[];
  outside: number[];
  unknown: number[];
}

/**
 * One decision of an approver or admin, in one transaction that holds the obligations in the order of their ids, so that two decisions at once
 * follow each other. Their place must cover the plan's; what lies outside is left alone and named.
 */
export async function staffActing<T>(
  db: Database,
  act: StaffAct,
  ids: readonly number[],
  work: (client: Queryable, held: Held) => Promise<T>,
): Promise<T | NotAllowed> {
  try {
    return await inTransaction(db, async (client) => {
      const staff = await requireStaff(client, act.staff, 'tasks.confirm', { locale: act.locale });
      const { rows } = await client.query<Obligation & { inside: boolean }>(HOLD, [ids, staff.place]);
      const found = new Set(rows.map(({ id }) => id));
      return work(client, {
        staff: staff.name,
        obligations: rows.flatMap(({ inside, ...one }) => (inside ? [one] : [])),
        outside: rows.flatMap(({ inside, id }) => (inside ? [] : [id])),
        unknown: [...new Set(ids)].filter((id) => !found.has(id)),
      });
    });
  } catch (error) {
    if (error instanceof InputError) return { kind: 'not-allowed', faults: error.faults };
    throw error;
  }
}

/** Rows are locked by id; the place of a plan does not change while it is active. */
const HOLD = `
  select ${OBLIGATION_COLUMNS},
         $2::text is null or coalesce((select $2 = any(string_to_array(l.path, '/')) from plan p join place l on l.code = p.place where p.id = o.plan_id), false) as inside
    from obligation o where o.id = any($1::int[]) order by o.id for update of o`;
