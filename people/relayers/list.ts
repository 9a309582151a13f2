import { queryable, type Sql } from '../queryable.js';
import { CHANNEL_OF_ROLE, type RelayChannel, type RelayRole } from './relayer.js';

export interface Relayer {
  id: number;
  place: string;
  placeName: string;
  role: RelayRole;
  channel: RelayChannel;
  name: string;
  area: string;
  /** Reached in a chat; "stopped" where they took that back or blocked us. */
  chat: 'connected' | 'stopped' | 'none';
  /** A code is out that is neither used nor expired. */
  invitedUntil: Date | null;
}

/** Who relays, by place and role. With a place: there and below it. `at` decides which codes are still good. */
export async function listRelayers(on: Sql, place: string | null, at: Date): Promise<Relayer[]> {
  const { rows } = await queryable(on).query<Omit<Relayer, 'channel'>>(
    `select r.id, r.place, coalesce(p.name, r.place) as "placeName", r.role, r.name, r.area,
            case when r.contact_id is null then 'none'
                 when exists (select from address d where d.contact_id = r.contact_id and d.state = 'active') then 'connected'
                 else 'stopped' end as chat,
            (select max(c.expires_at) from relayer_code c
              where c.relayer_id = r.id and c.used_at is null and c.revoked_at is null and c.expires_at > $2) as "invitedUntil"
       from relayer r left join place p on p.code = r.place
      where r.left_at is null and ($1::text is null or r.place = $1 or $1 = any(string_to_array(p.path, '/')))
      order by r.place, r.role, r.area, r.name, r.id`,
    [place, at],
  );
  return rows.map((row) => ({ ...row, channel: CHANNEL_OF_ROLE[row.role] }));
}
