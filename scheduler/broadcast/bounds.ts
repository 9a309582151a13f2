import type { Audience } from '../../people/audience/audience.js';
import { readAudience } from '../../people/audience/readAudience.js';
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
  if (await staysWithin(db, await readAudience(db, broadcast.audience, locale), staff.place)) return staff;
  return requireStaff(db, name, verb, { locale, place: broadcast.boundPlace });
}

/** Whether a rule cannot match anybody outside a place, whoever joins later: read off the rule, not off today's contacts. */
async function staysWithin(db: Database, rule: Audience, place: string): Promise<boolean> {
  switch (rule.type) {
    case 'place': {
      const found = await db.prisma.place.findUnique({ where: { code: rule.code }, select: { path: true } });
      return found?.path.split('/').includes(place) ?? false;
    }
    case 'and':
      for (const member of rule.of) if (await staysWithin(db, member, place)) return true;
      return false;
    case 'or':
      for (const member of rule.of) if (!(await staysWithin(db, member, place))) return false;
      return true;
    default:
      return false;
  }
}
