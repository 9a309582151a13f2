import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../people/canonicalJson.js';
import { queryable, type Sql } from '../../people/queryable.js';

interface Approvable {
  channel: string;
  sender: string;
  article: Json;
  pictures: string[];
  audience: string;
  target: Json;
  address: Json;
  at: Date | null;
  until: Date | null;
}

/**
 * SHA-256 over every field that changes what is said (pictures by the hash of their bytes), to whom or when: what the
 * approver saw, and what must still be there when it goes. Null: there is no such article.
 */
export async function approvalHash(on: Sql, id: number): Promise<string | null> {
  const { rows } = await queryable(on).query<Approvable>(
    'select channel, sender, article, pictures, audience, target, address, at, until from mass_post where id = $1',
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const fields = { ...row, at: row.at?.toISOString() ?? null, until: row.until?.toISOString() ?? null };
  return createHash('sha256').update(canonicalJson(fields)).digest('hex');
}

/** Whether what stands there is what was approved. */
export async function isAsApproved(on: Sql, id: number): Promise<boolean> {
  const { rows } = await queryable(on).query<{ hash: string | null }>(
    'select approved_hash as hash from mass_post where id = $1',
    [id],
  );
  const hash = rows[0]?.hash ?? null;
  return hash !== null && hash === (await approvalHash(on, id));
}
