import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { optOut } from '../people/optOut.js';
import type { Database } from '../prisma/database.js';
import type { Intake } from '../scheduler/inbound/intake.js';
import type { ConversationChannel } from './conversation.js';
import { BUTTONS } from './conversations/resident/buttons.js';
import { isStopWord } from './conversations/resident/words.js';
import type { Incoming, StoredUpdate } from './incoming.js';

/**
 * Carries a stop out as soon as it is stored, before the conversation comes to it: an answer to something earlier in the
 * chat may be waiting for the platform, and meanwhile nothing more may be leased for who has said stop. The conversation
 * does it again in its turn and confirms it. In a chat that is being asked something "hủy" may be the answer: that is left to the
 * conversation. Never fails.
 */
export async function stopStored(
  { database, secret, log }: { database: Database; secret: string; log: Log },
  channel: ConversationChannel,
  updates: readonly StoredUpdate[],
): Promise<void> {
  for (const update of updates) {
    try {
      const incoming = channel.toIncoming(update);
      if (incoming === null || !isStop(incoming)) continue;
      const chat = { channel: incoming.channel, externalId: incoming.externalId };
      const { rowCount } = await database.pool.query(
        'select from chat_form where channel = $1 and external_id = $2 and step is not null',
        [chat.channel, chat.externalId],
      );
      if (rowCount === 0) await optOut(database, secret, chat);
    } catch (error) {
      log.warn({ update: update.updateId, err: messageOf(error) }, 'a stop waits for its conversation');
    }
  }
}

/** An intake that carries stops out before it says that they are stored. */
export function stoppingIntake(
  intake: Pick<Intake, 'store'>,
  deps: { database: Database; secret: string; log: Log },
  channel: ConversationChannel,
): Pick<Intake, 'store'> {
  return {
    store: async (update) => {
      const became = await intake.store(update);
      if (became === 'new') await stopStored(deps, channel, [update]);
      return became;
    },
  };
}

function isStop(incoming: Incoming): boolean {
  if (incoming.externalId.startsWith('-')) return false;
  if (incoming.kind === 'command') return isStopWord(incoming.name);
  if (incoming.kind === 'text') return isStopWord(incoming.text);
  return incoming.kind === 'button' && incoming.data === BUTTONS.stop;
}
