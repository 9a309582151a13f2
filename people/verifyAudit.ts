import { createHash } from 'node:crypto';
import { AUDIT_GENESIS } from './audit.js';
import { queryable, type Sql } from './queryable.js';

/** Where the chain ended at some time: note it down elsewhere, it is what a cut-off tail shows against. */
export interface AuditHead {
  id: number;
  /** Lower-case hexadecimal. */
  hash: string;
}

/**
 * - `missing`: an entry that must be there is not.
 * - `changed`: the entry does not have the hash that stands beside it.
 * - `unlinked`: the entry is whole but does not follow the one before it: reordered, or the one before was replaced.
 * - `cut`: the chain ends before the remembered head, or holds another entry there.
 */
export type AuditVerdict =
  | { ok: true; entries: number; head: AuditHead }
  | { ok: false; entries: number; brokenAt: number; wrong: 'missing' | 'changed' | 'unlinked' | 'cut' };

interface Row {
  id: number;
  entry: string;
  prev_hash: Buffer;
  hash: Buffer;
}

const PAGE = 1_000;

/**
 * Walks the whole chain, a page at a time, and says that it is whole or which is the first entry that is not. The
 * chain alone cannot show that its last entries were cut off, nor that somebody with every right in the database
 * rewrote it from some entry on: for that give a head remembered elsewhere, in an e-mail or on paper.
 */
export async function verifyAudit(on: Sql, remembered?: AuditHead): Promise<AuditVerdict> {
  let before = AUDIT_GENESIS;
  let entries = 0;
  for (;;) {
    const { rows } = await queryable(on).query<Row>(
      `select id, entry, prev_hash, hash from audit_event where id > $1 order by id limit ${PAGE}`,
      [entries],
    );
    for (const row of rows) {
      const broken = (wrong: 'missing' | 'changed' | 'unlinked' | 'cut', at = entries + 1) => ({
        ok: false as const,
        entries,
        brokenAt: at,
        wrong,
      });
      if (row.id !== entries + 1) return broken('missing');
      const hash = createHash('sha256').update(row.prev_hash).update(row.entry, 'utf8').digest();
      if (!hash.equals(row.hash)) return broken('changed');
      if (!row.prev_hash.equals(before)) return broken('unlinked');
      if (row.id === remembered?.id && hash.toString('hex') !== remembered.hash) return broken('cut');
      before = row.hash;
      entries = row.id;
    }
    if (rows.length < PAGE) break;
  }
  if (remembered !== undefined && entries < remembered.id)
    return { ok: false, entries, brokenAt: entries + 1, wrong: 'cut' };
  return { ok: true, entries, head: { id: entries, hash: before.toString('hex') } };
}
