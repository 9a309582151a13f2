import type { Database } from '../../prisma/database.js';
import { deliveryPartition } from '../../prisma/partitions.js';

/** What became of one leased delivery. `retryInMs` goes with `waiting`; `refund` takes back the attempt (429 is weather). */
export interface RecordedOutcome {
  seq: number;
  token: string;
  state: 'waiting' | 'sent' | 'failed' | 'unknown';
  reason: string | null;
  messageIds: string[];
  nextPart: number;
  retryInMs: number;
  refund: boolean;
}

/**
 * Records a batch of outcomes, one statement. Only who holds the lease may record: the token is compared. A lease that
 * had expired meanwhile is overruled as long as nobody else has leased the delivery: what really happened wins over
 * "unknown". What waits again sits behind the cursor with `retry_at`, and its lane is told when to look; where the
 * broadcast has been cancelled or is through meanwhile, nothing waits again: it is skipped, or failed with its reason.
 */
const recordIn = (partition: string): string => `
with outcome as (
  select o.seq, o.token, o.message_ids, coalesce(o.next_part, 0) as next_part, coalesce(o.retry_in_ms, 0) as retry_in_ms, o.refund,
         case when o.state is null then 'sent' when o.state <> 'waiting' then o.state when b.state = 'cancelled' then 'skipped'
              when b.state = 'finished' then 'failed' else o.state end as state,
         case when o.state = 'waiting' and b.state = 'cancelled' then 'cancelled' else o.reason end as reason
    from unnest($3::int[], $4::uuid[], $5::delivery_state[], $6::text[], $7::text[], $8::int[], $9::float8[], $10::bool[])
           as o(seq, token, state, reason, message_ids, next_part, retry_in_ms, refund)
    join broadcast b on b.id = $2
), recorded as (
  update ${partition} d
     set state = o.state, reason = o.reason,
         sent_at = case when o.state = 'sent' then now() else d.sent_at end,
         message_ids = case when o.message_ids = '' then d.message_ids
                            else coalesce(d.message_ids, '{}') || string_to_array(o.message_ids, ' ') end,
         next_part = o.next_part,
         attempts = greatest(0, d.attempts - case when o.refund then 1 else 0 end),
         retry_at = case when o.state = 'waiting' then now() + o.retry_in_ms * interval '1 ms' end,
         lease_token = case when o.state = 'waiting' then null else d.lease_token end,
         lease_until = null
    from outcome o
   where d.month = $1::date and d.broadcast_id = $2 and d.seq = o.seq and d.lease_token = o.token and d.state <> 'sent'
  returning d.seq, d.retry_at, d.channel
), woken as (
  update broadcast_lane l set work_at = least(l.work_at, r.at), drained = false
    from (select channel, min(retry_at) as at from recorded where retry_at is not null group by channel) r
   where l.broadcast_id = $2 and l.channel = r.channel and l.part = 0
)
select count(*)::int as recorded from recorded`;

/** Writes outcomes of one broadcast. Returns how many rows still carried their token. */
export async function recordOutcomes(
  db: Database,
  month: string,
  broadcastId: number,
  outcomes: readonly RecordedOutcome[],
): Promise<number> {
  const { rows } = await db.pool.query<{ recorded: number }>({
    ...(db.kind === 'server' ? { name: `loa-record-${month}` } : {}),
    text: recordIn(deliveryPartition(month)),
    values: [
      month,
      broadcastId,
      outcomes.map((o) => o.seq),
      outcomes.map((o) => o.token),
      column(outcomes, 'sent', (o) => o.state),
      // A platform's own words may hold anything; PostgreSQL takes no NUL, and would refuse the whole batch for ever.
      column(outcomes, null, (o) => o.reason?.replaceAll('\0', '') ?? null),
      outcomes.map((o) => o.messageIds.join(' ')),
      column(outcomes, 0, (o) => o.nextPart),
      column(outcomes, 0, (o) => o.retryInMs),
      column(outcomes, false, (o) => o.refund),
    ],
  });
  return rows[0]?.recorded ?? 0;
}

/** One field of all outcomes; empty where all have the usual, which the statement knows: nearly always, and it halves the work. */
function column<T>(outcomes: readonly RecordedOutcome[], usual: T, of: (outcome: RecordedOutcome) => T): T[] {
  const values = outcomes.map(of);
  return values.every((value) => value === usual) ? [] : values;
}
