import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, changeObligation, isClosed, type Refusal, serves } from './acting.js';
import { addEvent } from './events.js';
import type { Obligation } from './obligation.js';

export type HandedOver =
  | { kind: 'done'; obligation: Obligation }
  /** Not a colleague in office with the same agency. */
  | { kind: 'not-a-colleague'; obligation: Obligation }
  | Refusal;

/** Gives one obligation to a colleague of the same agency, who alone is reminded of it from then on. It stays the agency's. */
export async function handOver(db: Database, act: Act & { toOfficialId: number }): Promise<HandedOver> {
  return acting<HandedOver>(db, act, async (client, obligation) => {
    if (isClosed(obligation)) return { kind: 'closed', obligation };
    const { officialId, toOfficialId, at, key } = act;
    if (!(await serves(client, toOfficialId, obligation.agencyId))) return { kind: 'not-a-colleague', obligation };
    if (obligation.officialId === toOfficialId) return { kind: 'already', obligation };
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: 'handed-over',
      onDay: vietnamDay(at),
      officialId,
      key,
      data: { to: toOfficialId },
    });
    return {
      kind: 'done',
      obligation: await changeObligation(client, obligation.id, { ...obligation, officialId: toOfficialId }),
    };
  });
}
