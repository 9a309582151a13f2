import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../people/canonicalJson.js';
import type { Database } from '../../prisma/database.js';

/** Every field of a broadcast that changes what is said, to whom or when. Media count by the hash of their bytes. */
export interface Approvable {
  kind: string;
  message: Json;
  audience: string;
  boundPlace: string | null;
  /** ISO 8601, or null for "when started". */
  at: string | null;
  until: string | null;
  onUnknown: string;
  ifLate: string;
  anyHour: boolean;
}

/** SHA-256 over the canonical form: what the approver saw, and what must still be there when it goes out. */
export function approvalHash(approvable: Approvable): string {
  return createHash('sha256').update(canonicalJson({ ...approvable })).digest('hex');
}

/** The fields as the database has them now. */
export async function readApprovable(db: Database, id: number): Promise<Approvable> {
  const row = await db.prisma.broadcast.findUniqueOrThrow({ where: { id } });
  return {
    kind: row.kind,
    message: row.message as Json,
    audience: row.audience,
    boundPlace: row.boundPlace,
    at: row.at?.toISOString() ?? null,
    // A broadcast without a time gets its end only when it starts; what was approved is "72 hours from then".
    until: row.startedAt ? null : (row.until?.toISOString() ?? null),
    onUnknown: row.onUnknown,
    ifLate: row.ifLate,
    anyHour: row.anyHour,
  };
}
