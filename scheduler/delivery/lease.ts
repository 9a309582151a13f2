import { retryConflict } from '../../people/retryConflict.js';
import type { Database } from '../../prisma/database.js';
import { deliveryPartition } from '../../prisma/partitions.js';
import { PLACE_STOPPED, stoppedSql } from '../stop/stopped.js';
import { NO_WINDOW, WINDOWED, type WindowSql } from './window.js';

/** How long a leased delivery belongs to who leased it. */
export const LEASE_MS = 60_000;
/** Of 60 s a call may begin only while 25 s are left: the longest call (20 s) and some air. Shorter leases in proportion. */
const LEFT_TO_BEGIN = 25 / 60;

/** How long after leasing a call may still begin. */
export const beginWithinMs = (leaseMs: number): number => leaseMs * (1 - LEFT_TO_BEGIN);

/** Deliveries in one lease at most. */
export const LEASE_MOST = 64;

export type BroadcastKind = 'awareness' | 'nudge';

/** A delivery that this process may send now, and nobody else may. */
export interface LeasedDelivery {
  seq: number;
  addressId: number;
  externalId: string;
  locale: string;
  /** Attempts including this one. */
  attempts: number;
  /** First part that has not arrived yet. */
  nextPart: number;
}

export interface Lease {
  broadcastId: number;
  kind: BroadcastKind;
  /** `YYYY-MM-DD`, the partition. */
  month: string;
  token: string;
  deliveries: LeasedDelivery[];
}

/**
 * The lease, one statement, committed before any call. It guarantees:
 * - Fairness and importance: of the running broadcasts of one kind, the one that leased longest ago goes next.
 * - Pause, hold, cancellation, quiet hours and "useless after" hold from the moment they are committed, because the
 *   state is looked at here and nowhere earlier.
 * - Nobody who stopped, blocked or was erased is called: the address is chosen here, among those that are active and
 *   not suppressed; where there is none the delivery is skipped with its reason, and takes no slot.
 * - Nobody of a place that is stopped is called (stop/): their delivery goes on waiting, parked, until a person releases or drops it.
 * - No two leases hold the same delivery: the lane's row is locked for the length of the statement, the cursor moves
 *   past what was taken, and what waits behind the cursor (`retry_at`) is taken only while it still waits.
 *
 * Its cost does not grow with the broadcast, which no planner promises for long: the partition is named, so that the
 * primary key gives the next deliveries in order; their number is a literal, so that nobody plans for a tenth of a
 * million; and what was found is updated where it lies (`ctid` of this statement's own snapshot).
 *
 * What is leased again keeps a `retry_at`, the end of its lease, so that the pass over leases finds it (expire.ts).
 *
 * A lane that has nothing for now says in `work_at` when to look again. It believes itself empty only at the second
 * look (`drained`): an outcome that waits again may have been recorded after this statement's snapshot and before its
 * lock, and whoever records it takes `drained` back.
 */
const leaseFrom = (partition: string, window: WindowSql): string => `
with pick as materialized (
  select b.id, b.month, b.any_hour, l.cursor, l.ends, l.channel, l.part, l.drained
    from broadcast_lane l join broadcast b on b.id = l.broadcast_id
   where l.channel = $1 and b.kind = $2::broadcast_kind and b.month = $9::date and b.state = 'running' and l.work_at <= now()
     and b.fanned_out_at is not null and (b.any_hour or $3) and b.until > now() + interval '1 second'
     and not exists (select from home where held_at is not null)
     and exists (select from sender s where s.id = $7 and s.stopped_at is null
                    and coalesce(s.not_before, '-infinity') <= now() and (s.tripped_at is null or $8))
   order by (select max(o.turn_at) from broadcast_lane o where o.broadcast_id = l.broadcast_id and o.channel = l.channel),
            l.part = $10 desc, l.turn_at
   limit 1 for update of l
), again as materialized (
  select * from (
    select d.ctid as at, d.contact_id from ${partition} d
     where d.broadcast_id = (select id from pick) and d.retry_at <= now() and d.state = 'waiting' and d.channel = $1
       and (select part from pick) = 0
     order by d.retry_at limit ${LEASE_MOST}) d limit (select $4::int)
), fresh as materialized (
  select * from (
    select d.ctid as at, d.contact_id, d.seq from ${partition} d
     where d.month = $9::date and d.broadcast_id = (select id from pick) and d.seq > (select cursor from pick) and d.seq <= (select ends from pick)
       and d.state = 'waiting' and d.channel = $1 and d.retry_at is null and not exists (select from again)
     order by d.seq limit ${LEASE_MOST}) d limit (select $4::int)
), taken as materialized (
  select distinct on (t.contact_id) t.at, t.contact_id, a.id as address_id, a.external_id, c.locale,
         case when st.stopped then 'infinity' when a.not_before > now() then a.not_before end as wait_until, st.stopped${window.column}
    from (select at, contact_id from again union all select at, contact_id from fresh) t
    left join contact c on c.id = t.contact_id
    left join lateral (select ${stoppedSql('c.place', '$2::broadcast_kind', '(select any_hour from pick)')} as stopped) st on true
    left join address a on a.contact_id = c.id and a.channel = $1 and a.state = 'active'
          and not exists (select from suppression s where s.key = a.key)${window.open}${window.elsewhere}
   order by t.contact_id, a.not_before nulls first, a.id
), moved as (
  update broadcast_lane l
     set cursor = coalesce((select max(seq) from fresh), l.cursor),
         turn_at = clock_timestamp(),
         drained = not exists (select from taken),
         work_at = case when exists (select from taken) then l.work_at
           when p.drained then coalesce((select min(d.retry_at) from ${partition} d
                                          where d.broadcast_id = p.id and d.retry_at is not null and d.state = 'waiting' and p.part = 0), 'infinity')
           else now() + interval '200 ms' end
    from pick p where l.broadcast_id = p.id and l.channel = p.channel and l.part = p.part
), leased as (
  update ${partition} d
     set${window.set}
         state = case ${window.state}when t.address_id is null then 'skipped' when t.wait_until is not null then 'waiting' else 'sending' end::delivery_state,
         reason = case when t.address_id is null then coalesce(
           (select case when s.key is not null or x.state = 'opted_out' then 'opted-out' when x.state = 'active' then ${window.reason} else x.state::text end
              from address x left join suppression s on s.key = x.key
             where x.contact_id = t.contact_id order by x.channel = $1 desc, x.id limit 1), 'erased')
           when t.stopped then '${PLACE_STOPPED}' end,
         address_id = t.address_id,
         attempts = d.attempts + case when t.address_id is not null and t.wait_until is null then 1 else 0 end,
         lease_token = $5::uuid, lease_until = now() + $6 * interval '1 ms',
         retry_at = coalesce(${window.retryAt}, case when t.address_id is not null and d.retry_at is not null then now() + $6 * interval '1 ms' end)
    from taken t
   where d.ctid = any (array(select at from taken)) and d.ctid = t.at and d.state = 'waiting'
  returning d.seq, d.state, t.address_id, t.external_id, t.locale, d.attempts, d.next_part
)${window.woken}
select p.id as broadcast_id, l.seq, l.address_id, l.external_id, l.locale, l.attempts, l.next_part
  from pick p left join leased l on l.state = 'sending' order by l.seq`;

interface Row {
  broadcast_id: number;
  seq: number | null;
  address_id: number;
  external_id: string;
  locale: string;
  attempts: number;
  next_part: number;
}

export interface LeaseRequest {
  channel: string;
  sender: string;
  kind: BroadcastKind;
  /** `YYYY-MM-DD`, the partition to lease from. */
  month: string;
  /** Whether the window for ordinary messages is open. */
  windowOpen: boolean;
  /** At most so many. */
  count: number;
  /** The one message that tests a sender which had tripped. */
  probing?: boolean;
  /** Whether the channel lets us write only for a while after a person's last sign of life (`window.ts`). */
  windowed?: boolean;
  leaseMs?: number;
  /** Which part of a large broadcast to rather lease from: two leases at once should not wait for each other. */
  part?: number;
  /** Under which the deliveries are held; who asks for a lease and gets no answer can find them by it. */
  token: string;
}

/** Leases up to `count` deliveries of one broadcast. Null when no broadcast of that kind has anything to lease. */
export async function lease(db: Database, request: LeaseRequest): Promise<Lease | null> {
  const { token } = request;
  const window = request.windowed ? WINDOWED : NO_WINDOW;
  const statement = {
    // One prepared plan per connection; the embedded database shares names among clients, so there it goes unnamed.
    ...(db.kind === 'server' ? { name: `loa-lease-${request.month}${window.name}` } : {}),
    text: leaseFrom(deliveryPartition(request.month), window),
    values: [
      request.channel,
      request.kind,
      request.windowOpen,
      request.count,
      token,
      request.leaseMs ?? LEASE_MS,
      request.sender,
      request.probing ?? false,
      request.month,
      request.part ?? 0,
    ],
  };
  // Leases that wait for lanes which run empty meanwhile go on to the next with the empty one still locked, and two may
  // then wait for each other. PostgreSQL ends one of them, which has leased nothing: it asks again.
  const { rows } = await retryConflict(() => db.pool.query<Row>(statement));
  const first = rows[0];
  if (!first) return null;
  return {
    broadcastId: first.broadcast_id,
    kind: request.kind,
    month: request.month,
    token,
    deliveries: rows
      .filter((row) => row.seq !== null)
      .map((row) => ({
        seq: row.seq ?? 0,
        addressId: row.address_id,
        externalId: row.external_id,
        locale: row.locale,
        attempts: row.attempts,
        nextPart: row.next_part,
      })),
  };
}
