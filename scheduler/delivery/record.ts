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
  /** Of what waits: it need not, where the person can be reached over another channel. */
  mayPass?: boolean;
}

/**
 * Records a batch of outcomes, one statement. Only who holds the lease may record: the token is compared. A lease that
 * had expired meanwhile is overruled as long as nobody else has leased the delivery: what really happened wins over
 * "unknown". What waits again sits behind the cursor with `retry_at`, and its lane is told when to look; where the
 * broadcast has been cancelled or is through meanwhile, nothing waits again: it is skipped, or failed with its reason.
 */
const recordIn = (partition: string, passing: PassingSql): string => `
with outcome as (
  select o.seq, o.token, o.message_ids, coalesce(o.next_part, 0) as next_part, coalesce(o.retry_in_ms, 0) as retry_in_ms, o.refund,
         case when o.state is null then 'sent' when o.state <> 'waiting' then o.state when b.state = 'cancelled' then 'skipped'
              when b.state = 'finished' then 'failed' else o.state end as state,
         case when o.state = 'waiting' and b.state = 'cancelled' then 'cancelled' else o.reason end as reason${passing.column}
    from unnest($3::int[], $4::uuid[], $5::delivery_state[], $6::text[], $7::text[], $8::int[], $9::float8[], $10::bool[]${passing.array})
           as o(seq, token, state, reason, message_ids, next_part, retry_in_ms, refund${passing.field})
    join broadcast b on b.id = $2${passing.join(partition)}
), recorded as (
  update ${partition} d
     set state = o.state, reason = o.reason,${passing.set}
         sent_at = case when o.state = 'sent' then now() else d.sent_at end,
         message_ids = case when o.message_ids = '' then d.message_ids
                            else coalesce(d.message_ids, '{}') || string_to_array(o.message_ids, ' ') end,
         next_part = o.next_part,
         attempts = greatest(0, d.attempts - case when o.refund then 1 else 0 end),
         retry_at = case when o.state = 'waiting' then ${passing.retryAt} end,
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

interface PassingSql {
  name: string;
  array: string;
  field: string;
  column: string;
  join: (partition: string) => string;
  set: string;
  retryAt: string;
}

const STAYING: PassingSql = {
  name: '',
  array: '',
  field: '',
  column: '',
  join: () => '',
  set: '',
  retryAt: `now() + o.retry_in_ms * interval '1 ms'`,
};

/**
 * Where something waits that need not: it goes over to another channel of the broadcast on which the person has an active
 * address and whose sender is accepted, in the statement that records it, and that lane is woken; who has none waits.
 * Never once a part has arrived: channels cut messages differently, and the person would get the beginning twice.
 */
const PASSING: PassingSql = {
  name: '-passing',
  array: ', $11::bool[]',
  field: ', may_pass',
  column: ', e.channel as elsewhere',
  join: (partition) => `
    left join lateral (
      select x.channel from ${partition} p join address x on x.contact_id = p.contact_id
       where o.may_pass and o.state = 'waiting' and b.state not in ('cancelled', 'finished')
         and coalesce(o.next_part, 0) = 0 and p.month = $1::date and p.broadcast_id = $2 and p.seq = o.seq
         and x.channel <> p.channel and x.state = 'active' and not exists (select from suppression s where s.key = x.key)
         and exists (select from broadcast_lane l where l.broadcast_id = $2 and l.channel = x.channel)
         and exists (select from sender s where s.channel = x.channel and s.stopped_at is null)
       order by x.id limit 1) e on true`,
  set: `
         channel = coalesce(o.elsewhere, d.channel), address_id = case when o.elsewhere is null then d.address_id end,`,
  retryAt: `now() + case when o.elsewhere is not null then 0 else o.retry_in_ms end * interval '1 ms'`,
};

/** Writes outcomes of one broadcast. Returns how many rows still carried their token. */
export async function recordOutcomes(
  db: Database,
  month: string,
  broadcastId: number,
  outcomes: readonly RecordedOutcome[],
): Promise<number> {
  const mayPass = outcomes.map((o) => o.mayPass ?? false);
  const passing = mayPass.includes(true) ? PASSING : STAYING;
  const { rows } = await db.pool.query<{ recorded: number }>({
    ...(db.kind === 'server' ? { name: `loa-record-${month}${passing.name}` } : {}),
    text: recordIn(deliveryPartition(month), passing),
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
      ...(passing === PASSING ? [mayPass] : []),
    ],
  });
  return rows[0]?.recorded ?? 0;
}

/** One field of all outcomes; empty where all have the usual, which the statement knows: nearly always, and it halves the work. */
function column<T>(outcomes: readonly RecordedOutcome[], usual: T, of: (outcome: RecordedOutcome) => T): T[] {
  const values = outcomes.map(of);
  return values.every((value) => value === usual) ? [] : values;
}
