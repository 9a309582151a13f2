import { queryable, type Sql } from '../queryable.js';
import { phoneSealer } from './phone.js';

/**
 * The telephone number of the official whose chat that is, as platforms take it ("84912345678"); null for who is no
 * official, has left office or has given no number. Throws `unsealing-failed` for one that was sealed with another secret.
 */
export function phoneOfChat(on: Sql, secret: string): (channel: string, externalId: string) => Promise<string | null> {
  const phones = phoneSealer(secret);
  return async (channel, externalId) => {
    const { rows } = await queryable(on).query<{ phone: Buffer }>(
      `select o.phone from official o join address a on a.contact_id = o.contact_id
        where a.channel = $1 and a.external_id = $2 and o.left_at is null and o.phone is not null order by o.id limit 1`,
      [channel, externalId],
    );
    const sealed = rows[0]?.phone;
    return sealed === undefined ? null : `84${phones.open(sealed).slice(1)}`;
  };
}
