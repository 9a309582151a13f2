import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, type TurnedAway } from './acting.js';
import { addEvent } from './events.js';
import type { Obligation } from './obligation.js';
import { textOf } from './reportDone.js';

export type Noted = { kind: 'done'; obligation: Obligation } | { kind: 'empty'; obligation: Obligation } | TurnedAway;

/** Keeps in the history how far an official is, or what they add (`what: 'note'`). Changes nothing else, and is kept after the end as well. */
export async function addProgress(
  db: Database,
  act: Act & { note: string; what?: 'progress' | 'note' },
): Promise<Noted> {
  return acting<Noted>(db, act, async (client, obligation) => {
    const note = textOf(act.note);
    if (note === null) return { kind: 'empty', obligation };
    const { officialId, at, key } = act;
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: act.what ?? 'progress',
      onDay: vietnamDay(at),
      officialId,
      key,
      data: { note },
    });
    return { kind: 'done', obligation };
  });
}
