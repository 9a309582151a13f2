import { appendAudit } from '../people/appendAudit.js';
import { erase } from '../people/erase.js';
import { inTransaction } from '../people/inTransaction.js';
import type { Database } from '../prisma/database.js';
import type { IncomingFrame } from './incoming.js';

/**
 * The person told the platform that they are to be forgotten: contact, addresses, consents, the clock and every stored
 * update of the chat go, and the chain of the audit says that it was done, in one transaction. The update that says so
 * is being answered and goes by itself. Doing it again erases nothing more and is written down once more.
 */
export async function forget(
  database: Database,
  secret: string,
  { channel, externalId, updateId, at }: IncomingFrame,
): Promise<void> {
  await inTransaction(database, async (client) => {
    const found = await erase(client, secret, { channel, externalId });
    await client.query('DELETE FROM inbound WHERE channel = $1 AND chat = $2 AND update_id <> $3', [
      channel,
      externalId,
      updateId,
    ]);
    const detail = { found, cause: 'withdrawn' };
    await appendAudit(client, { at, actor: 'system', action: 'contacts.erase', subject: `channel:${channel}`, detail });
  });
}
