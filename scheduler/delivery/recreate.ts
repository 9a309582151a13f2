import { shutSql } from '../../people/audience/channelWindow.js';
import type { Database } from '../../prisma/database.js';
import { type AudienceColumns, conditionOf } from '../broadcast/audience.js';
import { type CapColumns, hadTheirShare } from '../cap/hadTheirShare.js';
import { sitExamToday } from '../exams/heldForExam.js';
import { type HeldBack, reachable } from './reachable.js';
import { channelWindows } from './window.js';

type Short = AudienceColumns & CapColumns & { planned: number };

/** Broadcasts that have not ended and have fewer rows than they are planned for. */
const SHORT = `
select b.id, b.month::text, b.planned, b.kind, b.any_hour, b.cap_per_day, b.cap_per_week, b.audience, b.bound_place, b.parent_id, b.retry_unknown, p.month::text as parent_month
  from broadcast b left join broadcast p on p.id = b.parent_id
 where b.fanned_out_at is not null and b.finished_at is null and b.state in ('running', 'paused', 'held', 'cancelled')
   and b.planned > (select count(*) from delivery d where d.month = b.month and d.broadcast_id = b.id)`;

/**
 * Rows that the plan counts and the ledger lacks come back under their own numbers, and nobody whose message may have
 * gone out is sent it again. What is known of a row that is gone:
 * - Its number. Rows are numbered in the order of their people, so those of a gap are among the people between the two
 *   rows around it; who of them has which number is not known.
 * - Whether it can have been leased: a lane's cursor passes what it leases. A gap that lies ahead of the cursors of all lanes
 *   as a whole was never called, and its people wait their turn, as at the fan-out. Of any other gap nobody knows what
 *   became of whom: all of it is unknown, whatever the broadcast says of that, and only a person can have it sent again.
 * Somebody who is no longer there, or no longer meant, leaves a row without a person (minus its number): skipped where it
 * was never called, unknown where it may have been. So the ledger has everybody again, and the plan holds.
 */
const recreateRows = (rule: string, shut: string, held: HeldBack): string => `
with person as materialized (${reachable(rule, '$3', shut, held)}
), leased as materialized (
  select l.cursor as up_to, coalesce((select max(o.ends) from broadcast_lane o
                                       where o.broadcast_id = l.broadcast_id and o.channel = l.channel and o.part < l.part), 0) as after
    from broadcast_lane l where l.broadcast_id = $2
), missing as materialized (
  select n as seq, coalesce((select d.contact_id from delivery d
                              where d.month = $1::date and d.broadcast_id = $2 and d.seq < n and d.contact_id > 0
                              order by d.seq desc limit 1), 0) as after
    from generate_series(1, $4::int) n
   where not exists (select from delivery d where d.month = $1::date and d.broadcast_id = $2 and d.seq = n)
), numbered as (
  select seq, after, not bool_or(exists (select from leased l where m.seq > l.after and m.seq <= l.up_to)) over (partition by after) as untouched,
         row_number() over (partition by after order by seq) as place
    from missing m
), candidate as (
  select p.*, coalesce((select d.contact_id from delivery d
                         where d.month = $1::date and d.broadcast_id = $2 and d.contact_id < p.contact_id and d.contact_id > 0
                         order by d.contact_id desc limit 1), 0) as after
    from person p
   where not exists (select from delivery d where d.month = $1::date and d.broadcast_id = $2 and d.contact_id = p.contact_id)
), placed as (
  select c.*, row_number() over (partition by after order by contact_id) as place from candidate c
), made as (
  insert into delivery (month, broadcast_id, seq, contact_id, channel, state, reason)
  select $1::date, $2, n.seq, coalesce(p.contact_id, -n.seq), p.channel,
         case when not n.untouched then 'unknown' when b.state = 'cancelled' or p.channel is null or p.reason is not null then 'skipped' else 'waiting' end::delivery_state,
         case when not n.untouched or p.contact_id is null then 'row-lost' when b.state = 'cancelled' then 'cancelled' else p.reason end
    from numbered n join broadcast b on b.id = $2 left join placed p on p.after = n.after and p.place = n.place
      on conflict do nothing
  returning channel, state
), woken as (
  update broadcast_lane l set work_at = now(), drained = false
   where l.broadcast_id = $2 and l.channel in (select channel from made where state = 'waiting')
)
select count(*)::int as n from made`;

/** Makes missing rows of every broadcast under way again. Returns how many. */
export async function recreateMissing(db: Database): Promise<number> {
  const { rows } = await db.pool.query<Short>(SHORT);
  let recreated = 0;
  for (const short of rows) recreated += await recreate(db, short);
  return recreated;
}

async function recreate(db: Database, short: Short): Promise<number> {
  const rule = await conditionOf(db, short, 5);
  const lanes = await db.pool.query<{ channel: string }>(
    `select distinct channel from broadcast_lane where broadcast_id = $1 order by channel`,
    [short.id],
  );
  const channels = lanes.rows.map((lane) => lane.channel);
  const held = { had: await hadTheirShare(db.pool, short), exam: await sitExamToday(db.pool, short) };
  const { rows } = await db.pool.query<{ n: number }>(
    recreateRows(rule.sql, shutSql('a', await channelWindows(db, short.kind)), held),
    [short.month, short.id, channels, short.planned, ...rule.values],
  );
  return rows[0]?.n ?? 0;
}
