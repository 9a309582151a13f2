import { queryable, type Sql } from './queryable.js';

/**
 * The person takes a consent back, or (null) every one. The record stays, with the time of the withdrawal; the first withdrawal counts.
 * Returns whether there was anything to withdraw. Stopping all messages is `optOut`.
 */
export async function withdrawConsent(on: Sql, contactId: number, purpose: string | null, at: Date): Promise<boolean> {
  const { rowCount } = await queryable(on).query(
    `update consent set withdrawn_at = $3 where contact_id = $1 and ($2::text is null or purpose = $2) and withdrawn_at is null`,
    [contactId, purpose, at],
  );
  return rowCount !== 0;
}
