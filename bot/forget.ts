import { appendAudit } from '../people/appendAudit.js';
import { erase } from '../people/erase.js';
import type { HeldPerson } from '../people/heldData.js';
import { inTransaction } from '../people/inTransaction.js';
import type { Queryable } from '../people/queryable.js';
import { type ChatAddress, suppressionKey } from '../people/suppressionKey.js';
import type { Database } from '../prisma/database.js';
import { SOURCES } from './conversations/resident/own/sources.js';
import type { IncomingFrame } from './incoming.js';

/**
 * The person asked to be forgotten, here or at the platform: contact, addresses, consents, what every topic holds of
 * them and every stored update of the chat go, and the chain of the audit says that it was done, in one transaction. The
 * update that says so is being answered; `forgetUpdate` takes its chat away. Doing it again erases nothing more and is
 * written down once more.
 */
export async function forget(
  database: Database,
  secret: string,
  { channel, externalId, updateId, at }: IncomingFrame,
  cause: 'withdrawn' | 'asked',
): Promise<void> {
  await inTransaction(database, async (client) => {
    const found = await eraseEverything(client, secret, { channel, externalId }, updateId);
    const detail = { found, cause };
    await appendAudit(client, { at, actor: 'system', action: 'contacts.erase', subject: `channel:${channel}`, detail });
  });
}

/**
 * The erasure itself, for whoever asks it; within a transaction. Updates of all the person's chats go but the one that
 * is being answered. Returns whether the person was known.
 */
export async function eraseEverything(
  client: Queryable,
  secret: string,
  { channel, externalId }: ChatAddress,
  answering: string | null,
): Promise<boolean> {
  const { rows: known } = await client.query<ChatAddress & { contactId: number }>(
    `select a.channel, a.external_id as "externalId", a.contact_id as "contactId" from address a
      where a.contact_id in (select contact_id from address where channel = $1 and external_id = $2)`,
    [channel, externalId],
  );
  const contactId = known[0]?.contactId ?? null;
  const others = known.filter((chat) => chat.channel !== channel || chat.externalId !== externalId);
  for (const chat of [{ channel, externalId }, ...others]) {
    const key = suppressionKey(secret, chat.channel, chat.externalId);
    const person: HeldPerson = { channel: chat.channel, externalId: chat.externalId, key, contactId };
    for (const source of SOURCES) await source.erase?.(client, person);
    await client.query(
      `delete from inbound where channel = $1 and chat = $2 and not (channel = $3 and update_id = coalesce($4, ''))`,
      [chat.channel, chat.externalId, channel, answering],
    );
  }
  return erase(client, secret, { channel, externalId });
}

/** Takes the chat out of the row of the update that is being answered: its number alone stays, so that it is not answered twice. */
export async function forgetUpdate(database: Database, { channel, updateId }: IncomingFrame): Promise<void> {
  await database.pool.query(`update inbound set chat = 'erased', body = null where channel = $1 and update_id = $2`, [
    channel,
    updateId,
  ]);
}
