import type { Database } from '../../prisma/database.js';
import type { BroadcastKind } from './lease.js';

const LEASABLE = `
select b.kind, b.month::text as month
  from broadcast_lane l join broadcast b on b.id = l.broadcast_id
 where l.channel = $1 and b.state = 'running' and l.work_at <= now() and b.fanned_out_at is not null
   and (b.any_hour or $2) and b.until > now() + interval '1 second'
   and not exists (select from home where held_at is not null)
 order by b.kind = 'nudge' desc,
          (select max(o.turn_at) from broadcast_lane o where o.broadcast_id = l.broadcast_id and o.channel = l.channel)
 limit 1`;

/** What to lease from: broadcasts of one kind in one month's partition. */
export interface Leasable {
  kind: BroadcastKind;
  /** `YYYY-MM-DD` */
  month: string;
}

/**
 * The most important that has something to lease on this channel now, and of equals the one that leased longest ago.
 * Null when there is nothing. Cheap: touches no delivery.
 */
export async function nextLeasable(db: Database, channel: string, windowOpen: boolean): Promise<Leasable | null> {
  const { rows } = await db.pool.query<Leasable>({
    ...(db.kind === 'server' ? { name: 'loa-leasable' } : {}),
    text: LEASABLE,
    values: [channel, windowOpen],
  });
  return rows[0] ?? null;
}
