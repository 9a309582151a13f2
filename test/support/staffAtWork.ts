import { randomBytes } from 'node:crypto';
import { HOUR_MS } from '../../base/clock.js';
import { addStaff } from '../../people/addStaff.js';
import { getStaff } from '../../people/getStaff.js';
import { makeStaffLink } from '../../people/staffChat/makeLink.js';
import type { Phone, PhoneWorld } from './officialPhones.js';
import { SECRET } from './world.js';

/** A code for a member of staff, as an admin prints it. */
export async function staffCode({ db }: PhoneWorld, name: string, at = new Date()): Promise<string> {
  const staff = await getStaff(db, name);
  if (staff === null) throw new Error(`no staff is called ${name}`);
  const by = { name: 'Admin', at, expiresAt: new Date(at.getTime() + HOUR_MS), random: randomBytes };
  return makeStaffLink(db.pool, SECRET, staff, by);
}

/** A phone (or that one) whose chat is linked to a member of staff, who is added where they are not there. */
export async function staffPhone(
  world: PhoneWorld,
  { name, role = 'approver', place = null }: { name: string; role?: string; place?: string | null },
  phone: Phone = world.phone(),
): Promise<Phone> {
  await addStaff(world.db, { name, role, place });
  await phone.say(await staffCode(world, name));
  await phone.press('Đồng ý liên kết');
  return phone;
}
