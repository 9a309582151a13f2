import type { ChannelWindow } from '../../people/audience/channelWindow.js';
import type { Database } from '../../prisma/database.js';
import type { BroadcastKind } from './lease.js';

/** The windows of this installation's channels; how long they are stands in the sender's row, so that every process holds to it, also one without the channel. */
export async function channelWindows(db: Database, kind: BroadcastKind): Promise<ChannelWindow[]> {
  const { rows } = await db.pool.query<ChannelWindow>(
    `select channel, max(case when $1::broadcast_kind = 'nudge' then nudge_within_s else awareness_within_s end) as "withinS"
       from sender group by channel
     having bool_and(case when $1::broadcast_kind = 'nudge' then nudge_within_s else awareness_within_s end is not null)`,
    [kind],
  );
  return rows;
}

/** What the lease says on a channel with a window beyond what it says everywhere. */
export interface WindowSql {
  name: string;
  /** Condition on address `a`. */
  open: string;
  /** Further join and column of what was taken: the channel that takes over. */
  elsewhere: string;
  column: string;
  /** Cases of the new state, and of the reason of whoever is active. */
  state: string;
  reason: string;
  set: string;
  retryAt: string;
  /** Further statement: wakes the lane that takes over. */
  woken: string;
}

export const NO_WINDOW: WindowSql = {
  name: '',
  open: '',
  elsewhere: '',
  column: '',
  state: '',
  reason: `'no-channel'`,
  set: '',
  retryAt: 't.wait_until',
  woken: '',
};

/**
 * Beyond the lease's own guarantees: nobody is called outside their window; where it has closed since the fan-out, the
 * delivery passes to another channel of the broadcast on which the person can be written to, in the same statement that
 * finds it out, and that lane is woken. Where there is none it is skipped: `outside-window`.
 */
export const WINDOWED: WindowSql = {
  name: '-windowed',
  open: `
          and not exists (select from (select case $2::broadcast_kind when 'nudge' then nudge_within_s else awareness_within_s end as s
                                        from sender where id = $7) within
                          where coalesce(a.heard_at, '-infinity') <= now() - within.s * interval '1 second')`,
  elsewhere: `
    left join lateral (
      select x.channel from address x
       where x.contact_id = t.contact_id and x.channel <> $1 and x.state = 'active'
         and not exists (select from suppression s where s.key = x.key)
         and exists (select from broadcast_lane o where o.broadcast_id = (select id from pick) and o.channel = x.channel)
       order by x.id limit 1
    ) e on a.id is null`,
  column: ', e.channel as elsewhere',
  state: `when t.elsewhere is not null then 'waiting' `,
  reason: `case when x.channel = $1 then 'outside-window' else 'no-channel' end`,
  set: `
         channel = coalesce(t.elsewhere, d.channel),`,
  retryAt: 'case when t.elsewhere is not null then now() else t.wait_until end',
  woken: `, passed_on as (
  update broadcast_lane l set work_at = now(), drained = false
    from (select distinct elsewhere from taken where elsewhere is not null) e
   where l.broadcast_id = (select id from pick) and l.channel = e.elsewhere and l.part = 0
)`,
};
