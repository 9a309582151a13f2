import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import { inTransaction } from '../inTransaction.js';
import { joinContact } from '../joinContact.js';
import { type Queryable, queryable, type Sql } from '../queryable.js';
import { recordConsent } from '../recordConsent.js';
import { hashCode, normalizeCode } from './invite.js';

/** What officials agree to: reminders of their agency's deadlines. Awareness for residents is another purpose. */
export const OFFICIAL_PURPOSE = 'official';

/** Whom a code is for, to be shown before they agree. */
export interface InvitedOfficial {
  name: string;
  position: string;
  agency: string;
}

/** The person a code is for, while it is good; else null. Looking spends nothing. */
export async function peekInvite(on: Sql, secret: string, code: string, at: Date): Promise<InvitedOfficial | null> {
  if (normalizeCode(code) === null) return null;
  const { rows } = await queryable(on).query<InvitedOfficial>(
    `select o.name, o.position, a.name as agency from invite i join official o on o.id = i.official_id join agency a on a.id = o.agency_id
      where i.code_hash = $1 and i.used_at is null and i.revoked_at is null and i.expires_at > $2 and o.left_at is null`,
    [hashCode(secret, code), at],
  );
  return rows[0] ?? null;
}

export interface Accepting {
  channel: string;
  externalId: string;
  code: string;
  /** The words that the official agreed to, as they stood on the screen. */
  wording: string;
  locale: string;
  at: Date;
}

/**
 * An official agrees in their own chat: the code is spent, the chat is theirs, the consent is kept with its words, all in one
 * transaction. A code works once, and of two who press at the same moment one gets in. The chat of a resident stays a resident's
 * chat too; who comes as an official only is not among those whom awareness is sent to. The same chat again is told the
 * same. Null where the code is not good.
 */
export async function acceptInvite(
  db: Database,
  secret: string,
  accepting: Accepting,
): Promise<InvitedOfficial | null> {
  const invited = await peekInvite(db, secret, accepting.code, accepting.at);
  if (invited === null) return acceptedHere(db, secret, accepting);
  return inTransaction(db, async (client) => {
    const officialId = await spend(client, hashCode(secret, accepting.code), accepting.at);
    if (officialId === null) return null;
    const contactId = await chatOf(client, secret, officialId, accepting);
    await client.query('update official set contact_id = $2, joined_at = $3 where id = $1', [
      officialId,
      contactId,
      accepting.at,
    ]);
    const { wording, at } = accepting;
    await recordConsent(client, { contactId, purpose: OFFICIAL_PURPOSE, wording, how: 'button', at });
    await appendAudit(client, {
      at,
      actor: 'system',
      action: 'officials.join',
      subject: `official:${officialId}`,
      detail: { channel: accepting.channel },
    });
    return invited;
  });
}

/** The official whom this very chat has become by that code: the press that is answered again after a crash. */
async function acceptedHere(
  on: Sql,
  secret: string,
  { channel, externalId, code }: Accepting,
): Promise<InvitedOfficial | null> {
  const { rows } = await queryable(on).query<InvitedOfficial>(
    `select o.name, o.position, a.name as agency from invite i join official o on o.id = i.official_id join agency a on a.id = o.agency_id
       join address d on d.contact_id = o.contact_id and d.channel = $2 and d.external_id = $3
      where i.code_hash = $1 and i.used_at is not null and o.left_at is null`,
    [hashCode(secret, code), channel, externalId],
  );
  return rows[0] ?? null;
}

/** Spends a code: only while it is neither used nor void nor expired, and the official is still in office. The row is the lock. */
async function spend(client: Queryable, hash: Buffer, at: Date): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    `update invite i set used_at = $2 from official o
      where i.code_hash = $1 and i.used_at is null and i.revoked_at is null and i.expires_at > $2 and o.id = i.official_id and o.left_at is null
     returning o.id`,
    [hash, at],
  );
  return rows[0]?.id ?? null;
}

/** The contact behind the chat; a new one lies in the agency's place and is no resident. */
async function chatOf(
  client: Queryable,
  secret: string,
  officialId: number,
  { channel, externalId, locale }: Accepting,
): Promise<number> {
  const { rows } = await client.query<{ place: string; known: number | null }>(
    `select a.place, (select contact_id from address where channel = $2 and external_id = $3) as known
       from official o join agency a on a.id = o.agency_id where o.id = $1`,
    [officialId, channel, externalId],
  );
  const [row] = rows;
  const place = row?.known == null ? (row?.place ?? null) : null;
  const joined = await joinContact(client, secret, {
    channel,
    externalId,
    place,
    groups: [],
    locale,
    name: null,
    ownWord: true,
  });
  if (joined.kind !== 'joined') throw new Error(`joining as an official ended in ${joined.kind}`);
  // Who had stopped as a resident comes back as an official, not to what they had stopped.
  if (joined.created || joined.lifted)
    await client.query('update contact set resident = false where id = $1', [joined.contactId]);
  return joined.contactId;
}
