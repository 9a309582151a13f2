import { draw } from './luck.js';
import type { Resident } from './residents.js';
import type { ZaloUserSpec } from './zalo/user.js';

/** Zalo's user ids have 19 digits, more than a number can hold. */
const FIRST_ID = 2_460_000_000_000_000_000n;
/** In case one simulation has many people: 84 90x and six digits, a range in which numbers have always nine digits. */
const FIRST_PHONE = 84_900_000_000;

/** The Zalo user id of an invented resident: it ends in the digits of their Telegram id. */
export function zaloIdOf(resident: Resident): string {
  return String(FIRST_ID + BigInt(resident.externalId));
}

/**
 * The Zalo accounts of invented residents: the same people with the same names, an id, a number and what a broadcast's target
 * asks for. `placeName` is what the page shows for a place's code.
 */
export function makeZaloUsers(
  residents: readonly Resident[],
  placeName: (code: string) => string = (code) => code,
): ZaloUserSpec[] {
  return residents.map((resident, n) => {
    const luck = (question: number): number => draw(2, n + 1, question);
    return {
      id: zaloIdOf(resident),
      name: resident.name,
      phone: String(FIRST_PHONE + n),
      gender: luck(1) < 0.5 ? 1 : 2,
      age: ageOf(resident, luck(2)),
      platform: luck(3) < 0.4 ? 1 : 2,
      place: placeName(resident.placeCode),
      tags: resident.groups,
    };
  });
}

function ageOf({ groups }: Resident, luck: number): number {
  if (groups.includes('hoc-sinh')) return 13 + Math.floor(luck * 5);
  if (groups.includes('sinh-vien')) return 18 + Math.floor(luck * 6);
  return 25 + Math.floor(luck * 45);
}
