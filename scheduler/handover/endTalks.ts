import { endQuietTalks, forgetTalks, talksDue } from '../../people/handover/endTalk.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Database } from '../../prisma/database.js';
import type { NewUpdate } from '../inbound/store.js';

/**
 * Ends talks with officers by themselves: those that nobody took in time, and those in which nobody has written for long. Whom that concerns
 * is told by what is stored with it, once, whichever process dies. Gives what was stored, for the queue.
 */
export async function endTalks(db: Database, now: Date): Promise<NewUpdate[]> {
  if (!(await talksDue(db, now))) return [];
  return inTransaction(db, async (client) => {
    const stored = await endQuietTalks(client, now);
    await forgetTalks(client, now);
    return stored;
  });
}
