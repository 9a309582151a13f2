import type { Database } from '../../prisma/database.js';

/** A chain of turns that has given no sign for so long is dead (its process, or the queue's memory of it). */
export const TURN_SILENT_SECONDS = 2;

export interface SenderNow {
  stopped: boolean;
  tripped: boolean;
  /** May be probed now. */
  probeDue: boolean;
  /** The platform asked for silence. */
  silent: boolean;
}

/** Gives a sign of life for this chain of turns. Null when another chain has taken over: then this one ends. */
export async function beat(db: Database, sender: string, epoch: number): Promise<SenderNow | null> {
  const { rows } = await db.pool.query<{ stopped: boolean; tripped: boolean; probe_due: boolean; silent: boolean }>(
    `update sender set beat_at = now() where id = $1 and epoch = $2
     returning stopped_at is not null as stopped, tripped_at is not null as tripped,
               coalesce(probe_at, '-infinity') <= now() as probe_due, coalesce(not_before, '-infinity') > now() as silent`,
    [sender, epoch],
  );
  const row = rows[0];
  return row ? { stopped: row.stopped, tripped: row.tripped, probeDue: row.probe_due, silent: row.silent } : null;
}

/** Ends a chain of turns that has nothing to do, so that the clock may start the next at once. */
export async function rest(db: Database, sender: string, epoch: number): Promise<void> {
  await db.pool.query(`update sender set beat_at = null where id = $1 and epoch = $2`, [sender, epoch]);
}

/**
 * Claims the start of a new chain of turns for a sender that has work and no living chain. Exactly one caller gets the
 * epoch, however many processes ask; the old chain, should it still be there, ends at its next sign of life.
 */
export async function claimEpoch(db: Database, sender: string): Promise<number | null> {
  const { rows } = await db.pool.query<{ epoch: number }>(
    `update sender set epoch = epoch + 1, beat_at = now()
      where id = $1 and stopped_at is null and coalesce(not_before, '-infinity') <= now()
        and (tripped_at is null or coalesce(probe_at, '-infinity') <= now())
        and (beat_at is null or beat_at < now() - $2 * interval '1 second')
     returning epoch`,
    [sender, TURN_SILENT_SECONDS],
  );
  return rows[0]?.epoch ?? null;
}

/** Notes the rate reached lately, for the forecast. */
export async function noteRate(db: Database, sender: string, ratePerSecond: number): Promise<void> {
  await db.pool.query(`update sender set recent_rate = $2 where id = $1`, [sender, ratePerSecond]);
}
