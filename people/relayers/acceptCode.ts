import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import { inTransaction } from '../inTransaction.js';
import { joinContact } from '../joinContact.js';
import { hashCode, normalizeCode } from '../officials/invite.js';
import { type Queryable, queryable, type Sql } from '../queryable.js';
import { recordConsent } from '../recordConsent.js';
import type { RelayRole } from './relayer.js';

/** What relayers agree to: packages to relay, and to be asked what became of them. Awareness for residents is another purpose. */
const RELAY_PURPOSE = 'relay';

/** Whom a code is for, to be shown before they agree. */
export interface InvitedRelayer {
  name: string;
  role: RelayRole;
  placeName: string;
}

/** The person a code is for; `spent` where it was a relayer's and is good no more, null where it never was one. Looking spends nothing. */
export async function peekRelayerCode(
  on: Sql,
  secret: string,
  code: string,
  at: Date,
): Promise<InvitedRelayer | 'spent' | null> {
  if (normalizeCode(code) === null) return null;
  const { rows } = await queryable(on).query<InvitedRelayer & { good: boolean }>(
    `select r.name, r.role, coalesce(p.name, r.place) as "placeName",
            c.used_at is null and c.revoked_at is null and c.expires_at > $2 and r.left_at is null as good
       from relayer_code c join relayer r on r.id = c.relayer_id left join place p on p.code = r.place where c.code_hash = $1`,
    [hashCode(secret, code, 'relay'), at],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { good, ...relayer } = row;
  return good ? relayer : 'spent';
}

export interface AcceptingRelay {
  channel: string;
  externalId: string;
  code: string;
  /** The words that they agreed to, as they stood on the screen. */
  wording: string;
  locale: string;
  at: Date;
}

/** Spends a code while it is good; the row is the lock, and of two who press at the same moment one gets in. */
const SPEND = `
update relayer_code c set used_at = $2 from relayer r
 where c.code_hash = $1 and c.used_at is null and c.revoked_at is null and c.expires_at > $2 and r.id = c.relayer_id and r.left_at is null
returning r.id, r.place`;

/** The same chat again: the press that is answered once more after a crash. */
const HERE = `
select r.name, r.role, coalesce(p.name, r.place) as "placeName"
  from relayer_code c join relayer r on r.id = c.relayer_id join address d on d.contact_id = r.contact_id
  left join place p on p.code = r.place
 where c.code_hash = $1 and c.used_at is not null and d.channel = $2 and d.external_id = $3 and r.left_at is null`;

/**
 * A relayer agrees in their own chat: the code is spent, the chat is theirs, the consent is kept with its words, in one transaction. Who is a resident
 * there stays one; who was not does not become one. Null where the code is not good.
 */
export async function acceptRelayerCode(
  db: Database,
  secret: string,
  { channel, externalId, code, wording, locale, at }: AcceptingRelay,
): Promise<InvitedRelayer | null> {
  const hash = hashCode(secret, code, 'relay');
  await inTransaction(db, async (client) => {
    const { rows } = await client.query<{ id: number; place: string }>(SPEND, [hash, at]);
    const [spent] = rows;
    if (spent === undefined) return;
    const contactId = await chatOf(client, secret, spent.place, { channel, externalId, locale });
    await client.query('update relayer set contact_id = $2, joined_at = $3 where id = $1', [spent.id, contactId, at]);
    await recordConsent(client, { contactId, purpose: RELAY_PURPOSE, wording, how: 'button', at });
    const detail = { channel };
    await appendAudit(client, { at, actor: 'system', action: 'relayers.join', subject: `relayer:${spent.id}`, detail });
  });
  const { rows } = await db.pool.query<InvitedRelayer>(HERE, [hash, channel, externalId]);
  return rows[0] ?? null;
}

/** The contact behind the chat; a new one lies in the relayer's place and is no resident. */
async function chatOf(
  client: Queryable,
  secret: string,
  place: string,
  chat: { channel: string; externalId: string; locale: string },
): Promise<number> {
  const { rowCount } = await client.query('select from address where channel = $1 and external_id = $2', [
    chat.channel,
    chat.externalId,
  ]);
  const known = rowCount !== 0;
  const joined = await joinContact(client, secret, {
    ...{ channel: chat.channel, externalId: chat.externalId, place: known ? null : place, groups: [] },
    ...{ locale: chat.locale, name: null, ownWord: true },
  });
  if (joined.kind !== 'joined') throw new Error(`joining to relay ended in ${joined.kind}`);
  if (joined.created || joined.lifted)
    await client.query('update contact set resident = false where id = $1', [joined.contactId]);
  return joined.contactId;
}
