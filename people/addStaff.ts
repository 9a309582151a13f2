import { argumentFault, InputError } from '../base/errors.js';
import { translator } from '../content/i18n.js';
import { getStaff, type Staff, staffName } from './getStaff.js';
import { loadPlaceFinder } from './loadPlaceFinder.js';
import { isStaffRole, STAFF_ROLES } from './permissions.js';
import { queryable, type Sql } from './queryable.js';
import { resolvePlace } from './resolvePlace.js';

const NAME_MAX = 100;
/** Names go into the audit chain, where no phone number may be. */
const NAME = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}])?$/u;
const PHONE = /^\+?\d{8,}$/;
/** What the audit chain calls the machine's shell and the program itself. */
const RESERVED = ['operator', 'system'];

export interface NewStaff {
  name: string;
  role: string;
  /** Code (or unambiguous name) of the place that bounds them; null is everywhere. */
  place: string | null;
}

/**
 * Adds a member of staff. The same again gives the one who is there (`added` is false); the same name with another
 * role or place is refused, so that nobody's rights change by a slip. Throws InputError.
 */
export async function addStaff(on: Sql, wanted: NewStaff, locale = 'vi'): Promise<Staff & { added: boolean }> {
  const say = translator(locale);
  const name = staffName(wanted.name);
  if (
    name.length > NAME_MAX ||
    !NAME.test(name) ||
    PHONE.test(name.replace(/[\s.-]/g, '')) ||
    RESERVED.includes(name.toLowerCase())
  ) {
    throw new InputError('bad-staff-name', [
      argumentFault(say('people:staff.badName'), say('people:staff.badNameMend', { max: NAME_MAX })),
    ]);
  }
  if (!isStaffRole(wanted.role)) {
    throw new InputError('bad-staff-role', [
      argumentFault(
        say('people:staff.badRole', { role: wanted.role }),
        say('people:staff.badRoleMend', { roles: STAFF_ROLES.join(', ') }),
      ),
    ]);
  }
  const place = wanted.place === null ? null : resolvePlace(await loadPlaceFinder(on), wanted.place, locale).code;
  const { rowCount } = await queryable(on).query(
    `insert into staff (name, role, place) values ($1, $2::staff_role, $3) on conflict (name) do nothing`,
    [name, wanted.role, place],
  );
  const staff = await getStaff(on, name);
  if (staff === null || staff.role !== wanted.role || staff.place !== place || staff.disabledAt !== null) {
    throw new InputError('staff-exists', [
      argumentFault(say('people:staff.exists', { name }), say('people:staff.existsMend')),
    ]);
  }
  return { ...staff, added: rowCount === 1 };
}
