import type { Database } from '../../prisma/database.js';

/** A delivery that was resent so often without ever an answer is left unknown. */
const RESEND_ATTEMPTS = 5;

/**
 * Leases that ran out: their process died, or its answers never came. What it sent may have arrived, so the delivery
 * becomes unknown; where the broadcast says that twice is better than not at all, it waits again. The token stays: an
 * outcome that arrives late still overrules this.
 */
const EXPIRE_LEASES = `
with expired as (
  update delivery d
     set state = case when b.on_unknown = 'resend' and d.attempts < $1 and b.state <> 'cancelled' then 'waiting' else 'unknown' end::delivery_state,
         retry_at = case when b.on_unknown = 'resend' and d.attempts < $1 and b.state <> 'cancelled' then now() end,
         reason = 'lease-expired', lease_until = null
    from broadcast b
   where d.month = b.month and d.broadcast_id = b.id and d.state = 'sending' and d.lease_until < now()
     and b.fanned_out_at is not null and (b.state in ('running', 'paused', 'held') or b.finished_at > now() - interval '1 hour')
  returning d.broadcast_id, d.channel, d.retry_at
), woken as (
  update broadcast_lane l set work_at = least(l.work_at, now()), drained = false
    from (select distinct broadcast_id, channel from expired where retry_at is not null) e
   where l.broadcast_id = e.broadcast_id and l.channel = e.channel
)
select count(*)::int as n from expired`;

/** Settles what processes that died had in flight. Returns how many deliveries. */
export async function expireLeases(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(EXPIRE_LEASES, [RESEND_ATTEMPTS]);
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
  update delivery d set state = 'expired', reason = 'useless-after', retry_at = null
    from late b where d.month = b.month and d.broadcast_id = b.id and d.state = 'waiting'
  returning 1
)
select count(*)::int as n from expired`;

/** Expires what has become useless. Returns how many deliveries. */
export async function expireLate(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(EXPIRE_LATE);
  return rows[0]?.n ?? 0;
}
