import type { Database } from '../../prisma/database.js';

/**
 * A broadcast is finished only when no delivery waits or is under way: counted, not concluded. The lanes are asked
 * first because they answer without touching a million rows.
 */
const FINISH = `
update broadcast b set state = 'finished', finished_at = now(), held_reason = null, held_from = null
 where b.fanned_out_at is not null
   and (b.state = 'running' or (b.state in ('paused', 'held') and b.until <= now()))
   and not exists (select from broadcast_lane l where l.broadcast_id = b.id and l.work_at < 'infinity')
   and not exists (select from delivery d where d.month = b.month and d.broadcast_id = b.id and d.state in ('waiting', 'sending'))
returning b.id`;

/** Closes the broadcasts that are through; returns their ids. */
export async function finishBroadcasts(db: Database): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(FINISH);
  return rows.map((row) => row.id);
}
