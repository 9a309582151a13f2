import { argumentFault, InputError } from '../../base/errors.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';

/** What a person does to a broadcast. */
export type BroadcastVerb = 'approve' | 'send-back' | 'start' | 'pause' | 'resume' | 'cancel' | 'retry-missed';

/** The broadcast of that id. Throws InputError when the id is none or nobody's. */
export async function findBroadcast(db: Database, id: string, say: Translate): Promise<Broadcast> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : null;
  const found = number === null ? null : await db.prisma.broadcast.findUnique({ where: { id: number } });
  if (!found) throw refusal('unknown-broadcast', say, 'scheduler:unknown', 'scheduler:unknownMend', { id });
  return found;
}

/** A refusal with one line: what stands against it, and what helps. */
export function refusal(
  code: string,
  say: Translate,
  what: MessageKey,
  mend: MessageKey,
  values: Record<string, string | number>,
): InputError {
  return new InputError(code, [argumentFault(say(what, values), say(mend, values))]);
}

/** The refusal of a verb that the broadcast's state does not admit. */
export function wrongState(
  broadcast: Pick<Broadcast, 'id' | 'state'>,
  verb: BroadcastVerb,
  say: Translate,
): InputError {
  const values = { id: broadcast.id, state: say(`scheduler:state.${broadcast.state}`) };
  return refusal('wrong-state', say, `scheduler:cannot.${verb}`, `scheduler:cannotMend.${verb}`, values);
}
