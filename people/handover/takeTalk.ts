import type { Database } from '../../prisma/database.js';
import { appendAudit } from '../appendAudit.js';
import type { Staff } from '../getStaff.js';
import { inTransaction } from '../inTransaction.js';
import type { ChatAddress } from '../suppressionKey.js';
import { QUIET_MINUTES, TALK, type ToTell } from './talk.js';

/**
 * What a press on "I take it" met: theirs now, or already; theirs in another chat of theirs; somebody else's; they are in another
 * talk; it is over; they were not asked.
 */
export type TookTalk = 'taken' | 'mine' | 'elsewhere' | 'others' | 'busy' | 'over' | 'not-called';

/**
 * The first of those who were asked gets the talk, and the resident is told, in one transaction: of two who press at once the second finds it taken. An officer is in
 * one talk at a time: the row of staff is held, so that two presses of one officer, in two chats, follow each other.
 */
export async function takeTalk(
  db: Database,
  id: number,
  { staff, chat, at }: { staff: Staff; chat: ChatAddress; at: Date },
): Promise<{ took: TookTalk; toTell: ToTell[] }> {
  return inTransaction(db, async (client) => {
    await client.query('select from staff where id = $1 for no key update', [staff.id]);
    const { rows } = await client.query<ToTell>(TAKE, [id, staff.id, chat.channel, chat.externalId, at, TALK]);
    if (rows.length > 0) {
      await client.query(TAKE_ALERT, [id, staff.id, at]);
      const subject = `handover:${id}`;
      await appendAudit(client, { at, actor: staff.name, action: 'handover.take', subject, detail: {} });
      return { took: 'taken', toTell: rows };
    }
    const found = await client.query<{ state: string; called: boolean; mine: boolean; here: boolean }>(
      `select state, $2 = any(called) as called, coalesce(staff_id = $2, false) as mine,
              coalesce((staff_channel, staff_chat) = ($3, $4), false) as here from handover where id = $1`,
      [id, staff.id, chat.channel, chat.externalId],
    );
    return { took: met(found.rows[0]), toTell: [] };
  });
}

function met(talk: { state: string; called: boolean; mine: boolean; here: boolean } | undefined): TookTalk {
  if (talk === undefined) return 'over';
  if (!talk.called) return 'not-called';
  if (talk.state === 'over') return 'over';
  if (talk.state === 'waiting') return 'busy';
  if (!talk.mine) return 'others';
  return talk.here ? 'mine' : 'elsewhere';
}

/** Whoever on duty talks with a person in danger has taken the alert as well: nobody else is called, and what is said of it is true. That they are there is told already. */
const TAKE_ALERT = `
  update danger_alert a set state = 'taken', taken_by = $2, next_at = null, changed_at = $3, told = 'taken-' || a.reached
    from handover h
   where h.id = $1 and h.duty and (a.channel, a.external_id) = (h.channel, h.external_id) and not a.police
     and a.taken_by is null and a.state in ('open', 'called', 'nobody')`;

/** Only somebody who was asked, while it waits, who is in no other talk, on neither side. */
const TAKE = `
  with taken as (
    update handover h
       set state = 'joined', staff_id = $2, staff_channel = $3, staff_chat = $4, quiet_at = $5::timestamptz + interval '${QUIET_MINUTES} minutes'
     where h.id = $1 and h.state = 'waiting' and $2 = any(h.called) and (h.channel, h.external_id) <> ($3, $4)
       and not exists (select from handover o
                        where o.state = 'joined' and (o.staff_id = $2 or (o.channel, o.external_id) = ($3, $4)))
    returning h.id, h.channel, h.external_id
  )
  insert into inbound (channel, update_id, chat, body)
  select channel, $6::text || id || '-joined', external_id, jsonb_build_object('talk', id, 'tell', 'joined') from taken
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;
