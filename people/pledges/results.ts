import type { PlaceFinder } from '../findPlace.js';
import { byCampaign, EVERYWHERE, placeTotals } from '../placeTotals.js';
import { queryable, type Sql } from '../queryable.js';
import { showable } from '../quizzes/showable.js';
import { PLEDGE_KINDS, type PledgeKind } from './pledge.js';

/** Pledges of a kind, and how many people those who gave them say they are for. Null: not shown, because it would be about fewer than ten. */
export interface PledgeCount {
  pledges: number | null;
  /** Nobody has counted them; 0 for persons. */
  selfDeclaredPeople: number | null;
}

export interface PledgeResult {
  /** A code; empty is everywhere. */
  place: string;
  kinds: Record<PledgeKind, PledgeCount>;
}

export interface CampaignPledges {
  /** `name/year`; empty for pledges that were given from no campaign. */
  campaign: string;
  results: PledgeResult[];
  /** Places with pledges of which nothing is shown. */
  hiddenPlaces: number;
}

/** A pledge of a person or a family is about somebody who may be known by it; a class and a business pledge in the open. */
const OF_PEOPLE: readonly PledgeKind[] = ['person', 'family'];

/**
 * Pledges by campaign, place and kind, in sums up the tree of places. What people say of how many they are never mixes with what was counted.
 * Pledges of persons and of families are shown only from ten on, and only where no smaller figure can be worked out (`showable`).
 */
export async function pledgeResults(on: Sql, places: PlaceFinder): Promise<CampaignPledges[]> {
  const { rows } = await queryable(on).query<{
    campaign: string;
    place: string;
    kind: PledgeKind;
    pledges: number;
    people: number;
  }>(
    `select p.campaign, c.place, p.kind, count(*)::int as pledges, coalesce(sum(p.people), 0)::int as people
       from pledge p join contact c on c.id = p.contact_id group by p.campaign, c.place, p.kind order by p.campaign`,
  );
  return byCampaign(rows).map(([campaign, of]) => {
    const totals = placeTotals(
      of.map(({ place, kind, pledges, people }) => ({
        place,
        figures: { ...none(), [kind]: { pledges, selfDeclaredPeople: people } },
      })),
      places,
      add,
    );
    const shown = new Map(
      OF_PEOPLE.map((kind) => [
        kind,
        showable(totals.map(({ code, parent, figures }) => ({ code, parent, people: figures[kind].pledges }))),
      ]),
    );
    const results = totals
      .map(({ code, figures }): PledgeResult => {
        const count = (kind: PledgeKind): PledgeCount =>
          shown.get(kind)?.has(code) === false ? HIDDEN : figures[kind];
        const kinds = {
          person: count('person'),
          family: count('family'),
          class: count('class'),
          business: count('business'),
        };
        return { place: code, kinds };
      })
      .filter(({ kinds }) => PLEDGE_KINDS.some((kind) => (kinds[kind].pledges ?? 0) > 0));
    const placesIn = (codes: readonly string[]): number => codes.filter((code) => code !== EVERYWHERE).length;
    const hiddenPlaces = placesIn(totals.map(({ code }) => code)) - placesIn(results.map(({ place }) => place));
    return { campaign, results, hiddenPlaces };
  });
}

const HIDDEN: PledgeCount = { pledges: null, selfDeclaredPeople: null };

interface Counted {
  pledges: number;
  selfDeclaredPeople: number;
}
type Kinds = Record<PledgeKind, Counted>;

const zero = (): Counted => ({ pledges: 0, selfDeclaredPeople: 0 });
const none = (): Kinds => ({ person: zero(), family: zero(), class: zero(), business: zero() });

function add(a: Kinds, b: Kinds): Kinds {
  const sum = none();
  for (const kind of PLEDGE_KINDS) {
    sum[kind] = {
      pledges: a[kind].pledges + b[kind].pledges,
      selfDeclaredPeople: a[kind].selfDeclaredPeople + b[kind].selfDeclaredPeople,
    };
  }
  return sum;
}
