import type { Queryable } from '../../people/queryable.js';
import { recheckExams } from '../exams/heldForExam.js';
import { type CapColumns, type HadTheirShare, hadTheirShare } from './hadTheirShare.js';

const RECHECK = ({ join, had }: HadTheirShare): string => `
update delivery d set state = 'skipped', reason = 'capped', retry_at = null
  from (select w.contact_id from delivery w ${join('w.contact_id')}
         where w.month = $1::date and w.broadcast_id = $2 and w.state = 'waiting' and w.next_part = 0 and ${had('w.contact_id')}) over
 where d.month = $1::date and d.broadcast_id = $2 and d.contact_id = over.contact_id and d.state = 'waiting'`;

/**
 * Before a broadcast goes on after it stood still: whoever has had their share from others meanwhile, or sits an examination today, is skipped. In the transaction
 * that lets it go on, under the lock (`lockCaps`); nobody who has part of the message already is left in the middle of it.
 */
export async function recheckCap(client: Queryable, id: number): Promise<void> {
  const { rows } = await client.query<CapColumns & { month: string }>(
    `select id, month::text, kind, any_hour, cap_per_day, cap_per_week from broadcast where id = $1 and fanned_out_at is not null`,
    [id],
  );
  const broadcast = rows[0];
  if (broadcast === undefined) return;
  await recheckExams(client, broadcast);
  const had = await hadTheirShare(client, broadcast);
  if (had !== null) await client.query(RECHECK(had), [broadcast.month, id]);
}
