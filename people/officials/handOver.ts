import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { Queryable } from '../queryable.js';
import { withdrawConsent } from '../withdrawConsent.js';
import { OFFICIAL_PURPOSE } from './acceptInvite.js';
import { OVERDUE_PURPOSES } from './overdueSummary.js';

/**
 * One official hands their work to another of the same agency: the first leaves office, their codes are void and their chat is no
 * longer an official's (a chat that was nothing else is forgotten); the other takes their role. Tasks belong to agencies,
 * so none of them moves. Inside a transaction. Throws InputError.
 */
export async function handOver(
  client: Queryable,
  from: string,
  to: string,
  at: Date,
  say: Translate,
): Promise<{ from: number; to: number }> {
  const leaving = await inOffice(client, from, say);
  const taking = await inOffice(client, to, say);
  if (leaving.id === taking.id || leaving.agencyId !== taking.agencyId)
    throw new InputError('other-agency', [
      argumentFault(say('agencies:fault.otherAgency'), say('agencies:fault.otherAgencyMend')),
    ]);
  await client.query(
    'update official set left_at = $2, handed_to = $3, contact_id = null, phone = null where id = $1',
    [leaving.id, at, taking.id],
  );
  await client.query('update official set role = $2 where id = $1', [taking.id, leaving.role]);
  await client.query(
    'update invite set revoked_at = $2 where official_id = $1 and used_at is null and revoked_at is null',
    [leaving.id, at],
  );
  if (leaving.contactId !== null) await leaveChat(client, leaving.contactId, at);
  return { from: leaving.id, to: taking.id };
}

interface InOffice {
  id: number;
  agencyId: number;
  role: string;
  contactId: number | null;
}

/** Locked, so that two hand-overs of one person follow each other and the second finds them gone. */
async function inOffice(client: Queryable, id: string, say: Translate): Promise<InOffice> {
  const number = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0;
  const { rows } = await client.query<InOffice>(
    `select id, agency_id as "agencyId", role, contact_id as "contactId" from official where id = $1 and left_at is null for update`,
    [number],
  );
  if (rows[0]) return rows[0];
  throw new InputError('unknown-official', [
    argumentFault(
      say('agencies:fault.unknownOfficial', { id: id.slice(0, 40) }),
      say('agencies:fault.unknownOfficialMend'),
    ),
  ]);
}

async function leaveChat(client: Queryable, contactId: number, at: Date): Promise<void> {
  const { rows } = await client.query('select from official where contact_id = $1', [contactId]);
  if (rows.length > 0) return;
  for (const purpose of [OFFICIAL_PURPOSE, ...Object.values(OVERDUE_PURPOSES)])
    await withdrawConsent(client, contactId, purpose, at);
  // Who was in the chat for nothing else is not kept; a suppression of theirs is, whoever it was about.
  const { rows: gone } = await client.query<{ id: number }>(
    'delete from contact where id = $1 and not resident returning id',
    [contactId],
  );
  if (gone.length === 0) return;
  await client.query('delete from address where contact_id = $1', [contactId]);
  await client.query('delete from consent where contact_id = $1', [contactId]);
}
