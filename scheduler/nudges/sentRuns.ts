import { queryable, type Sql } from '../../people/queryable.js';
import type { MadeRun } from './lastRun.js';

/** A run that was made, with everybody it told. Of one that ended more than 90 days ago only the counts are left. */
export interface SentRun extends Pick<MadeRun, 'day' | 'broadcast' | 'persons' | 'rungs' | 'unreached'> {
  plannedAt: Date;
  told: {
    contact: string;
    name: string;
    agencies: string;
    /** Tasks that this message told of and no later one has. */
    tasks: number;
    /** `planned`: its deliveries are not laid out yet. */
    state: 'planned' | 'waiting' | 'sending' | 'sent' | 'failed' | 'skipped' | 'expired' | 'unknown';
    /** Null where it was erased with its person. */
    message: string | null;
  }[];
}

const SENT = `
select r.on_day::text as day, r.broadcast_id::text as broadcast, r.planned_at as "plannedAt", r.persons, r.rungs, r.unreached, coalesce(t.told, '[]') as told
  from nudge_run r left join lateral (
    select jsonb_agg(jsonb_build_object('contact', g.contact_id::text, 'name', coalesce(o.name, ''), 'agencies', coalesce(o.agencies, ''),
             'tasks', (select count(distinct n.obligation_id) from nudge_rung n where n.month = g.month and n.broadcast_id = g.broadcast_id and n.contact_id = g.contact_id),
             'state', coalesce(d.state::text, 'planned'), 'message', (select p.value -> 0 -> 'body' ->> 'text' from jsonb_each(g.message) p limit 1)) order by g.contact_id) as told
      from nudge_digest g
      left join delivery d on d.month = g.month and d.broadcast_id = g.broadcast_id and d.contact_id = g.contact_id
      left join lateral (select min(f.name) as name, string_agg(distinct a.name, ', ') as agencies from official f join agency a on a.id = f.agency_id
                          where f.contact_id = g.contact_id) o on true
     where g.month = r.month and g.broadcast_id = r.broadcast_id) t on true
 where r.on_day between $1::date and $2::date order by r.on_day`;

/** The runs that were made from one day to another; one statement. */
export async function readSent(on: Sql, from: string, to: string): Promise<SentRun[]> {
  const { rows } = await queryable(on).query<SentRun>(SENT, [from, to]);
  return rows;
}
