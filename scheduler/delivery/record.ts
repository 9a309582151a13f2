import type { Database } from '../../prisma/database.js';

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
 * "unknown". What waits again sits behind the cursor with `retry_at`, and its lane is told when to look.
 */
const RECORD = `
with outcome as (
  select * from unnest($3::int[], $4::uuid[], $5::delivery_state[], $6::text[], $7::text[], $8::int[], $9::float8[], $10::bool[])
    as o(seq, token, state, reason, message_ids, next_part, retry_in_ms, refund)
), recorded as (
  update delivery d
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
   where l.broadcast_id = $2 and l.channel = r.channel
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
    ...(db.kind === 'server' ? { name: 'loa-record' } : {}),
    text: RECORD,
    values: [
      month,
      broadcastId,
      outcomes.map((o) => o.seq),
      outcomes.map((o) => o.token),
      outcomes.map((o) => o.state),
      outcomes.map((o) => o.reason),
      outcomes.map((o) => o.messageIds.join(' ')),
      outcomes.map((o) => o.nextPart),
      outcomes.map((o) => o.retryInMs),
      outcomes.map((o) => o.refund),
    ],
  });
  return rows[0]?.recorded ?? 0;
}

/** Notes that a part has arrived, so that whoever goes on after a crash does not send it again. */
export async function recordPart(
  db: Database,
  month: string,
  broadcastId: number,
  part: { seq: number; token: string; nextPart: number; messageIds: string[] },
): Promise<void> {
  await db.pool.query(
    `update delivery set next_part = $5, message_ids = coalesce(message_ids, '{}') || $6::text[]
      where month = $1::date and broadcast_id = $2 and seq = $3 and lease_token = $4::uuid`,
    [month, broadcastId, part.seq, part.token, part.nextPart, part.messageIds],
  );
}
