import type { Database } from '../../prisma/database.js';

/** A run of nudges as it was made. */
export interface MadeRun {
  day: string;
  broadcast: string | null;
  plannedAt: string;
  persons: number;
  rungs: number;
  /** Agencies that owed something and had nobody who could be told. */
  unreached: { agencyId: number; agency: string; obligations: number }[];
}

/** The run of a day, or the last one. Null where there is none. */
export async function readRun(db: Database, day: string | null): Promise<MadeRun | null> {
  const { rows } = await db.pool.query<Omit<MadeRun, 'plannedAt'> & { plannedAt: Date }>(
    `select on_day::text as day, broadcast_id::text as broadcast, planned_at as "plannedAt", persons, rungs, unreached
       from nudge_run where $1::date is null or on_day = $1::date order by on_day desc limit 1`,
    [day],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, plannedAt: row.plannedAt.toISOString() };
}
