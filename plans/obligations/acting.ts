import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { isKnown } from './events.js';
import { OBLIGATION_COLUMNS, type Obligation } from './obligation.js';

/** An official does something about one obligation. */
export interface Act {
  obligationId: number;
  officialId: number;
  at: Date;
  /** `<channel>:<updateId>`: the same update does the same once. */
  key: string;
}

/**
 * Why nothing was done. `unknown`: no such obligation. `not-yours`: another agency's, or the official has left. `already`: this very update was
 * carried out before. `closed`: received by the standing agency, or no longer owed (`obligation.state` says which).
 */
export type Refusal = TurnedAway | { kind: 'closed'; obligation: Obligation };
export type TurnedAway = { kind: 'unknown' } | { kind: 'not-yours' } | { kind: 'already'; obligation: Obligation };

/**
 * One act of one official on one obligation of their agency, in one transaction that holds its row: whoever presses at the same moment
 * comes after, and the same update a second time changes nothing. What the work decides against is rolled back by nothing: it
 * writes only once it has decided.
 */
export async function acting<T>(
  db: Database,
  act: Act,
  work: (client: Queryable, obligation: Obligation) => Promise<T>,
): Promise<T | TurnedAway> {
  return inTransaction(db, async (client) => {
    const obligation = await lockObligation(client, act.obligationId);
    if (obligation === null) return { kind: 'unknown' };
    if (!(await serves(client, act.officialId, obligation.agencyId))) return { kind: 'not-yours' };
    if (await isKnown(client, act.key)) return { kind: 'already', obligation };
    return work(client, obligation);
  });
}

/** Held until the transaction ends. What is read in the same statement beside it may be older than the row: ask again after. */
export async function lockObligation(client: Queryable, id: number): Promise<Obligation | null> {
  const { rows } = await client.query<Obligation>(
    `select ${OBLIGATION_COLUMNS} from obligation o where o.id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

/** Whether an official is in office with that agency. */
export async function serves(client: Queryable, officialId: number, agencyId: number): Promise<boolean> {
  const { rows } = await client.query('select from official where id = $1 and agency_id = $2 and left_at is null', [
    officialId,
    agencyId,
  ]);
  return rows.length > 0;
}

/** Changes columns of an obligation and gives it back as it is then. */
export async function changeObligation(
  client: Queryable,
  id: number,
  to: {
    state: Obligation['state'];
    doneOn: string | null;
    dueOn: string | null;
    askedOn: string | null;
    officialId: number | null;
  },
): Promise<Obligation> {
  const { rows } = await client.query<Obligation>(
    `update obligation o set state = $2, done_on = $3, due_on = $4, asked_on = $5, official_id = $6 where o.id = $1 returning ${OBLIGATION_COLUMNS}`,
    [id, to.state, to.doneOn, to.dueOn, to.askedOn, to.officialId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`obligation ${id} is gone`);
  return row;
}

/** Whether anything may still be done about it. */
export const isClosed = ({ state }: Obligation): boolean => state === 'confirmed' || state === 'dropped';
