import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import { inTransaction } from '../inTransaction.js';
import { queryable, type Sql } from '../queryable.js';
import { recordConsent } from '../recordConsent.js';
import { withdrawConsent } from '../withdrawConsent.js';

/** How often the head of an agency asked to be told what of its work is overdue. */
export const OVERDUE_EVERY = ['weekly', 'daily'] as const;
export type OverdueEvery = (typeof OVERDUE_EVERY)[number];

/** A purpose each, because the words agreed to say how often. */
export const OVERDUE_PURPOSES: Readonly<Record<OverdueEvery, string>> = {
  weekly: 'overdue-weekly',
  daily: 'overdue-daily',
};

/** What the person behind a contact has asked for; null where it is nothing. */
export async function readOverdueChoice(on: Sql, contactId: number): Promise<OverdueEvery | null> {
  const { rows } = await queryable(on).query<{ purpose: string }>(
    `select purpose from consent where contact_id = $1 and purpose = any($2) and withdrawn_at is null order by id desc limit 1`,
    [contactId, Object.values(OVERDUE_PURPOSES)],
  );
  return OVERDUE_EVERY.find((every) => OVERDUE_PURPOSES[every] === rows[0]?.purpose) ?? null;
}

/**
 * A head of an agency asks for the summary of what is overdue, or takes that back (null): the consent with the words on the screen, the one before
 * withdrawn, and an entry in the audit chain, in one transaction. The same again changes nothing and is not written down again. Nobody else's word counts.
 */
export async function chooseOverdue(
  db: Database,
  wanted: { contactId: number; officialId: number; every: OverdueEvery | null; wording: string; at: Date },
): Promise<void> {
  const { contactId, officialId, every, wording, at } = wanted;
  await inTransaction(db, async (client) => {
    await client.query('select from contact where id = $1 for update', [contactId]);
    if ((await readOverdueChoice(client, contactId)) === every) return;
    for (const one of OVERDUE_EVERY) await withdrawConsent(client, contactId, OVERDUE_PURPOSES[one], at);
    if (every !== null)
      await recordConsent(client, { contactId, purpose: OVERDUE_PURPOSES[every], wording, how: 'button', at });
    await appendAudit(client, {
      at,
      actor: 'system',
      action: every === null ? 'officials.overdue-out' : 'officials.overdue-in',
      subject: `official:${officialId}`,
      detail: { every },
    });
  });
}
