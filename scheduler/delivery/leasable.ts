import type { Database } from '../../prisma/database.js';
import type { BroadcastKind } from './lease.js';

const LEASABLE = `
select distinct b.kind
  from broadcast_lane l join broadcast b on b.id = l.broadcast_id
 where l.channel = $1 and b.state = 'running' and l.work_at <= now() and b.fanned_out_at is not null
   and (b.any_hour or $2) and b.until > now() + interval '1 second'
   and not exists (select from home where held_at is not null)`;

/** Which kinds of broadcast have something to lease on this channel now: cheap, touches no delivery. */
export async function leasableKinds(db: Database, channel: string, windowOpen: boolean): Promise<Set<BroadcastKind>> {
  const { rows } = await db.pool.query<{ kind: BroadcastKind }>({
    ...(db.kind === 'server' ? { name: 'loa-leasable' } : {}),
    text: LEASABLE,
    values: [channel, windowOpen],
  });
  return new Set(rows.map((row) => row.kind));
}
