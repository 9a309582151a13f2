import type { MassStep } from '../../base/crash.js';
import type { Database } from '../../prisma/database.js';
import { USELESS_AFTER_HOURS } from '../broadcast/start.js';
import type { MassRow } from './row.js';

/** Longer than any call lasts: whoever claims after it finds nothing of another's under way. */
export const MASS_LEASE_S = 60;

/** When it has become useless; null while nobody knows when it will be due. */
export const MASS_END = `coalesce(p.until, p.due_at + interval '${USELESS_AFTER_HOURS} hours')`;

/** Some of whom it goes to are in a place that is stopped; the platform cannot leave them out, so it waits as a whole. */
const ARTICLE_STOPPED = `exists (select from place_stop stop join place at on at.code = stop.place
   where stop.lifted_at is null and (jsonb_typeof(p.target -> 'provinces') <> 'array' or p.target -> 'provinces' ? split_part(at.path, '/', 1)))`;

/**
 * Takes the article that has waited longest for its next step, so that no other process does the same: committed before
 * the call. Nothing is taken while the account is refused or silent, while a place it goes to is stopped, while the database is not at home, past the end, or
 * at an hour ($2) at which what would make it visible may not be done. Taking one again whose lease ran out is
 * harmless: every step taken here may be done twice; the one that may not is in `spend.ts`.
 */
const CLAIM = `
with due as (
  select p.id from mass_post p join sender s on s.id = p.sender
   where p.sender = $1 and p.next_at <= now() and (p.lease_until is null or p.lease_until <= now())
     and s.stopped_at is null and coalesce(s.not_before, '-infinity') <= now()
     and not exists (select from home where held_at is not null)
     and (p.state in ('approved', 'creating') and coalesce(${MASS_END}, 'infinity') > now()
          or p.state in ('ready', 'publishing') and p.due_at <= now() and $2 and ${MASS_END} > now() and not ${ARTICLE_STOPPED}
          or p.state in ('cancelled', 'rejected', 'expired') and p.article_id is not null
             and p.sent_at is null and p.reported_at is null and p.removed_at is null)
   order by p.next_at, p.id limit 1 for update of p skip locked)
update mass_post p
   set lease_token = gen_random_uuid(), lease_until = now() + interval '${MASS_LEASE_S} seconds', tries = p.tries + 1,
       state = case p.state when 'approved' then 'creating'::mass_state when 'ready' then 'publishing' else p.state end
  from due where p.id = due.id
returning p.id, p.state, p.sender, p.article, p.address, p.target, p.ticket, p.article_id as "articleId",
          p.shown_at as "shownAt", p.lease_token as "leaseToken", p.tries`;

export async function claimMassPost(db: Database, sender: string, isOpen: boolean): Promise<MassRow | null> {
  const { rows } = await db.pool.query<MassRow>(CLAIM, [sender, isOpen]);
  return rows[0] ?? null;
}

/** What is to be done with a claimed article, by what is known of it. */
export function stepOf({ state, ticket, shownAt }: MassRow): MassStep | 'remove' {
  if (state === 'creating') return ticket === null ? 'create' : 'verify';
  if (state !== 'publishing') return 'remove';
  if (ticket !== null) return 'recheck';
  return shownAt === null ? 'show' : 'broadcast';
}
