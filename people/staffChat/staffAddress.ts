import { joinContact } from '../joinContact.js';
import { type Queryable, queryable, type Sql } from '../queryable.js';
import { type ChatAddress, suppressionKey } from '../suppressionKey.js';

/**
 * What summaries are delivered to: a chat of staff's is an address like any other, so that a stop, a block and the ledger hold for it as for everybody.
 * Its contact is no resident, and lies in the member of staff's place, or in none where theirs is everywhere.
 */
const INSERT = `
  with chat as materialized (
    select w.*, nextval('contact_id_seq')::int as id
      from jsonb_to_recordset($1::jsonb) as w(channel text, "externalId" text, key text, place text, locale text)
  ), person as (
    insert into contact (id, place, locale, resident) select id, coalesce(place, ''), locale, false from chat
  )
  insert into address (contact_id, channel, external_id, key) select id, channel, "externalId", decode(key, 'hex') from chat`;

/** Linked chats that are no address yet: those that were linked before summaries were, or whose person was handed over meanwhile. */
const WITHOUT = `
  select c.channel, c.external_id as "externalId", s.place from staff_chat c join staff s on s.id = c.staff_id
   where c.linked_at is not null and c.unlinked_at is null and s.disabled_at is null
     and not exists (select from address a where a.channel = c.channel and a.external_id = c.external_id)`;

/** Makes every linked chat an address, one statement to look and one to write. A suppression that stands is not lifted. */
export async function ensureStaffAddresses(on: Sql, secret: string): Promise<void> {
  const { rows } = await queryable(on).query<ChatAddress & { place: string | null }>(WITHOUT);
  if (rows.length > 0) await insert(queryable(on), secret, rows, 'vi');
}

/**
 * A member of staff has just agreed in their own chat that it is theirs: it is written to again, whatever was stopped there before. Who had stopped as a
 * resident does not come back as one. Inside the transaction that links the chat.
 */
export async function openStaffAddress(
  client: Queryable,
  secret: string,
  chat: ChatAddress & { place: string | null; locale: string },
): Promise<void> {
  const { channel, externalId, place, locale } = chat;
  const known = { channel, externalId, place: null, groups: [], locale: null, name: null, ownWord: true };
  const joined = await joinContact(client, secret, known);
  if (joined.kind === 'joined') {
    if (joined.lifted) await client.query('update contact set resident = false where id = $1', [joined.contactId]);
    return;
  }
  await client.query('delete from suppression where key = $1', [suppressionKey(secret, channel, externalId)]);
  await insert(client, secret, [{ channel, externalId, place }], locale);
}

async function insert(
  on: Queryable,
  secret: string,
  chats: readonly (ChatAddress & { place: string | null })[],
  locale: string,
): Promise<void> {
  const rows = chats.map(({ channel, externalId, place }) => {
    const key = suppressionKey(secret, channel, externalId).toString('hex');
    return { channel, externalId, place, locale, key };
  });
  await on.query(INSERT, [JSON.stringify(rows)]);
}
