import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../people/canonicalJson.js';
import type { Database } from '../../prisma/database.js';
import { areAsPlanned, isPersonal } from './personal.js';

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
  /** Where two people decided how much of awareness whoever gets this may get; absent where the installation's cap holds. */
  caps?: { perDay?: number | null; perWeek?: number | null };
  /** Only to those who join after `at` and before `until`; absent where it goes to all of its audience. */
  catchUp?: true;
}

/** SHA-256 over the canonical form: what the approver saw, and what must still be there when it goes out. */
export function approvalHash(approvable: Approvable): string {
  return createHash('sha256')
    .update(canonicalJson({ ...approvable }))
    .digest('hex');
}

interface Row {
  kind: string;
  message: Json;
  audience: string;
  bound_place: string | null;
  at: Date | null;
  until: Date | null;
  on_unknown: string;
  if_late: string;
  any_hour: boolean;
  cap_per_day: number | null;
  cap_per_week: number | null;
  catch_up: boolean;
  started_at: Date | null;
  approved_hash: string | null;
}

/** Plain SQL, because senders read this: Prisma's engine would cost each of them 50 MB for one row. */
async function readRow(db: Database, id: number): Promise<Row> {
  const { rows } = await db.pool.query<Row>(
    `select kind, message, audience, bound_place, at, until, on_unknown, if_late, any_hour, cap_per_day, cap_per_week, catch_up, started_at, approved_hash
       from broadcast where id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) throw new Error(`There is no broadcast ${id}`);
  return row;
}

/** The fields as the database has them now. */
export async function readApprovable(db: Database, id: number): Promise<Approvable> {
  return approvableOf(await readRow(db, id));
}

function approvableOf(row: Row): Approvable {
  return {
    kind: row.kind,
    message: row.message,
    audience: row.audience,
    boundPlace: row.bound_place,
    at: row.at?.toISOString() ?? null,
    // A broadcast without a time gets its end only when it starts; what was approved is "72 hours from then".
    until: row.started_at ? null : (row.until?.toISOString() ?? null),
    onUnknown: row.on_unknown,
    ifLate: row.if_late,
    anyHour: row.any_hour,
    ...(row.cap_per_day === null && row.cap_per_week === null
      ? {}
      : { caps: { perDay: row.cap_per_day, perWeek: row.cap_per_week } }),
    ...(row.catch_up ? { catchUp: true } : {}),
  };
}

/**
 * Whether what stands there is what was approved. A broadcast whose approval said "72 hours from the start" has had its
 * end written in when it started; then it is the same without that end. A nudge that nobody had to approve is its own.
 */
export async function isAsApproved(db: Database, id: number): Promise<boolean> {
  const row = await readRow(db, id);
  if (row.approved_hash === null) return row.kind === 'nudge';
  if (isPersonal(row.audience) && !(await areAsPlanned(db, id, row.audience))) return false;
  const fields = approvableOf(row);
  if (approvalHash(fields) === row.approved_hash) return true;
  return (
    row.started_at !== null &&
    approvalHash({ ...fields, until: row.until?.toISOString() ?? null }) === row.approved_hash
  );
}
