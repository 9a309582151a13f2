import { HOUR_MS } from '../../base/clock.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { PERMISSIONS } from '../../people/permissions.js';
import type { Database } from '../../prisma/database.js';
import { concerns } from '../broadcast/bounds.js';
import type { NewUpdate } from './store.js';

/** Begins the number of what is stored here; no platform's updates begin so. */
export const STAFF_TOLD = 'staff-told-';

/** What staff are told of unasked: a draft waits for the second person, a draft came back to who wrote it. */
export type StaffNews = 'waiting' | 'sent-back';

/** What nobody could be told for so long is read when they next look. */
const LOOK_BACK_MS = 3 * 24 * HOUR_MS;

/**
 * Tells approvers in their chats that something waits for them, and authors that theirs was sent back: as something to be answered in the
 * chat, stored with the updates, so that it is told once, in order with the rest of the chat, and again where telling surely failed.
 * Only whoever may approve it is told, by role and place, and not who wrote it; somebody with several chats in the one they used last. What
 * comes together is one message. One statement marks what was told and stores the telling, so that neither is without the other.
 */
export async function handToStaff(db: Database, now: Date): Promise<NewUpdate[]> {
  const { rows: fresh } = await db.pool.query<Fresh>(FRESH, [new Date(now.getTime() - LOOK_BACK_MS), now]);
  if (fresh.length === 0) return [];
  const places = await loadPlaceFinder(db);
  const { rows: chats } = await db.pool.query<LinkedChat>(CHATS);
  const told = fresh.flatMap(({ id, what, createdBy, audience, boundPlace }) => {
    const whom = chats.filter(({ name, role, place }) => {
      if (what === 'sent-back') return name === createdBy;
      const may = PERMISSIONS['broadcast.approve'].some((allowed) => allowed === role);
      return may && name !== createdBy && concerns(places, { audience, boundPlace }, place);
    });
    return whom.map(({ channel, externalId }) => ({ id, what, channel, externalId }));
  });
  const { rows } = await db.pool.query<NewUpdate>(TELL, [
    fresh.map(({ id }) => id),
    fresh.map(({ what }) => what),
    told.map(({ id }) => id),
    told.map(({ what }) => what),
    told.map(({ channel }) => channel),
    told.map(({ externalId }) => externalId),
    STAFF_TOLD,
  ]);
  return rows;
}

interface Fresh {
  id: number;
  what: StaffNews;
  createdBy: string;
  audience: string;
  boundPlace: string | null;
}

/** In a database that has been moved nobody is told anything until somebody has vouched for it. What is useless by now waits for nobody. */
const FRESH = `
  select b.id, n.what, b.created_by as "createdBy", b.audience, b.bound_place as "boundPlace"
    from broadcast b cross join lateral (select case when b.sent_back_at is null then 'waiting' else 'sent-back' end as what) n
   where b.state = 'draft' and coalesce(b.sent_back_at, b.created_at) > $1 and coalesce(b.until, 'infinity') > $2
     and not exists (select from staff_told t where t.broadcast_id = b.id and t.what = n.what)
     and not exists (select from home where held_at is not null)
   order by b.id limit 200`;

interface LinkedChat {
  name: string;
  role: string;
  place: string | null;
  channel: string;
  externalId: string;
}

/** One chat for each: the one from which something came last, else the one that was linked last. */
const CHATS = `
  select distinct on (s.id) s.name, s.role::text as role, s.place, c.channel, c.external_id as "externalId"
    from staff s join staff_chat c on c.staff_id = s.id
   where s.disabled_at is null and c.linked_at is not null and c.unlinked_at is null
   order by s.id, (select max(i.received_at) from inbound i where i.channel = c.channel and i.chat = c.external_id) desc nulls last, c.id desc`;

/** Whoever comes second finds it marked and stores nothing. */
const TELL = `
  with marked as (
    insert into staff_told (broadcast_id, what) select * from unnest($1::int[], $2::text[])
    on conflict do nothing returning broadcast_id, what
  ), told as (
    select t.* from unnest($3::int[], $4::text[], $5::text[], $6::text[]) t(id, what, channel, chat)
      join marked m on m.broadcast_id = t.id and m.what = t.what
  )
  insert into inbound (channel, update_id, chat, body)
  select channel, $7 || what || '-' || max(id) || '-' || chat, chat, jsonb_build_object('staff', what, 'broadcasts', jsonb_agg(id order by id))
    from told group by channel, chat, what
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;
