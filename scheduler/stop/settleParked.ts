import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { refusal } from '../broadcast/find.js';
import type { By } from '../broadcast/verbs.js';
import { lockCaps } from '../cap/hadTheirShare.js';
import { recheckCap } from '../cap/recheckCap.js';
import { readParked, WITHIN } from './parked.js';
import { PLACE_STOPPED } from './stopped.js';

/**
 * Lets the parked people of a broadcast ($2) go on. What a lane's cursor has passed comes back behind it, the rest ahead of it, as if it
 * had never been parked: repair relies on what lies ahead never having been leased. Whose place is still stopped stays.
 */
const RELEASE = `
with back as (
  update delivery d
     set reason = null, retry_at = case when d.seq <= coalesce((select l.cursor from broadcast_lane l
           where l.broadcast_id = $2 and l.channel = d.channel and l.ends >= d.seq order by l.part limit 1), 0) then now() end
    from contact c, broadcast b
   where b.id = $2 and d.month = b.month and d.broadcast_id = $2 and d.state = 'waiting' and d.retry_at = 'infinity'
     and d.reason = '${PLACE_STOPPED}' and c.id = d.contact_id and ${WITHIN}
     and not exists (select from place_stop s join place at on at.code = c.place
                      where s.lifted_at is null and (s.nudges or b.kind <> 'nudge') and '/' || at.path like '%/' || s.place || '/%')
  returning d.channel
), woken as (
  update broadcast_lane l set work_at = now(), drained = false
   where l.broadcast_id = $2 and l.channel in (select channel from back)
)
select count(*)::int as n from back`;

/** Ends them for the parked people of a broadcast: skipped, with the reason. */
const DROP = `
with dropped as (
  update delivery d set state = 'skipped', retry_at = null
    from contact c, broadcast b
   where b.id = $2 and d.month = b.month and d.broadcast_id = $2 and d.state = 'waiting' and d.retry_at = 'infinity'
     and d.reason = '${PLACE_STOPPED}' and c.id = d.contact_id and ${WITHIN}
  returning 1
)
select count(*)::int as n from dropped`;

const RELEASE_ARTICLES = `
update mass_post set state = coalesce(held_from, 'approved'), held_from = null, reason = null, next_at = now()
 where state = 'held' and reason = '${PLACE_STOPPED}' and not exists (select from place_stop where lifted_at is null)`;
const DROP_ARTICLES = `
update mass_post set state = 'cancelled', budget_day = null, finished_at = now(), held_from = null, next_at = now(), tries = 0
 where state = 'held' and reason = '${PLACE_STOPPED}'`;

export interface Settled {
  broadcast: number;
  people: number;
}

/**
 * Releases or drops what a stop left standing: of these broadcasts, or of all, for the people within a place (null: everywhere). Whoever has
 * had their share of awareness meanwhile is skipped as on any other way back. With all of them, everywhere, go the articles that were held. Throws InputError.
 */
export async function settleParked(
  db: Database,
  verb: 'release' | 'drop',
  of: { broadcasts: readonly number[] | 'all'; place: string | null },
  by: By & { name: string },
): Promise<Settled[]> {
  return inTransaction(db, async (client) => {
    const staff = await requireStaff(client, by.name, 'place.lift', { locale: by.locale, place: of.place });
    await lockCaps(client);
    const parked = await readParked(client, of.place);
    const wanted = of.broadcasts === 'all' ? parked.map(({ broadcast }) => broadcast) : of.broadcasts;
    const unknown = wanted.find((id) => !parked.some(({ broadcast }) => broadcast === id));
    if (unknown !== undefined)
      throw refusal('not-parked', by.say, 'stops:notParked', 'stops:notParkedMend', { id: unknown });
    const settled: Settled[] = [];
    for (const broadcast of wanted) {
      const { rows } = await client.query<{ n: number }>(verb === 'release' ? RELEASE : DROP, [of.place, broadcast]);
      if (verb === 'release') await recheckCap(client, broadcast);
      settled.push({ broadcast, people: rows[0]?.n ?? 0 });
    }
    if (of.broadcasts === 'all' && of.place === null)
      await client.query(verb === 'release' ? RELEASE_ARTICLES : DROP_ARTICLES);
    const people = settled.reduce((sum, one) => sum + one.people, 0);
    for (const { broadcast, people: n } of settled.filter(({ people: some }) => some > 0))
      await appendAudit(client, {
        at: by.clock.now(),
        actor: staff.name,
        action: `place.${verb}`,
        subject: `broadcast:${broadcast}`,
        detail: { place: of.place, people: n, of: people },
      });
    return settled;
  });
}
