import { type Clock, systemClock } from '../../base/clock.js';
import type { Database } from '../../prisma/database.js';
import { openSinceMs } from '../time/quietHours.js';

/**
 * For how long the lane that has waited longest has had work it could do and was not served: the figure that matters.
 * For what must not go out at night the night does not count. 0 when all is well. Of one broadcast, or of all.
 */
export async function oldestOverdueMs(
  db: Database,
  clock: Clock = systemClock(),
  broadcastId: number | null = null,
): Promise<number> {
  const now = clock.now();
  const { rows } = await db.pool.query<{ ms: number | null }>(
    `select max(least(extract(epoch from now() - greatest(l.work_at, l.turn_at)) * 1000,
                      case when b.any_hour then 'infinity' else $1::float8 end))::float8 as ms
       from broadcast_lane l join broadcast b on b.id = l.broadcast_id
      where b.state = 'running' and b.fanned_out_at is not null and l.work_at <= now() and ($2::int is null or b.id = $2)`,
    [openSinceMs(now), broadcastId],
  );
  return Math.max(0, rows[0]?.ms ?? 0);
}
