import type { Database } from '../../prisma/database.js';

/**
 * A broadcast is finished only when no delivery waits or is under way and everybody it is planned for has a row (repair
 * brings back what is missing), and a catch-up not before its end, because somebody may join: counted, not concluded. The lanes are asked first because they answer without touching a
 * million rows.
 */
const isThrough = `case
  when exists (select from delivery d where d.month = b.month and d.broadcast_id = b.id and d.state in ('waiting', 'sending')) then false
  else (select count(*) from delivery d where d.month = b.month and d.broadcast_id = b.id) >= b.planned end`;

const FINISH = `
update broadcast b set state = 'finished', finished_at = now(), held_reason = null, held_from = null
 where b.fanned_out_at is not null
   and (b.state = 'running' or (b.state in ('paused', 'held') and b.until <= now()))
   and (not b.catch_up or b.parent_id is not null or b.until <= now())
   and not exists (select from broadcast_lane l where l.broadcast_id = b.id and l.work_at < 'infinity')
   and ${isThrough}
returning b.id`;

/** A cancelled broadcast has its end when its last call in flight has settled. */
const END_CANCELLED = `
update broadcast b set finished_at = now()
 where b.state = 'cancelled' and b.finished_at is null
   and ${isThrough}`;

/** Closes the broadcasts that are through; returns the ids of those that finished. */
export async function finishBroadcasts(db: Database): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(FINISH);
  await db.pool.query(END_CANCELLED);
  return rows.map((row) => row.id);
}
