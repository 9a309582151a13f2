import { queryable, type Sql } from '../queryable.js';
import { maskPhone, phoneSealer } from './phone.js';

/** Whom an agency is reached through: its focal officer does the work, its head is told when it is late. */
export const OFFICIAL_ROLES = ['focal', 'head'] as const;
export type OfficialRole = (typeof OFFICIAL_ROLES)[number];

export interface Official {
  id: number;
  agencyId: number;
  agency: string;
  place: string;
  name: string;
  position: string;
  role: OfficialRole;
  /** Its last digits only, or null. */
  phone: string | null;
  /** Reached in a chat; "stopped" where they took that back or blocked us. */
  chat: 'connected' | 'stopped' | 'none';
  /** A code is out that is neither used nor expired. */
  invitedUntil: Date | null;
}

/** Those in office, by agency and name. `at` decides which invitations are still good. */
export async function listOfficials(on: Sql, secret: string, at: Date): Promise<Official[]> {
  const { rows } = await queryable(on).query<Omit<Official, 'phone'> & { sealed: Buffer | null }>(
    `select o.id, o.agency_id as "agencyId", a.name as agency, a.place, o.name, o.position, o.role, o.phone as sealed,
            case when o.contact_id is null then 'none'
                 when exists (select from address d where d.contact_id = o.contact_id and d.state = 'active') then 'connected'
                 else 'stopped' end as chat,
            (select max(i.expires_at) from invite i
              where i.official_id = o.id and i.used_at is null and i.revoked_at is null and i.expires_at > $1) as "invitedUntil"
       from official o join agency a on a.id = o.agency_id
      where o.left_at is null order by a.place, a.name, o.role, o.name, o.id`,
    [at],
  );
  const phones = phoneSealer(secret);
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    phone: sealed === null ? null : maskPhone(phones.open(sealed)),
  }));
}
