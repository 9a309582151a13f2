import { LoaError } from '../base/errors.js';
import { queryable, type Sql } from './queryable.js';

export interface ConsentGiven {
  contactId: number;
  /** One purpose, one consent: what the person is written to for. */
  purpose: string;
  /** The sentence that was on the screen, whole. */
  wording: string;
  /** What the person did: `button`, `start-link`, `paper`. Silence is no consent. */
  how: string;
  at: Date;
}

/**
 * Keeps that a person agreed, to what words, when and how, so that it can be shown later. Agreeing again to the same
 * words keeps the first record; agreeing to other words adds one, because the old words were not about the new thing.
 */
export async function recordConsent(on: Sql, given: ConsentGiven): Promise<void> {
  const { rows } = await queryable(on).query<{ there: boolean }>(
    `with person as (
       select id from contact where id = $1
     ), recorded as (
       insert into consent (contact_id, purpose, wording, how, given_at)
       select id, $2, $3, $4, $5 from person
        where not exists (select from consent where contact_id = $1 and purpose = $2 and wording = $3 and withdrawn_at is null)
     )
     select exists (select from person) as there`,
    [given.contactId, given.purpose, given.wording, given.how, given.at],
  );
  if (rows[0]?.there !== true)
    throw new LoaError('unknown-contact', `No contact ${given.contactId}: consent belongs to a person`);
}
