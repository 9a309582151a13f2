import type { PlaceFinder } from '../../people/findPlace.js';
import { queryable, type Sql } from '../../people/queryable.js';
import type { BroadcastKind } from '../delivery/lease.js';
import { concerns } from './bounds.js';
import { USELESS_AFTER_HOURS } from './start.js';

/** A broadcast that somebody may still do something about, without what it says. */
export interface OpenBroadcast {
  id: number;
  kind: BroadcastKind;
  state: 'draft' | 'approved' | 'running' | 'paused' | 'held';
  audience: string;
  boundPlace: string | null;
  at: Date | null;
  createdBy: string;
  campaign: string | null;
  heldReason: string | null;
  sentBackBy: string | null;
  sentBackReason: string | null;
}

/** More than anybody goes through by hand; the newest come first. */
const MOST = 2_000;

/** What runs, waits, is stopped or has its time still before it and concerns that place alone (null: all of it), the oldest first. */
export async function readOpenBroadcasts(
  on: Sql,
  places: PlaceFinder,
  { place, now }: { place: string | null; now: Date },
): Promise<OpenBroadcast[]> {
  const { rows } = await queryable(on).query<OpenBroadcast>(OPEN, [now, USELESS_AFTER_HOURS, MOST]);
  return rows.filter((row) => concerns(places, row, place)).reverse();
}

/** What has finished in the last day and concerns that place alone, the latest first. */
export async function readJustFinished(
  on: Sql,
  places: PlaceFinder,
  { place, now }: { place: string | null; now: Date },
): Promise<Pick<OpenBroadcast, 'id' | 'audience' | 'boundPlace'>[]> {
  const { rows } = await queryable(on).query<Pick<OpenBroadcast, 'id' | 'audience' | 'boundPlace'>>(
    `select id, audience, bound_place as "boundPlace" from broadcast
      where state = 'finished' and finished_at > $1::timestamptz - interval '1 day' order by finished_at desc limit 200`,
    [now],
  );
  return rows.filter((row) => concerns(places, row, place));
}

/** A draft whose end has passed reaches nobody any more: it waits for nothing. */
const OPEN = `
  select id, kind, state, audience, bound_place as "boundPlace", at, created_by as "createdBy", campaign,
         held_reason as "heldReason", sent_back_by as "sentBackBy", sent_back_reason as "sentBackReason"
    from broadcast
   where state in ('approved', 'running', 'paused', 'held')
      or (state = 'draft' and coalesce(until, at + $2 * interval '1 hour', 'infinity') > $1)
   order by id desc limit $3`;
