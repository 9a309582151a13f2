import type { StaffRole } from './permissions.js';
import { queryable, type Sql } from './queryable.js';

export interface Staff {
  id: number;
  name: string;
  role: StaffRole;
  /** Bounds whom they may address: this place and everything below it; null is everywhere. */
  place: string | null;
  disabledAt: Date | null;
}

/** The member of staff of that name, disabled ones included, or null. Unicode forms do not matter, capitals do. */
export async function getStaff(on: Sql, name: string): Promise<Staff | null> {
  const { rows } = await queryable(on).query<Staff>(
    `select id, name, role, place, disabled_at as "disabledAt" from staff where name = $1`,
    [staffName(name)],
  );
  return rows[0] ?? null;
}

/** The one written form of a name. */
export function staffName(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}
