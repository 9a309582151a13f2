import { addStaff } from '../../people/addStaff.js';
import { setShift } from '../../people/duty/setShift.js';
import { joinContact } from '../../people/joinContact.js';
import type { Database } from '../../prisma/database.js';

/** An officer on duty on Telegram, and a resident of the same place on Zalo. */
export async function officerAndResident(
  db: Database,
  secret: string,
  { officer, onZalo }: { officer: string; onZalo: string },
): Promise<void> {
  const at = new Date();
  const staff = await addStaff(db, { name: 'Hoa', role: 'viewer', place: null });
  await db.pool.query(
    `insert into staff_chat (staff_id, code_hash, created_by, created_at, expires_at, channel, external_id, linked_at)
     values ($1, 'x', 'Admin', $2, $2, 'telegram', $3, $2)`,
    [staff.id, at, officer],
  );
  const hours = { startsAt: new Date(at.getTime() - 3_600_000), endsAt: null, hours: null, days: [] };
  const shift = { place: '14758', staffId: staff.id, kind: 'health', ...hours } as const;
  await setShift(db.pool, shift, { name: 'Admin', at });
  const contact = { place: '14758', groups: [], locale: 'vi', name: null, ownWord: true };
  await joinContact(db, secret, { channel: 'zalo', externalId: onZalo, ...contact });
}
