import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, isClosed, type Refusal } from './acting.js';
import { addEvent } from './events.js';
import { isDay, type Obligation } from './obligation.js';

export type Snoozed =
  | { kind: 'done'; obligation: Obligation }
  /** No day of the calendar, or one that is not in the future. */
  | { kind: 'bad-date'; obligation: Obligation }
  | Refusal;

/**
 * "Nhắc tôi ngày mai": this official is reminded of it again on that day, whatever the ladder says. An event `snoozed` whose `on_day` is
 * that day; of several of one official the last counts.
 */
export async function snooze(db: Database, act: Act & { until: string }): Promise<Snoozed> {
  return acting<Snoozed>(db, act, async (client, obligation) => {
    if (isClosed(obligation)) return { kind: 'closed', obligation };
    const { officialId, at, key, until } = act;
    if (!isDay(until) || until <= vietnamDay(at)) return { kind: 'bad-date', obligation };
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: 'snoozed',
      onDay: until,
      officialId,
      key,
      data: { until },
    });
    return { kind: 'done', obligation };
  });
}
