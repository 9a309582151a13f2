import type { Database } from '../../prisma/database.js';
import { recreateMissing } from './recreate.js';

export interface RepairReport {
  /** Deliveries that waited with nobody to take them. */
  stranded: number;
  /** Rows that the plan counts and the ledger lacked, made again. */
  recreated: number;
}

/**
 * What waits behind the cursor must carry `retry_at`, and its lane must know. Nothing of ours breaks that rule; this
 * is the net under it, for a row that was changed by hand or by a fault nobody has thought of. What waits ahead of the
 * cursor keeps none, so that whatever has been leased once lies behind it: repair relies on that (recreate.ts).
 */
const STRANDED = `
with through as (
  select b.id, b.month, l.channel from broadcast b join broadcast_lane l on l.broadcast_id = b.id
   where b.state = 'running' and b.fanned_out_at is not null
   group by b.id, l.channel having min(l.work_at) > now() + interval '5 minutes'
), stuck as (
  select d.month, d.broadcast_id, d.seq, d.channel,
         d.seq <= (select l.cursor from broadcast_lane l
                    where l.broadcast_id = t.id and l.channel = t.channel and l.ends >= d.seq order by l.part limit 1) as passed
    from delivery d join through t on d.month = t.month and d.broadcast_id = t.id and d.channel = t.channel
   where d.state = 'waiting' and (d.retry_at is null or d.retry_at < now())
), freed as (
  update delivery d set retry_at = now() from stuck s
   where s.passed and d.month = s.month and d.broadcast_id = s.broadcast_id and d.seq = s.seq and d.state = 'waiting'
), woken as (
  update broadcast_lane l set work_at = now(), drained = false from (select distinct broadcast_id, channel from stuck) s
   where l.broadcast_id = s.broadcast_id and l.channel = s.channel
)
select count(*)::int as n from stuck`;

/** Compares plan, rows and outcomes of every broadcast under way, and recreates only what is missing. */
export async function repair(db: Database): Promise<RepairReport> {
  const { rows } = await db.pool.query<{ n: number }>(STRANDED);
  return { stranded: rows[0]?.n ?? 0, recreated: await recreateMissing(db) };
}
