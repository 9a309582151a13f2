import { HOUR_MS } from '../../base/clock.js';
import type { Database } from '../../prisma/database.js';
import type { NewUpdate } from './store.js';

/** Begins the number of what is stored here; no platform's updates begin so. */
export const DECIDED = 'decided-';

/** A decision that nobody could be told for so long is read when the official next looks. */
const LOOK_BACK_MS = 3 * 24 * HOUR_MS;

/**
 * Hands decisions of the standing agency on to whoever reported or asked, as something to be answered in their chat: stored
 * with the updates, and so told once, in order with the rest of the chat, and again where telling surely failed. What is
 * decided at a time comes in one message. One statement marks a decision and stores the telling, so neither is without the other.
 * Who is not reached in any chat reads it when they look. Gives what was stored, for the queue.
 */
export async function handDecisionsOn(db: Database, now: Date): Promise<NewUpdate[]> {
  const { rows } = await db.pool.query<NewUpdate>(HAND_ON, [new Date(now.getTime() - LOOK_BACK_MS), DECIDED]);
  return rows;
}

/**
 * By number, a little before the last one that was handed on, because what has the lower number may be committed later. In a database that
 * has been moved nobody is told anything until somebody has vouched for it. The agency may have changed since, or the official left: then it is no concern of theirs.
 */
const HAND_ON = `
  with fresh as (
    select e.id, e.obligation_id, o.agency_id from obligation_event e join obligation o on o.id = e.obligation_id
     where e.id > coalesce((select max(event_id) from decision_told), 0) - 1000 and e.at > $1
       and e.kind in ('confirmed', 'sent-back', 'extension-granted', 'extension-refused')
       and not exists (select from decision_told d where d.event_id = e.id)
       and not exists (select from home where held_at is not null)
  ), marked as (
    insert into decision_told (event_id) select id from fresh on conflict do nothing returning event_id
  ), whose as (
    select f.id, (select p.contact_id from obligation_event r join official p on p.id = r.official_id
                   where r.obligation_id = f.obligation_id and r.id < f.id and r.kind in ('reported', 'amended', 'extension-asked')
                     and p.left_at is null and p.agency_id = f.agency_id order by r.id desc limit 1) as contact_id
      from fresh f join marked m on m.event_id = f.id
  ), chats as (
    select distinct on (a.contact_id) a.contact_id, a.channel, a.external_id from address a
     where a.contact_id in (select contact_id from whose) and a.state = 'active'
     order by a.contact_id, a.heard_at desc nulls last, a.id
  )
  insert into inbound (channel, update_id, chat, body)
  select c.channel, $2 || c.contact_id || '-' || max(w.id), c.external_id, jsonb_build_object('decided', jsonb_agg(w.id order by w.id))
    from whose w join chats c on c.contact_id = w.contact_id
   group by c.contact_id, c.channel, c.external_id
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;
