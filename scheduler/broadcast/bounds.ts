import { InputError } from '../../base/errors.js';
import type { Audience } from '../../people/audience/audience.js';
import { parseAudience } from '../../people/audience/parseAudience.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { StaffVerb } from '../../people/permissions.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';
import { isPersonal } from './personal.js';

/**
 * The member of staff who may do that to this broadcast: by their role, and by their place, which must hold everybody
 * whom the broadcast can reach, be it by the bound of who made it or by its rule. Throws InputError.
 */
export async function requireStaffFor(
  db: Database,
  name: string,
  verb: StaffVerb,
  broadcast: Pick<Broadcast, 'audience' | 'boundPlace'>,
  locale: string,
): Promise<{ name: string }> {
  const staff = await requireStaff(db, name, verb, { locale });
  if (staff.place === null) return staff;
  // A run of nudges goes to officials of every place.
  if (isPersonal(broadcast.audience)) return requireStaff(db, name, verb, { locale, place: null });
  const places = await loadPlaceFinder(db);
  if (staysWithin(places, parseAudience(broadcast.audience, { places, locale }), staff.place)) return staff;
  return requireStaff(db, name, verb, { locale, place: broadcast.boundPlace });
}

/** The same of any broadcast, for lists: whether it concerns who is bounded by that place, and nobody beyond it. Null bounds nothing. */
export function concerns(
  places: PlaceFinder,
  { audience, boundPlace }: Pick<Broadcast, 'audience' | 'boundPlace'>,
  place: string | null,
): boolean {
  if (place === null) return true;
  if (isPersonal(audience)) return false;
  if (liesIn(places, boundPlace, place)) return true;
  try {
    return staysWithin(places, parseAudience(audience, { places }), place);
  } catch (error) {
    // One rule that names a place that is no more must not take the whole list away from everybody else.
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Whether a rule cannot match anybody outside a place, whoever joins later: read off the rule, not off today's contacts. */
function staysWithin(places: PlaceFinder, rule: Audience, place: string): boolean {
  switch (rule.type) {
    case 'place':
      return liesIn(places, rule.code, place);
    case 'and':
      return rule.of.some((member) => staysWithin(places, member, place));
    case 'or':
      return rule.of.every((member) => staysWithin(places, member, place));
    default:
      return false;
  }
}

const liesIn = (places: PlaceFinder, code: string | null, place: string): boolean =>
  code !== null && (places.byCode(code)?.path.split('/').includes(place) ?? false);
