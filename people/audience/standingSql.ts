import type { Audience } from './audience.js';
import { audienceSql } from './audienceSql.js';
import { type ChannelWindow, shutSql } from './channelWindow.js';

/** How a person stands to the channels of a broadcast; the smallest of their addresses counts. */
export const STANDINGS = ['reachable', 'outsideWindow', 'optedOut', 'blocked', 'gone', 'noChannel'] as const;
export type Standing = (typeof STANDINGS)[number];

/** The standing of one address `a` beside its suppression `s`, as an index into STANDINGS. */
export const addressStanding = (windows: readonly ChannelWindow[]): string => `case
    when a.id is null then 5
    when a.state = 'opted_out' or s.key is not null then 2
    when a.state = 'active' then case when ${shutSql('a', windows)} then 1 else 0 end
    when a.state = 'blocked' then 3
    else 4 end`;

/**
 * `with person(id, place, groups, locale, standing)`: who matches a rule, each with the best standing over the given
 * channels as an index into STANDINGS. A suppression counts as an opt-out whatever the address says, as it does when
 * leasing; who is active on a channel whose window is over is no longer reachable there. Nothing is joined but by an index or a hash, since the embedded database has no statistics to choose by.
 * The first value is the channels.
 */
export function standingSql(
  rule: Audience,
  channels: readonly string[],
  windows: readonly ChannelWindow[],
): { sql: string; values: unknown[] } {
  const where = audienceSql(rule, 2);
  return {
    sql: `with person as (
        select c.id, c.place, c.groups, c.locale, min(${addressStanding(windows)}) as standing
          from contact c
          left join address a on a.contact_id = c.id and a.channel = any($1::text[])
          left join suppression s on s.key = a.key
         where ${where.sql}
         group by c.id
      )`,
    values: [channels, ...where.values],
  };
}
