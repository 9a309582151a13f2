import { argumentFault, InputError } from '../base/errors.js';
import { type MessageKey, translator } from '../content/i18n.js';
import { getStaff, type Staff } from './getStaff.js';
import { mayDo, PERMISSIONS, type StaffVerb } from './permissions.js';
import { oneRow, type Sql } from './queryable.js';

/** Why a member of staff was refused; `code` of the InputError. */
export type StaffRefusal = 'unknown-staff' | 'disabled-staff' | 'wrong-role' | 'outside-place';

export interface StaffContext {
  /** Code of the place that is to be addressed; it must be theirs or lie below it. */
  place?: string | null;
  /** Language of the faults. */
  locale?: string;
}

/**
 * The member of staff of that name, who may do that, there; else an InputError with one line that says why not and
 * who may. Where an audience is a rule and not a place, pass no place and bound the rule by `staff.place`
 * (`boundAudience`): then it cannot reach further than they may.
 */
export async function requireStaff(on: Sql, name: string, verb: StaffVerb, context: StaffContext = {}): Promise<Staff> {
  const say = translator(context.locale ?? 'vi');
  const refuse = (code: StaffRefusal, what: MessageKey, mend: MessageKey, values: Record<string, string>): never => {
    throw new InputError(code, [argumentFault(say(what, values), say(mend, values))]);
  };
  const staff = await getStaff(on, name);
  if (staff === null) return refuse('unknown-staff', 'people:staff.unknown', 'people:staff.unknownMend', { name });
  if (staff.disabledAt !== null)
    return refuse('disabled-staff', 'people:staff.disabled', 'people:staff.disabledMend', { name });
  if (!mayDo(staff.role, verb)) {
    const roles = PERMISSIONS[verb].join(', ');
    return refuse('wrong-role', 'people:staff.wrongRole', 'people:staff.wrongRoleMend', {
      name,
      role: staff.role,
      verb,
      roles,
    });
  }
  if (staff.place !== null && context.place !== undefined && !(await lies(on, context.place, staff.place))) {
    return refuse('outside-place', 'people:staff.outsidePlace', 'people:staff.outsidePlaceMend', {
      name,
      own: staff.place,
      place: context.place ?? 'all',
    });
  }
  return staff;
}

/** Whether a place is the other one or lies below it. Everywhere (null) lies in no place. */
async function lies(on: Sql, place: string | null, within: string): Promise<boolean> {
  if (place === null) return false;
  const { inside } = await oneRow<{ inside: boolean }>(
    on,
    `select exists (select from place where code = $1 and $2 = any(string_to_array(path, '/'))) as inside`,
    [place, within],
  );
  return inside;
}
