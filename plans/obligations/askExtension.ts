import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, changeObligation, isClosed, type Refusal } from './acting.js';
import { addEvent } from './events.js';
import { isDay, type Obligation } from './obligation.js';
import { textOf } from './reportDone.js';

export type Asked =
  | { kind: 'done'; obligation: Obligation }
  /** It has no day that could be changed. */
  | { kind: 'no-day'; obligation: Obligation }
  /** No day of the calendar, a day that is over, or one that is not later than the present one. */
  | { kind: 'bad-date'; obligation: Obligation }
  | { kind: 'no-reason'; obligation: Obligation }
  /** Reported already: there is nothing to put off. */
  | { kind: 'reported'; obligation: Obligation }
  | Refusal;

/** Keeps an official's wish for a later day, with its reason. The deadline stays until the standing agency has recorded a decision. A later wish replaces an earlier one. */
export async function askExtension(db: Database, act: Act & { reason: string; on: string }): Promise<Asked> {
  return acting<Asked>(db, act, async (client, obligation) => {
    if (isClosed(obligation)) return { kind: 'closed', obligation };
    if (obligation.state === 'reported') return { kind: 'reported', obligation };
    if (obligation.dueOn === null) return { kind: 'no-day', obligation };
    const today = vietnamDay(act.at);
    if (!isDay(act.on) || act.on <= obligation.dueOn || act.on < today) return { kind: 'bad-date', obligation };
    const reason = textOf(act.reason);
    if (reason === null) return { kind: 'no-reason', obligation };
    const { officialId, at, key, on } = act;
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: 'extension-asked',
      onDay: today,
      officialId,
      key,
      data: { reason, on },
    });
    return { kind: 'done', obligation: await changeObligation(client, obligation.id, { ...obligation, askedOn: on }) };
  });
}
