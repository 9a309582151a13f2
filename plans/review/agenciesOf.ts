import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { type Agency, findAgency, listAgencies } from '../../people/agencies/agency.js';
import { ensureAgency, ensureCommuneCommittees } from '../../people/agencies/ensureAgency.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import type { Place } from '../../people/places.js';
import { type Queryable, queryable } from '../../people/queryable.js';
import type { Member } from './bodies.js';
import type { Decision } from './decision.js';

/** The agencies that a decision about a body means, made where they are to be made. Throws InputError where it cannot be done. */
export async function agenciesOf(
  client: Queryable,
  decision: Decision,
  at: { place: Place | null; places: PlaceFinder; say: Translate },
): Promise<number[]> {
  switch (decision.do) {
    case 'agencies':
      return decision.ids;
    case 'names': {
      const place = required(at.place, at.say);
      const known = await listAgencies(client, place.code);
      const ids: number[] = [];
      for (const name of decision.names) {
        const found = findAgency(known, name, at.places);
        ids.push(found?.id ?? (await ensureAgency(client, { name, place, parentId: null, aliases: [] })).id);
      }
      return ids;
    }
    case 'members': {
      const place = required(at.place, at.say);
      const communes = decision.members.includes('commune') ? await committees(client, place) : [];
      const members = membersAmong(await listAgencies(client, place.code), decision.members);
      const ids = [...members.map((agency) => agency.id), ...communes];
      if (ids.length === 0)
        throw new InputError('no-members', [
          argumentFault(at.say('review:fault.noMembers'), at.say('review:fault.noMembersMend')),
        ]);
      return ids;
    }
    default:
      return [];
  }
}

/** The agencies of a list that a class addresses; closed ones are nobody. */
function membersAmong(agencies: readonly Agency[], members: readonly Member[]): Agency[] {
  const kinds: readonly string[] = members;
  return agencies.filter((agency) => !agency.closed && kinds.includes(agency.kind));
}

/** The committees of the communes below a province; a commune has none below it. */
async function committees(client: Queryable, place: Place): Promise<number[]> {
  if (place.parent !== null) return [];
  return ensureCommuneCommittees(client, await communesOf(client, place.code));
}

export async function communesOf(client: Queryable, province: string): Promise<Place[]> {
  const { rows } = await queryable(client).query<Place>(
    `select code, parent, name, short_name as "shortName", kind, fold_key as "foldKey", path
       from place where parent = $1 and kind in ('xã', 'phường', 'đặc khu') order by code`,
    [province],
  );
  return rows;
}

function required(place: Place | null, say: Translate): Place {
  if (place !== null) return place;
  throw new InputError('place-first', [
    argumentFault(say('review:fault.placeFirst'), say('review:fault.placeFirstMend')),
  ]);
}
