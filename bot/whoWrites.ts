import { inBatches } from '../base/inBatches.js';
import type { Database } from '../prisma/database.js';
import { type Person, type PersonRow, personOf, personWhere } from './conversations/resident/person.js';
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

/**
 * One question for all of it, since of nearly everybody nearly every answer is no, and each question asked by itself delays every answer;
 * and one for all who write at the same time.
 */
const WHO_WRITES = `
select who.*,
       exists (select from staff_chat c join staff s on s.id = c.staff_id
                where c.channel = chat.channel and c.external_id = chat.id and c.linked_at is not null and c.unlinked_at is null
                  and s.disabled_at is null) as "isStaff",
       exists (select from address a join official o on o.contact_id = a.contact_id
                where a.channel = chat.channel and a.external_id = chat.id and o.left_at is null) as "isOfficial",
       exists (select from address a join relayer r on r.contact_id = a.contact_id
                where a.channel = chat.channel and a.external_id = chat.id and r.left_at is null) as "isRelayer",
       exists (select from danger_chat d
                where d.channel = chat.channel and d.external_id = chat.id and d.expires_at > chat.at) as danger,
       exists (select from chat_form f
                where f.channel = chat.channel and f.external_id = chat.id and f.expires_at > chat.at) as form,
       exists (select from quiz_sitting q
                where (q.contact_id = who.contact_id or (q.channel = chat.channel and q.external_id = chat.id))
                  and (q.ended_at is null or (q.channel = chat.channel and q.last_update = chat.update))) as sitting,
       exists (select from handover h where h.channel = chat.channel and h.external_id = chat.id)
         or exists (select from handover h where h.staff_channel = chat.channel and h.staff_chat = chat.id) as talk
  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[])
       with ordinality chat (channel, id, at, update, no)
  left join lateral (${personWhere('chat.channel', 'chat.id')}) who on true
 order by chat.no`;

type Written = Pick<Incoming, 'channel' | 'externalId' | 'updateId' | 'at'>;
type Row = (PersonRow | { contact_id: null }) & Pick<Writer, 'isStaff' | 'isOfficial' | 'isRelayer'> & OpenInChat;

/** Updates in one statement at most. */
const MOST = 100;

const ASKED = new WeakMap<Database, (written: Written) => Promise<Writer>>();

/** Who wrote this update. Whoever asks about the same database at the same time shares the question. */
export function whoWrites(database: Database, written: Written): Promise<Writer> {
  const ask = ASKED.get(database) ?? inBatches((all: readonly Written[]) => readWriters(database, all), { most: MOST });
  ASKED.set(database, ask);
  return ask(written);
}

async function readWriters({ pool }: Database, written: readonly Written[]): Promise<Writer[]> {
  const { rows } = await pool.query<Row>(WHO_WRITES, [
    written.map(({ channel }) => channel),
    written.map(({ externalId }) => externalId),
    written.map(({ at }) => at),
    written.map(({ updateId }) => updateId),
  ]);
  return rows.map(writerOf);
}

function writerOf(row: Row): Writer {
  const { isStaff, isOfficial, isRelayer, danger, form, sitting, talk } = row;
  return {
    person: row.contact_id === null ? null : personOf(row),
    isStaff,
    isOfficial,
    isRelayer,
    open: { danger, form, sitting, talk },
  };
}
