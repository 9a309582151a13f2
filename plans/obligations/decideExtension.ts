import { vietnamDay } from '../../base/vietnamDay.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { changeObligation } from './acting.js';
import { addEvent, isKnown } from './events.js';
import { isDay, type Obligation } from './obligation.js';
import { textOf } from './reportDone.js';
import { type NotAllowed, type StaffAct, staffActing } from './staffActing.js';

export interface Decision extends StaffAct {
  id: number;
  grant: boolean;
  /** Number and symbol of the paper in which the competent authority decided, and its date: the new day counts from then. */
  decisionNumber: string;
  decisionDate: string;
  /** The new day; where it is left out, the one that was asked for. */
  on?: string | null;
  note?: string | null;
}

export type Decided =
  | { kind: 'done'; obligation: Obligation; askedBy: number | null }
  | { kind: 'already'; obligation: Obligation }
  /** The decision's number is missing, its date is no day or has not come, or the new day is none or before the decision's. */
  | { kind: 'bad-decision'; what: 'number' | 'date' | 'on'; obligation: Obligation }
  /** There is no day that could be changed. */
  | { kind: 'no-day'; obligation: Obligation }
  | { kind: 'closed'; obligation: Obligation }
  | { kind: 'unknown' }
  | { kind: 'outside' }
  | NotAllowed;

/**
 * Records what the competent authority decided about a changed deadline, with the number and date of its decision. Loa decides nothing: without
 * them it is refused. A granted day replaces the present one from the day of the decision on; boards of earlier days keep the earlier one.
 */
export async function decideExtension(db: Database, decision: Decision): Promise<Decided> {
  const { id, at, grant, key } = decision;
  return staffActing<Decided>(db, decision, [id], async (client, { staff, obligations: [obligation], outside }) => {
    if (obligation === undefined) return { kind: outside.length > 0 ? 'outside' : 'unknown' };
    if (await isKnown(client, key)) return { kind: 'already', obligation };
    if (obligation.state === 'confirmed' || obligation.state === 'dropped') return { kind: 'closed', obligation };
    if (obligation.dueOn === null) return { kind: 'no-day', obligation };
    const number = textOf(decision.decisionNumber);
    if (number === null) return { kind: 'bad-decision', what: 'number', obligation };
    const date = decision.decisionDate;
    if (!isDay(date) || date > vietnamDay(at)) return { kind: 'bad-decision', what: 'date', obligation };
    const on = decision.on ?? obligation.askedOn;
    if (grant && (on === null || !isDay(on) || on < date)) return { kind: 'bad-decision', what: 'on', obligation };
    const { rows } = await client.query<{ by: number | null }>(
      `select official_id as "by" from obligation_event where obligation_id = $1 and kind = 'extension-asked' order by id desc limit 1`,
      [id],
    );
    const note = textOf(decision.note);
    await addEvent(client, {
      obligationId: id,
      at,
      kind: grant ? 'extension-granted' : 'extension-refused',
      onDay: date,
      ...(grant && on !== null ? { dueOn: on } : {}),
      staff,
      key: key ?? null,
      data: { decision: number, date, ...(grant ? { on } : {}), ...(note === null ? {} : { note }) },
    });
    const after = await changeObligation(client, id, { ...obligation, askedOn: null, ...(grant ? { dueOn: on } : {}) });
    await appendAudit(client, {
      at,
      actor: staff,
      action: grant ? 'tasks.extend' : 'tasks.refuse-extension',
      subject: `obligation:${id}`,
      detail: { date, ...(grant ? { on } : {}) },
    });
    return { kind: 'done', obligation: after, askedBy: rows[0]?.by ?? null };
  });
}
