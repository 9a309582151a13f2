import type { PlaceFinder } from '../findPlace.js';
import { byCampaign, EVERYWHERE, placeTotals } from '../placeTotals.js';
import { queryable, type Sql } from '../queryable.js';
import { showable } from './showable.js';

/** What a place came to in a campaign. Null: not shown, because it would be about fewer than ten people. */
export interface QuizResult {
  /** A code; empty is everywhere. */
  place: string;
  /** Finished at least one sitting. */
  persons: number;
  sittings: number;
  /** Finished at least two sittings of one quiz: those whose first and last can be compared. */
  compared: number | null;
  /** Per cent of right answers in their first and in their last sitting, and the difference. */
  firstPercent: number | null;
  lastPercent: number | null;
  change: number | null;
}

export interface CampaignResults {
  /** `name/year`; empty for sittings that were begun from no campaign. */
  campaign: string;
  results: QuizResult[];
  /** Places with somebody in them that are not shown. */
  hiddenPlaces: number;
}

interface Figures {
  persons: number;
  sittings: number;
  compared: number;
  firstRight: number;
  firstAsked: number;
  lastRight: number;
  lastAsked: number;
}

/**
 * First and last sitting of each person in each campaign, by place: what they knew when they began and what they know now. Only sums
 * leave this file, and only such as are about ten people or more (`showable`); both the people who took part and the people who can
 * be compared are looked at so. There is no sum over campaigns, which would tell of those who were in only one.
 */
export async function quizResults(on: Sql, places: PlaceFinder): Promise<CampaignResults[]> {
  const { rows } = await queryable(on).query<Figures & { campaign: string; place: string }>(RESULTS);
  return byCampaign(rows).map(([campaign, of]) => {
    const totals = placeTotals(
      of.map(({ place, campaign: _, ...figures }) => ({ place, figures })),
      places,
      add,
    );
    const those = (people: (figures: Figures) => number): Set<string> =>
      showable(totals.map(({ code, parent, figures }) => ({ code, parent, people: people(figures) })));
    const [tookPart, canBeCompared] = [those(({ persons }) => persons), those(({ compared }) => compared)];
    const shown = totals.filter(({ code }) => tookPart.has(code));
    return {
      campaign,
      results: shown.map(({ code, figures }) => resultOf(code, figures, canBeCompared.has(code))),
      hiddenPlaces:
        totals.filter(({ code }) => code !== EVERYWHERE).length -
        shown.filter(({ code }) => code !== EVERYWHERE).length,
    };
  });
}

function resultOf(place: string, figures: Figures, canBeCompared: boolean): QuizResult {
  const { persons, sittings, compared, firstRight, firstAsked, lastRight, lastAsked } = figures;
  if (!canBeCompared)
    return { place, persons, sittings, compared: null, firstPercent: null, lastPercent: null, change: null };
  const [first, last] = [Math.round((100 * firstRight) / firstAsked), Math.round((100 * lastRight) / lastAsked)];
  return { place, persons, sittings, compared, firstPercent: first, lastPercent: last, change: last - first };
}

const add = (a: Figures, b: Figures): Figures => ({
  persons: a.persons + b.persons,
  sittings: a.sittings + b.sittings,
  compared: a.compared + b.compared,
  firstRight: a.firstRight + b.firstRight,
  firstAsked: a.firstAsked + b.firstAsked,
  lastRight: a.lastRight + b.lastRight,
  lastAsked: a.lastAsked + b.lastAsked,
});

const RESULTS = `
  with finished as (
    select contact_id, campaign, score, cardinality(questions) as asked,
           row_number() over (partition by campaign, contact_id, quiz order by ended_at, id) as nth,
           count(*) over (partition by campaign, contact_id, quiz) as times
      from quiz_sitting where ended_at is not null and contact_id is not null
  ), person as (
    select campaign, contact_id, count(*) as sittings, bool_or(times > 1) as compared,
           coalesce(sum(score) filter (where times > 1 and nth = 1), 0) as first_right,
           coalesce(sum(asked) filter (where times > 1 and nth = 1), 0) as first_asked,
           coalesce(sum(score) filter (where times > 1 and nth = times), 0) as last_right,
           coalesce(sum(asked) filter (where times > 1 and nth = times), 0) as last_asked
      from finished group by campaign, contact_id
  )
  select p.campaign, c.place, count(*)::int as persons, sum(p.sittings)::int as sittings,
         count(*) filter (where p.compared)::int as compared,
         sum(p.first_right)::int as "firstRight", sum(p.first_asked)::int as "firstAsked",
         sum(p.last_right)::int as "lastRight", sum(p.last_asked)::int as "lastAsked"
    from person p join contact c on c.id = p.contact_id
   group by p.campaign, c.place order by p.campaign, c.place`;
