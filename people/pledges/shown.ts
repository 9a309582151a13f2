import type { PlaceFinder } from '../findPlace.js';
import { placeTotals } from '../placeTotals.js';
import { queryable, type Sql } from '../queryable.js';
import { showable } from '../quizzes/showable.js';

/** How many pledges were given in a campaign, by place with everything below it; only where ten people or more gave one (`showable`). */
export async function shownPledges(on: Sql, places: PlaceFinder, campaign: string): Promise<Map<string, number>> {
  const { rows } = await queryable(on).query<{ place: string; people: number; pledges: number }>(
    `select c.place, count(distinct c.id)::int as people, count(*)::int as pledges
       from pledge p join contact c on c.id = p.contact_id where p.campaign = $1 group by c.place`,
    [campaign],
  );
  const totals = placeTotals(
    rows.map(({ place, people, pledges }) => ({ place, figures: { people, pledges } })),
    places,
    (a, b) => ({ people: a.people + b.people, pledges: a.pledges + b.pledges }),
  );
  const shown = showable(totals.map(({ code, parent, figures }) => ({ code, parent, people: figures.people })));
  return new Map(totals.filter(({ code }) => shown.has(code)).map(({ code, figures }) => [code, figures.pledges]));
}
