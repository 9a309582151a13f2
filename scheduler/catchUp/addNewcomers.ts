import type { Log } from '../../base/log.js';
import { shutSql } from '../../people/audience/channelWindow.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Database } from '../../prisma/database.js';
import { type AudienceColumns, conditionOf } from '../broadcast/audience.js';
import { type CapColumns, hadTheirShare, tryLockCaps } from '../cap/hadTheirShare.js';
import { reachable } from '../delivery/reachable.js';
import { channelWindows } from '../delivery/window.js';
import { EXAM_DAY, sitExamToday } from '../exams/heldForExam.js';

/** So many at once; whoever is left over comes a minute later. */
const MOST_AT_ONCE = 500;

/**
 * Who joined for awareness after the campaign's first message (`$1`), was not among those who had agreed when it went out, and has no row yet in the
 * broadcast (`$2`, `$3` its month). Found by the time of consent, so that it costs what joined and not what is there.
 */
const NEWCOMER = `
  c.id in (select n.contact_id from consent n where n.purpose = 'awareness' and n.withdrawn_at is null and n.given_at > $1)
  and not exists (select from consent o where o.contact_id = c.id and o.purpose = 'awareness' and o.given_at <= $1
                     and coalesce(o.withdrawn_at, 'infinity') > $1)
  and not exists (select from delivery d where d.month = $3::date and d.broadcast_id = $2 and d.contact_id = c.id)`;

/**
 * One row for each newcomer, numbered after the last one. Whoever has had their share of today, or sits an examination, waits for another day without a row; whoever
 * cannot be reached is in the ledger, skipped with the reason. That one person has one row the table's unique key says.
 */
const insertRows = (people: string): string => `
with person as (${people}), added as (
  insert into delivery (month, broadcast_id, seq, contact_id, channel, state, reason)
  select $3::date, $2, $5 + row_number() over (order by contact_id), contact_id, channel,
         case when reason is null then 'waiting' else 'skipped' end::delivery_state, reason
    from (select * from person where reason is null or reason not in ('capped', '${EXAM_DAY}') order by contact_id limit ${MOST_AT_ONCE}) one
  returning state
)
select count(*)::int as n from added`;

/** Catch-ups under way in which somebody may be missing. */
const OPEN = `
select id, month::text, kind, any_hour, cap_per_day, cap_per_week, audience, bound_place, retry_unknown,
       null::int as parent_id, null as parent_month, at
  from broadcast
 where catch_up and parent_id is null and state = 'running' and fanned_out_at is not null and at is not null and now() < until - interval '1 second'
 order by id`;

/**
 * The broadcast's own row, held to the end of the transaction: pause and cancel wait for the few rows, and of two processes the
 * second numbers after the first. With a row missing, or one of which nobody knows whose it was and whether it was sent, nobody is
 * added: whoever lost theirs might be sent it twice.
 */
const HOLD = `
select planned from broadcast b
 where id = $1 and state = 'running' and now() < until - interval '1 second'
   and planned = (select count(*) from delivery d where d.month = b.month and d.broadcast_id = b.id
                     and (d.reason is distinct from 'row-lost' or d.state <> 'unknown'))
   for update`;

/** A channel that this installation has only got since has its lane from now on. */
const LANES = `
insert into broadcast_lane (broadcast_id, channel, part) select $1, channel, 0 from unnest($2::text[]) channel
    on conflict (broadcast_id, channel, part) do update set work_at = now(), drained = false`;

type Open = AudienceColumns & CapColumns & { at: Date };

/**
 * Gives everybody who has joined their row in the catch-ups under way; returns how many. Done twice, or by two, it changes nothing.
 *
 * @param channels in order of preference
 */
export async function addNewcomers(db: Database, channels: string[], log: Log): Promise<number> {
  if (channels.length === 0) return 0;
  const { rows } = await db.pool.query<Open>(OPEN);
  let added = 0;
  for (const broadcast of rows) {
    const n = await addTo(db, broadcast, channels);
    if (n > 0) log.info({ broadcast: broadcast.id, people: n }, 'those who joined get their catch-up');
    added += n;
  }
  return added;
}

async function addTo(db: Database, broadcast: Open, channels: string[]): Promise<number> {
  const of = [broadcast.at, broadcast.id, broadcast.month];
  const { rowCount: anybody } = await db.pool.query(`select from contact c where ${NEWCOMER} limit 1`, of);
  if (anybody === 0) return 0;
  const windows = await channelWindows(db, broadcast.kind);
  const rule = await conditionOf(db, broadcast, 6);
  return inTransaction(db, async (client) => {
    if (!(await tryLockCaps(client))) return 0; // in a minute
    const { rows: open } = await client.query<{ planned: number }>(HOLD, [broadcast.id]);
    const own = open[0];
    if (own === undefined) return 0;
    const held = { had: await hadTheirShare(client, broadcast), exam: await sitExamToday(client, broadcast) };
    const people = reachable(`(${rule.sql}) and ${NEWCOMER}`, '$4', shutSql('a', windows), held);
    const values = [...of, channels, own.planned, ...rule.values];
    const { rows } = await client.query<{ n: number }>(insertRows(people), values);
    const n = rows[0]?.n ?? 0;
    if (n === 0) return 0;
    await client.query(`update broadcast set planned = planned + $2 where id = $1`, [broadcast.id, n]);
    // As whoever records what waits again does it: a lane that finds itself empty at this moment looks a second time.
    await client.query(LANES, [broadcast.id, channels]);
    return n;
  });
}
