import type { Database } from '../../prisma/database.js';
import { deliveryPartition } from '../../prisma/partitions.js';
import { PLACE_STOPPED } from '../stop/stopped.js';

/** A delivery that was resent so often without ever an answer is left unknown. */
const RESEND_ATTEMPTS = 5;

interface Lane {
  broadcast_id: number;
  channel: string;
  part: number;
  month: string;
  cursor: number;
  settled_to: number;
}

const LANES = `
select l.broadcast_id, l.channel, l.part, b.month::text, l.cursor, l.settled_to
  from broadcast_lane l join broadcast b on b.id = l.broadcast_id
 where b.fanned_out_at is not null and (b.state in ('running', 'paused', 'held') or (b.state = 'cancelled' and b.finished_at is null))`;

/**
 * What is under way in a lane, found without reading the broadcast and without an index that leasing would have to keep:
 * a first lease lies between `settled_to` and the cursor, a later one carries a `retry_at` and is part 0's. Nothing behind the cursor is
 * leased for the first time any more, so `settled_to` may move up to the first that is still open: a pass reads what was
 * leased since the last one, and no more. A statement for each lane, for in a join no planner believes in that range.
 */
const openIn = (partition: string): string => `
select seq, lease_until < now() as over, true as first from ${partition}
 where month = $1::date and broadcast_id = $2 and seq > $4 and seq <= $5 and channel = $3 and state = 'sending' and retry_at is null
union all
select seq, lease_until < now(), false from ${partition}
 where $6 and broadcast_id = $2 and retry_at is not null and channel = $3 and state = 'sending'`;

/**
 * Leases that ran out: their process died, or its answers never came. What it sent may have arrived, so the delivery
 * becomes unknown; where the broadcast says that twice is better than not at all, it waits again. The token stays: an
 * outcome that arrives late still overrules this.
 */
const expireIn = (partition: string): string => `
with expired as (
  update ${partition} d
     set state = case when b.on_unknown = 'resend' and d.attempts < $5 and b.state <> 'cancelled' then 'waiting' else 'unknown' end::delivery_state,
         retry_at = case when b.on_unknown = 'resend' and d.attempts < $5 and b.state <> 'cancelled' then now() end,
         reason = 'lease-expired', lease_until = null
    from broadcast b
   where b.id = $2 and d.month = $1::date and d.broadcast_id = $2 and d.seq = any ($4::int[]) and d.state = 'sending' and d.lease_until < now()
  returning d.retry_at
), woken as (
  update broadcast_lane l set work_at = least(l.work_at, now()), drained = false
   where l.broadcast_id = $2 and l.channel = $3 and l.part = 0 and exists (select from expired where retry_at is not null)
)
select count(*)::int as n from expired`;

/** Settles what processes that died had in flight. Returns how many deliveries. */
export async function expireLeases(db: Database): Promise<number> {
  const { rows: lanes } = await db.pool.query<Lane>(LANES);
  let settled = 0;
  for (const lane of lanes) settled += await expireInLane(db, lane);
  return settled;
}

async function expireInLane(db: Database, lane: Lane): Promise<number> {
  const partition = deliveryPartition(lane.month);
  const which = [lane.month, lane.broadcast_id, lane.channel];
  const { rows: open } = await db.pool.query<{ seq: number; over: boolean; first: boolean }>(openIn(partition), [
    ...which,
    lane.settled_to,
    lane.cursor,
    lane.part === 0,
  ]);
  const settledTo = open.reduce((to, { seq, first }) => (first ? Math.min(to, seq - 1) : to), lane.cursor);
  if (settledTo > lane.settled_to) {
    await db.pool.query(
      `update broadcast_lane set settled_to = $4 where broadcast_id = $1 and channel = $2 and part = $3`,
      [lane.broadcast_id, lane.channel, lane.part, settledTo],
    );
  }
  const over = open.filter((delivery) => delivery.over).map(({ seq }) => seq);
  if (over.length === 0) return 0;
  const { rows } = await db.pool.query<{ n: number }>(expireIn(partition), [...which, over, RESEND_ATTEMPTS]);
  return rows[0]?.n ?? 0;
}

/**
 * Late is decided beforehand: past its "useless after" what still waits expires instead of going out. What is in
 * flight then settles by itself.
 */
const EXPIRE_LATE = `
with late as (
  select id, month from broadcast
   where fanned_out_at is not null and state in ('running', 'paused', 'held') and until <= now() + interval '1 second'
), through as (
  update broadcast_lane l set work_at = 'infinity' from late where l.broadcast_id = late.id and l.work_at < 'infinity'
), expired as (
  update delivery d set state = 'expired', reason = case when d.reason = '${PLACE_STOPPED}' then d.reason else 'useless-after' end, retry_at = null
    from late b where d.month = b.month and d.broadcast_id = b.id and d.state = 'waiting'
  returning 1
)
select count(*)::int as n from expired`;

/** Expires what has become useless. Returns how many deliveries. */
export async function expireLate(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(EXPIRE_LATE);
  return rows[0]?.n ?? 0;
}

/**
 * What waits in a cancelled broadcast is skipped. Cancelling does this at once; the clock does it again until the last
 * call in flight has settled, for one that was just being recorded may have been put back behind the first look.
 */
const SKIP_CANCELLED = `
update delivery d set state = 'skipped', reason = 'cancelled', retry_at = null
  from broadcast b
 where b.state = 'cancelled' and b.finished_at is null and b.fanned_out_at is not null
   and d.month = b.month and d.broadcast_id = b.id and d.state = 'waiting'`;

/** Skips what waits in broadcasts that were cancelled. Returns how many deliveries. */
export async function skipCancelled(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query(SKIP_CANCELLED);
  return rowCount ?? 0;
}
