import { vietnamDay } from '../../base/vietnamDay.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { changeObligation } from './acting.js';
import { addEvent, isKnown } from './events.js';
import type { Obligation } from './obligation.js';
import { textOf } from './reportDone.js';
import { type NotAllowed, type StaffAct, staffActing } from './staffActing.js';

export type SentBack =
  | { kind: 'done'; obligation: Obligation; reportedBy: number | null }
  | { kind: 'already'; obligation: Obligation }
  /** What is missing has to be said. */
  | { kind: 'no-reason'; obligation: Obligation }
  /** There is no report to send back. */
  | { kind: 'not-reported'; obligation: Obligation }
  | { kind: 'closed'; obligation: Obligation }
  | { kind: 'unknown' }
  | { kind: 'outside' }
  | NotAllowed;

/** The standing agency sends a report back, saying what is missing: it is open again, with its deadline as it was, and the report stays in the history. */
export async function sendBack(db: Database, act: StaffAct & { id: number; missing: string }): Promise<SentBack> {
  return staffActing<SentBack>(db, act, [act.id], async (client, { staff, obligations: [obligation], outside }) => {
    if (obligation === undefined) return { kind: outside.length > 0 ? 'outside' : 'unknown' };
    if (await isKnown(client, act.key)) return { kind: 'already', obligation };
    if (obligation.state === 'open') return { kind: 'not-reported', obligation };
    if (obligation.state !== 'reported') return { kind: 'closed', obligation };
    const missing = textOf(act.missing);
    if (missing === null) return { kind: 'no-reason', obligation };
    const { at, key } = act;
    const { rows } = await client.query<{ by: number | null }>(
      `select official_id as "by" from obligation_event where obligation_id = $1 and kind in ('reported', 'amended') order by id desc limit 1`,
      [obligation.id],
    );
    const onDay = vietnamDay(at);
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: 'sent-back',
      onDay,
      staff,
      key: key ?? null,
      data: { missing },
    });
    const after = await changeObligation(client, obligation.id, { ...obligation, state: 'open', doneOn: null });
    await appendAudit(client, {
      at,
      actor: staff,
      action: 'tasks.send-back',
      subject: `obligation:${obligation.id}`,
      detail: {},
    });
    return { kind: 'done', obligation: after, reportedBy: rows[0]?.by ?? null };
  });
}
