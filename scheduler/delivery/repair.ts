import type { Database } from '../../prisma/database.js';
import { audienceCondition } from '../broadcast/audience.js';

export interface RepairReport {
  /** Deliveries that waited behind their lane's cursor with nobody to take them. */
  stranded: number;
  /** Rows that the plan counts and the ledger lacked, made again. */
  recreated: number;
}

/**
 * What waits behind the cursor must carry `retry_at`, and its lane must know. Nothing of ours breaks that rule; this
 * is the net under it, for a row that was changed by hand or by a fault nobody has thought of.
 */
const STRANDED = `
with through as (
  select b.id, b.month, l.channel from broadcast b join broadcast_lane l on l.broadcast_id = b.id
   where b.state = 'running' and b.fanned_out_at is not null
   group by b.id, l.channel having min(l.work_at) > now() + interval '5 minutes'
), freed as (
  update delivery d set retry_at = now() from through t
   where d.month = t.month and d.broadcast_id = t.id and d.channel = t.channel and d.state = 'waiting'
     and (d.retry_at is null or d.retry_at < now())
  returning d.broadcast_id, d.channel
), woken as (
  update broadcast_lane l set work_at = now(), drained = false from (select distinct broadcast_id, channel from freed) f
   where l.broadcast_id = f.broadcast_id and l.channel = f.channel
)
select count(*)::int as n from freed`;

/** Compares plan, rows and outcomes of every broadcast under way, and recreates only what is missing. */
export async function repair(db: Database): Promise<RepairReport> {
  const { rows } = await db.pool.query<{ n: number }>(STRANDED);
  return { stranded: rows[0]?.n ?? 0, recreated: await recreateMissing(db) };
}

interface Short {
  id: number;
  month: string;
  audience: string;
  bound_place: string | null;
  planned: number;
  there: number;
  last: number;
}

async function recreateMissing(db: Database): Promise<number> {
  const { rows } = await db.pool.query<Short>(
    `select b.id, b.month::text, b.audience, b.bound_place, b.planned, count(d.seq)::int as there, coalesce(max(d.seq), 0)::int as last
       from broadcast b left join delivery d on d.month = b.month and d.broadcast_id = b.id
      where b.state in ('running', 'paused') and b.fanned_out_at is not null and b.parent_id is null
      group by b.id having count(d.seq) < b.planned`,
  );
  let recreated = 0;
  for (const short of rows) recreated += await recreate(db, short);
  return recreated;
}

/**
 * Those of the audience who have no row get one, numbered on; at most as many as the plan counts. They wait their turn
 * like a retry; who has no address now is skipped, so that the ledger has everybody again.
 */
async function recreate(db: Database, short: Short): Promise<number> {
  const rule = await audienceCondition(
    db,
    { audience: short.audience, boundPlace: short.bound_place, parent: null },
    5,
  );
  const { rowCount } = await db.pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, channel, state, reason, retry_at)
     select $1::date, $2, $3 + row_number() over (order by c.id), c.id, lane.channel,
            case when lane.channel is null then 'skipped' else 'waiting' end::delivery_state,
            case when lane.channel is null then 'no-channel' end, case when lane.channel is not null then now() end
       from contact c
       left join lateral (select l.channel from broadcast_lane l join address a on a.channel = l.channel
                           where l.broadcast_id = $2 and a.contact_id = c.id and a.state = 'active' order by l.channel limit 1) lane on true
      where (${rule.sql}) and not exists (select from delivery d where d.month = $1::date and d.broadcast_id = $2 and d.contact_id = c.id)
      limit $4
     on conflict do nothing`,
    [short.month, short.id, short.last, short.planned - short.there, ...rule.values],
  );
  await db.pool.query(`update broadcast_lane set work_at = now(), drained = false where broadcast_id = $1`, [short.id]);
  return rowCount ?? 0;
}
