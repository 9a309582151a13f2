import { oneRow, type Sql } from '../queryable.js';
import { type Audience, boundAudience } from './audience.js';
import type { ChannelWindow } from './channelWindow.js';
import { standingSql } from './standingSql.js';

export interface AudienceCount {
  /** People the rule matches, within the bound. */
  matched: number;
  /** Of these, with an address that may be written to now. */
  reachable: number;
  /** The others, each counted once: matched = reachable + the five. `outsideWindow`: not for now, until they do something again. */
  excluded: { outsideWindow: number; optedOut: number; blocked: number; gone: number; noChannel: number };
}

/**
 * How many a rule reaches over the given channels, and how many not for which reason; within `boundPlace` where one
 * is given, and within the `windows` that channels have. One statement; what it says holds at this moment, a broadcast counts again when it starts.
 */
export async function countAudience(
  on: Sql,
  rule: Audience,
  channels: readonly string[],
  boundPlace: string | null = null,
  windows: readonly ChannelWindow[] = [],
): Promise<AudienceCount> {
  const { sql, values } = standingSql(boundAudience(rule, boundPlace), channels, windows);
  const row = await oneRow<
    Record<'matched' | 'reachable' | 'outside' | 'opted_out' | 'blocked' | 'gone' | 'no_channel', number>
  >(
    on,
    `${sql} select count(*)::int as matched,
              count(*) filter (where standing = 0)::int as reachable,
              count(*) filter (where standing = 1)::int as outside,
              count(*) filter (where standing = 2)::int as opted_out,
              count(*) filter (where standing = 3)::int as blocked,
              count(*) filter (where standing = 4)::int as gone,
              count(*) filter (where standing = 5)::int as no_channel
         from person`,
    values,
  );
  return {
    matched: row.matched,
    reachable: row.reachable,
    excluded: {
      outsideWindow: row.outside,
      optedOut: row.opted_out,
      blocked: row.blocked,
      gone: row.gone,
      noChannel: row.no_channel,
    },
  };
}
