import { queryable, type Sql } from './queryable.js';

/** Keeps that something optional was offered to a person, so that nobody is asked twice. Noting it again changes nothing. */
export async function noteOffered(on: Sql, contactId: number, what: string): Promise<void> {
  await queryable(on).query(
    'update contact set asked = array_append(asked, $2) where id = $1 and not $2 = any(asked)',
    [contactId, what],
  );
}
