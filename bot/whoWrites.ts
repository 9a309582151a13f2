import { oneRow } from '../people/queryable.js';
import type { Database } from '../prisma/database.js';
import { PERSON, type Person, type PersonRow, personOf } from './conversations/resident/person.js';
import type { Incoming } from './incoming.js';

/** Who is behind a chat, and what is under way there. */
export interface Writer {
  person: Person | null;
  /** The same condition as in `staffOfChat`, which says who it is. */
  isStaff: boolean;
  /** In office; `readOfficials` says of what. */
  isOfficial: boolean;
  /** Stands on a place's list of those who relay. */
  isRelayer: boolean;
  open: OpenInChat;
}

/** What is open in a chat when an update comes: whatever is not, nobody needs to look for. */
export interface OpenInChat {
  /** Somebody is in danger there. */
  danger: boolean;
  /** Something is being asked, or has just been. */
  form: boolean;
  /** A quiz that was begun, or that this very update ended before a crash. */
  sitting: boolean;
  /** It is in a talk with an officer, on either side, or waits for one. */
  talk: boolean;
}

/** One question for all of it, since of nearly everybody nearly every answer is no, and each question asked by itself delays every answer. */
const WHO_WRITES = `
select who.*,
       exists (select from staff_chat c join staff s on s.id = c.staff_id
                where c.channel = $1 and c.external_id = $2 and c.linked_at is not null and c.unlinked_at is null
                  and s.disabled_at is null) as "isStaff",
       exists (select from address a join official o on o.contact_id = a.contact_id
                where a.channel = $1 and a.external_id = $2 and o.left_at is null) as "isOfficial",
       exists (select from address a join relayer r on r.contact_id = a.contact_id
                where a.channel = $1 and a.external_id = $2 and r.left_at is null) as "isRelayer",
       exists (select from danger_chat where channel = $1 and external_id = $2 and expires_at > $3) as danger,
       exists (select from chat_form where channel = $1 and external_id = $2 and expires_at > $3) as form,
       exists (select from quiz_sitting q
                where (q.contact_id = who.contact_id or (q.channel = $1 and q.external_id = $2))
                  and (q.ended_at is null or (q.channel = $1 and q.last_update = $4))) as sitting,
       exists (select from handover where channel = $1 and external_id = $2)
         or exists (select from handover where staff_channel = $1 and staff_chat = $2) as talk
  from (select) chat left join (${PERSON}) who on true`;

/** Who wrote this update. */
export async function whoWrites(
  database: Database,
  { channel, externalId, updateId, at }: Pick<Incoming, 'channel' | 'externalId' | 'updateId' | 'at'>,
): Promise<Writer> {
  const row = await oneRow<Row>(database, WHO_WRITES, [channel, externalId, at, updateId]);
  const { isStaff, isOfficial, isRelayer, danger, form, sitting, talk } = row;
  return {
    person: row.contact_id === null ? null : personOf(row),
    isStaff,
    isOfficial,
    isRelayer,
    open: { danger, form, sitting, talk },
  };
}

type Row = (PersonRow | { contact_id: null }) & Pick<Writer, 'isStaff' | 'isOfficial' | 'isRelayer'> & OpenInChat;
