import type { Database } from '../../prisma/database.js';
import type { BroadcastKind } from './lease.js';

/**
 * Channels that let us write to a person only for so long after the person last did something (Zalo: 48 hours free,
 * seven days paid). How long is in the sender's row, so that every process holds to it, also one without the channel.
 */
export interface ChannelWindow {
  channel: string;
  withinS: number;
}

export async function channelWindows(db: Database, kind: BroadcastKind): Promise<ChannelWindow[]> {
  const { rows } = await db.pool.query<ChannelWindow>(
    `select channel, max(case when $1::broadcast_kind = 'nudge' then nudge_within_s else awareness_within_s end) as "withinS"
       from sender group by channel
     having bool_and(case when $1::broadcast_kind = 'nudge' then nudge_within_s else awareness_within_s end is not null)`,
    [kind],
  );
  return rows;
}

/** Whether the window of an address is over, as SQL that is never null; plain `false` where no channel has a window. */
export function shutSql(address: string, windows: readonly ChannelWindow[]): string {
  if (windows.length === 0) return 'false';
  const terms = windows.map(({ channel, withinS }) => {
    if (!/^[a-z]+$/.test(channel)) throw new Error(`"${channel}" is not the name of a channel`);
    return `(${address}.channel = '${channel}' and coalesce(${address}.heard_at, '-infinity') <= now() - interval '${Math.trunc(withinS)} seconds')`;
  });
  return `coalesce(${terms.join(' or ')}, false)`;
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
