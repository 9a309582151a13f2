import { LoaError } from '../base/errors.js';
import { AUDIT_GENESIS, type AuditEntry, auditText } from './audit.js';
import { queryable, type Sql } from './queryable.js';

/** Each lost race means that somebody else's entry went in, so this many losses in a row means that something else is wrong. */
const TRIES = 10_000;

/**
 * Appends one entry to the chain: ids are dense from 1, and the hash is SHA-256 over the hash before it and the entry's
 * text. Whoever appends at the same moment waits for the other's transaction at the unique id, finds it taken, and takes
 * the next: no lock is kept in the session, nothing is thrown, no id is skipped (a rolled-back entry frees its own).
 *
 * Inside a transaction the entry exists exactly when the transaction does; append last, since others wait from then on.
 */
export async function appendAudit(on: Sql, entry: AuditEntry): Promise<{ id: number; hash: string }> {
  const text = auditText(entry);
  for (let left = TRIES; left > 0; left--) {
    const { rows } = await queryable(on).query<{ id: number; hash: string }>(
      `insert into audit_event (id, entry, prev_hash, hash)
       select coalesce(head.id, 0) + 1, $1, coalesce(head.hash, $2), sha256(coalesce(head.hash, $2) || convert_to($1, 'UTF8'))
         from (select) as always
         left join lateral (select id, hash from audit_event order by id desc limit 1) head on true
       on conflict (id) do nothing
       returning id, encode(hash, 'hex') as hash`,
      [text, AUDIT_GENESIS],
    );
    if (rows[0]) return rows[0];
  }
  throw new LoaError('audit-busy', `The audit chain took no entry in ${TRIES} tries`, {
    again: 'after',
    waitMs: 1_000,
  });
}
