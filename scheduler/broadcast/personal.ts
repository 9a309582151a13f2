import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../people/canonicalJson.js';
import type { Database } from '../../prisma/database.js';

/**
 * A broadcast that says something else to each of its people (a run of nudges). In the place of an audience's rule it bears the hash
 * over who is told what: an approval's hash covers the audience, and so covers every digest. Each digest has a
 * hash of its own, so that one whose message was erased with its person does not stop the others'.
 */
const PERSONAL = /^digests sha256:([0-9a-f]{64})$/;

export interface Digested {
  contactId: number;
  /** `digestHash` of the message. */
  sha256: string;
}

/** What stands in the place of an audience for exactly these digests. */
export function personalAudience(digests: readonly Digested[]): string {
  const lines = [...digests]
    .sort((a, b) => a.contactId - b.contactId)
    .map(({ contactId, sha256 }) => `${contactId}:${sha256}`);
  return `digests sha256:${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
}

export const isPersonal = (audience: string): boolean => PERSONAL.test(audience);

export function digestHash(message: Json): string {
  return createHash('sha256').update(canonicalJson(message)).digest('hex');
}

/** Whether the digests are the planned ones: none more, none less, none with another hash. */
export async function areAsPlanned(db: Database, id: number, audience: string): Promise<boolean> {
  const { rows } = await db.pool.query<Digested>(
    `select g.contact_id as "contactId", g.sha256 from broadcast b join nudge_digest g on g.month = b.month and g.broadcast_id = b.id where b.id = $1`,
    [id],
  );
  return personalAudience(rows) === audience;
}

/** The digest of each delivery, by its number; a delivery without one is not in it. */
const DIGESTS_OF = `
select d.seq, g.message, g.sha256
  from delivery d join nudge_digest g on g.month = d.month and g.broadcast_id = d.broadcast_id and g.contact_id = d.contact_id
 where d.month = $1::date and d.broadcast_id = $2 and d.seq = any($3::int[]) and g.message is not null`;

/** Reads what these deliveries say, one statement for all; what is not what was planned is left out. */
export async function readDigests(
  db: Database,
  { month, broadcastId, seqs }: { month: string; broadcastId: number; seqs: readonly number[] },
): Promise<Map<number, unknown>> {
  const { rows } = await db.pool.query<{ seq: number; message: Json; sha256: string }>(DIGESTS_OF, [
    month,
    broadcastId,
    seqs,
  ]);
  return new Map(rows.flatMap(({ seq, message, sha256 }) => (digestHash(message) === sha256 ? [[seq, message]] : [])));
}
