import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import type { By } from '../broadcast/verbs.js';
import type { Caps } from '../campaign/caps.js';
import { readCaps } from './readCaps.js';

/**
 * Sets how much awareness one person is sent at most, for every broadcast that begins from now on; an admin does it, by name, and the
 * audit chain keeps what it was before. Throws InputError.
 */
export async function setCaps(db: Database, caps: Partial<Caps>, by: By & { name: string }): Promise<Caps> {
  return inTransaction(db, async (client) => {
    const staff = await requireStaff(client, by.name, 'caps.set', { locale: by.locale, place: null });
    const before = await readCaps(client);
    const { perDay, perWeek } = { ...before, ...caps };
    const at = by.clock.now();
    await client.query(
      `insert into awareness_cap (id, per_day, per_week, set_by, set_at) values (1, $1, $2, $3, $4)
       on conflict (id) do update set per_day = excluded.per_day, per_week = excluded.per_week,
                                      set_by = excluded.set_by, set_at = excluded.set_at`,
      [perDay, perWeek, staff.name, at],
    );
    await appendAudit(client, {
      at,
      actor: staff.name,
      action: 'caps.set',
      subject: 'awareness-cap:1',
      detail: { perDay, perWeek, wasPerDay: before.perDay, wasPerWeek: before.perWeek },
    });
    return { perDay, perWeek };
  });
}
