import type { PlaceFinder } from '../findPlace.js';
import { queryable, type Sql } from '../queryable.js';
import { agencyKey } from './agencyKey.js';
import type { AgencyKind } from './agencyKind.js';

/** A body that plans give work to. */
export interface Agency {
  id: number;
  name: string;
  key: string;
  /** Code of the place it belongs to: a province for "Sở Y tế", a commune for its own bodies. */
  place: string;
  parentId: number | null;
  kind: AgencyKind;
  aliases: string[];
  aliasKeys: string[];
  /** Closed; its work went to the successor. */
  closed: boolean;
  successorId: number | null;
}

/** The bodies of a place, or all of them; by name. */
export async function listAgencies(on: Sql, place: string | null): Promise<Agency[]> {
  const { rows } = await queryable(on).query<Agency>(
    `select id, name, key, place, parent_id as "parentId", kind, aliases, alias_keys as "aliasKeys",
            defunct_at is not null as closed, successor_id as "successorId"
       from agency where $1::text is null or place = $1 order by place, name, id`,
    [place],
  );
  return rows;
}

/** The body of a list that bears that name or goes by it; where it is closed, its successor. */
export function findAgency(among: readonly Agency[], name: string, places: PlaceFinder): Agency | null {
  const found = among.find((agency) => {
    const key = agencyKey(name, places.byCode(agency.place)?.shortName ?? null);
    return agency.key === key || agency.aliasKeys.includes(key);
  });
  if (found === undefined) return null;
  return found.successorId === null ? found : (among.find((agency) => agency.id === found.successorId) ?? found);
}

/** The body whose name comes closest by its words, or null where none comes close: a proposal, never an answer. */
export function nearestAgency<Named extends { key: string }>(among: readonly Named[], key: string): Named | null {
  let best: Named | null = null;
  let most = NEAR;
  for (const agency of among) {
    const share = sharedWords(agency.key, key);
    if (share > most) [best, most] = [agency, share];
  }
  return best;
}

/** Share of words that two names have in common. "phong kinh te" and "phong kinh te ha tang do thi" are not the same. */
const NEAR = 0.7;

function sharedWords(a: string, b: string): number {
  const [first, second] = [a.split(' '), b.split(' ')];
  const rest = [...second];
  let common = 0;
  for (const word of first) {
    const at = rest.indexOf(word);
    if (at === -1) continue;
    rest.splice(at, 1);
    common += 1;
  }
  // Departments differ by their field: the head and one word in common say little.
  return (2 * common) / (first.length + second.length);
}
