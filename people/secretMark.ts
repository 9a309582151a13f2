import { createHmac, timingSafeEqual } from 'node:crypto';
import { LoaError } from '../base/errors.js';
import { oneRow, type Sql } from './queryable.js';

/** Whether the database was begun with a secret already. */
export async function isSecretKnown(on: Sql): Promise<boolean> {
  return (await oneRow<{ known: boolean }>(on, 'select exists (select from secret_mark) as known', [])).known;
}

/**
 * Makes sure that this is the secret the database was begun with; the first one to come is remembered by its
 * fingerprint. With another secret no suppression would be found and people who stopped would be written to again, so
 * that is an error and nothing goes on.
 */
export async function checkSecret(on: Sql, secret: string): Promise<void> {
  const mark = createHmac('sha256', secret).update('loa secret mark').digest();
  const row = await oneRow<{ mark: Buffer }>(
    on,
    `with written as (insert into secret_mark (id, mark) values (1, $1) on conflict (id) do nothing returning mark)
     select mark from written union all select mark from secret_mark limit 1`,
    [mark],
  );
  if (row.mark.length === mark.length && timingSafeEqual(row.mark, mark)) return;
  throw new LoaError(
    'other-secret',
    'LOA_SECRET is not the one this database was begun with: people who stopped would not be recognised. Set the old LOA_SECRET, or put the old file `secret` back into LOA_DATA.',
  );
}
