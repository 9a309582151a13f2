import type { PlaceFinder } from '../findPlace.js';
import { byCampaign, placeTotals } from '../placeTotals.js';
import { queryable, type Sql } from '../queryable.js';
import { PLEDGE_KINDS, type PledgeKind } from './pledge.js';

/** Pledges of a kind, and how many people those who gave them say they are for. */
export interface PledgeCount {
  pledges: number;
  /** Nobody has counted them; 0 for persons. */
  selfDeclaredPeople: number;
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
}

/** Pledges by campaign, place and kind, in sums up the tree of places. What people say of how many they are never mixes with what was counted. */
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
  return byCampaign(rows).map(([campaign, of]) => ({
    campaign,
    results: placeTotals(
      of.map(({ place, kind, pledges, people }) => ({
        place,
        figures: { ...none(), [kind]: { pledges, selfDeclaredPeople: people } },
      })),
      places,
      add,
    ).map(({ code, figures }) => ({ place: code, kinds: figures })),
  }));
}

type Kinds = Record<PledgeKind, PledgeCount>;

const zero = (): PledgeCount => ({ pledges: 0, selfDeclaredPeople: 0 });
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
