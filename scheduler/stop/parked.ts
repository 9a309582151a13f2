import { queryable, type Sql } from '../../people/queryable.js';
import { PLACE_STOPPED } from './stopped.js';

/** What stands still because of a stop and waits for a word: a broadcast with its people, or an article. */
export interface Parked {
  broadcast: number;
  people: number;
  at: Date | null;
  until: Date | null;
  campaign: string | null;
  /** Still stopped: these cannot be released before the stop is lifted. */
  stillStopped: number;
}

/** A person's place (contact `c`) lies within place $1; null is everywhere. */
export const WITHIN = `($1::text is null or exists (select from place p where p.code = c.place and '/' || p.path like '%/' || $1 || '/%'))`;

const PARKED = `
select b.id as broadcast, count(*)::int as people, coalesce(b.at, b.started_at) as at, b.until, b.campaign || '/' || b.campaign_item as campaign,
       count(*) filter (where exists (select from place_stop s join place p on p.code = c.place
                         where s.lifted_at is null and (s.nudges or b.kind <> 'nudge') and '/' || p.path like '%/' || s.place || '/%'))::int as "stillStopped"
  from broadcast b join delivery d on d.month = b.month and d.broadcast_id = b.id join contact c on c.id = d.contact_id
 where b.fanned_out_at is not null and b.finished_at is null and b.state in ('running', 'paused', 'held')
   and d.retry_at = 'infinity' and d.state = 'waiting' and d.reason = '${PLACE_STOPPED}' and ${WITHIN}
 group by b.id order by b.id`;

/** Broadcasts with people who were not sent to because their place was stopped; within a place, null is everywhere. */
export async function readParked(on: Sql, place: string | null): Promise<Parked[]> {
  const { rows } = await queryable(on).query<Parked>(PARKED, [place]);
  return rows;
}
