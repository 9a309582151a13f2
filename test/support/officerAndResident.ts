import { joinContact } from '../../people/joinContact.js';
import type { Database } from '../../prisma/database.js';
import { linkedOnDuty } from './onDuty.js';

/** An officer on duty on Telegram, and a resident of the same place on Zalo. */
export async function officerAndResident(
  db: Database,
  secret: string,
  { officer, onZalo }: { officer: string; onZalo: string },
): Promise<void> {
  await linkedOnDuty(db, { name: 'Hoa', chat: officer });
  const contact = { place: '14758', groups: [], locale: 'vi', name: null, ownWord: true };
  await joinContact(db, secret, { channel: 'zalo', externalId: onZalo, ...contact });
}
