import { MINUTE_MS } from '../../base/clock.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, changeObligation, isClosed, type Refusal } from './acting.js';
import { addEvent } from './events.js';
import type { Obligation } from './obligation.js';

/** How long a press can be taken back. */
export const UNDO_MS = 5 * MINUTE_MS;

export type Undone =
  | { kind: 'done'; obligation: Obligation }
  /** Nothing is reported: it was taken back already, or sent back. */
  | { kind: 'nothing'; obligation: Obligation }
  | { kind: 'too-late'; obligation: Obligation }
  | Refusal;

/**
 * Takes a report back, within five minutes and by who made it; then it is as if it had never been, on boards of all days. What the
 * standing agency has confirmed is taken back by nobody.
 */
export async function undoReport(db: Database, act: Act): Promise<Undone> {
  return acting<Undone>(db, act, async (client, obligation) => {
    if (isClosed(obligation)) return { kind: 'closed', obligation };
    if (obligation.state !== 'reported') return { kind: 'nothing', obligation };
    const { rows } = await client.query<{ officialId: number | null; at: Date; onDay: string }>(
      `select r.official_id as "officialId", r.at,
              (select min(e.on_day)::text from obligation_event e
                where e.obligation_id = r.obligation_id and e.id >= r.id and e.kind in ('reported', 'amended')) as "onDay"
         from obligation_event r where r.obligation_id = $1 and r.kind = 'reported' order by r.id desc limit 1`,
      [obligation.id],
    );
    const [report] = rows;
    if (report === undefined) return { kind: 'nothing', obligation };
    if (report.officialId !== act.officialId) return { kind: 'not-yours' };
    if (act.at.getTime() - report.at.getTime() > UNDO_MS) return { kind: 'too-late', obligation };
    const { officialId, at, key } = act;
    // From the first day that the report counted.
    await addEvent(client, { obligationId: obligation.id, at, kind: 'undone', onDay: report.onDay, officialId, key });
    return {
      kind: 'done',
      obligation: await changeObligation(client, obligation.id, { ...obligation, state: 'open', doneOn: null }),
    };
  });
}
