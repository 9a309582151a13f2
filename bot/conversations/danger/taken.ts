import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import type { Database } from '../../../prisma/database.js';
import { takeAlert } from '../../../scheduler/danger/callOnDuty.js';
import type { Incoming } from '../../incoming.js';

/** What an officer's "I take it" came to. Whoever was not called takes nothing, and learns nothing. */
export async function takes(
  db: Database,
  { channel, externalId }: Incoming,
  alert: number,
  at: Date,
): Promise<'taken' | 'mine' | 'others' | 'over' | 'stranger'> {
  const staff = await staffOfChat(db, channel, externalId);
  if (staff === null) return 'stranger';
  const taken = await takeAlert(db, alert, staff.id, at);
  return taken === 'not-called' ? 'stranger' : taken;
}
