import type { Database } from '../../prisma/database.js';

/** Waits between probes of a sender that does not answer: 1 s, 2 s, 4 s … up to a minute. */
const PROBE_BASE_MS = 1_000;
const PROBE_MAX_MS = 60_000;

/** The platform asked for silence (429): the whole sender keeps it, in every process, also after a restart. */
export async function keepSilent(db: Database, sender: string, waitMs: number): Promise<void> {
  await db.pool.query(
    `update sender set not_before = greatest(coalesce(not_before, '-infinity'), now() + $2 * interval '1 ms') where id = $1`,
    [sender, waitMs],
  );
}

/** The same for one chat only (a group's own limit). */
export async function keepChatSilent(db: Database, addressId: number, waitMs: number): Promise<void> {
  await db.pool.query(
    `update address set not_before = greatest(coalesce(not_before, '-infinity'), now() + $2 * interval '1 ms') where id = $1`,
    [addressId, waitMs],
  );
}

/** Waits between questions whether a refused sender is accepted again: 5 s, 10 s, 20 s … up to a minute. */
const REFUSED_BASE_MS = 5_000;
const REFUSED_MAX_MS = 60_000;

/** The sender itself was refused. True when it had not been stopped before: whoever gets true tells staff. */
export async function stopSender(db: Database, sender: string, reason: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update sender set stopped_at = now(), stopped_reason = $2, probes = 0, probe_at = now() + $3 * interval '1 ms'
      where id = $1 and stopped_at is null`,
    [sender, reason, REFUSED_BASE_MS],
  );
  return (rowCount ?? 0) > 0;
}

/** Claims the next question whether a stopped sender is accepted again, when its time has come: one process asks, the others leave it. */
export async function claimRevival(db: Database, sender: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update sender set probes = probes + 1, probe_at = now() + least($3, $2 * power(2, least(probes + 1, 10))) * interval '1 ms'
      where id = $1 and stopped_at is not null and coalesce(probe_at, '-infinity') <= now()`,
    [sender, REFUSED_BASE_MS, REFUSED_MAX_MS],
  );
  return (rowCount ?? 0) > 0;
}

/** The sender is accepted again. True when it had been stopped. */
export async function restartSender(db: Database, sender: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update sender set stopped_at = null, stopped_reason = null, tripped_at = null, probe_at = null, probes = 0
      where id = $1 and stopped_at is not null`,
    [sender],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Several silent failures in a row, or a probe without an answer: nothing more goes out until a probe has been
 * answered. Failures of calls that were in flight together count as one. True when this one counted.
 */
export async function tripSender(db: Database, sender: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `update sender set tripped_at = coalesce(tripped_at, now()), probes = probes + 1,
            probe_at = now() + least($3, $2 * power(2, least(probes, 10))) * interval '1 ms'
      where id = $1 and (probe_at is null or probe_at <= now())`,
    [sender, PROBE_BASE_MS, PROBE_MAX_MS],
  );
  return (rowCount ?? 0) > 0;
}

/** A message arrived: full pace again. */
export async function untripSender(db: Database, sender: string): Promise<void> {
  await db.pool.query(
    `update sender set tripped_at = null, probe_at = null, probes = 0 where id = $1 and tripped_at is not null`,
    [sender],
  );
}
