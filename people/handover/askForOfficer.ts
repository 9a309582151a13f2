import { type DutyKind, onDuty } from '../duty/onDuty.js';
import { queryable, type Sql } from '../queryable.js';
import { mayAnswer } from '../questions.js';
import type { ChatAddress } from '../suppressionKey.js';
import { TALK, type ToTell, WAIT_MINUTES } from './talk.js';

/** Who could talk with a resident now: staff, and all their chats. */
export interface Askable {
  staff: number[];
  chats: ChatAddress[];
}

/** Those on duty for a place at that moment. */
export async function dutyToAsk(
  on: Sql,
  place: string | null,
  asker: ChatAddress,
  at: Date,
  kinds: readonly DutyKind[],
): Promise<Askable> {
  const found = place === null ? [] : await onDuty(on, place, at, kinds);
  return askable(
    found.flatMap(({ staffId, chats }) => chats.map((chat) => ({ staffId, ...chat }))),
    asker,
  );
}

/** Outside danger: those who may answer the place's questions and are not in a talk already. */
export async function staffToAsk(on: Sql, place: string | null, asker: ChatAddress): Promise<Askable> {
  const { rows } = await queryable(on).query<ChatAddress & { staffId: number }>(
    `select s.id as "staffId", c.channel, c.external_id as "externalId"
       from staff_chat c join staff s on s.id = c.staff_id
      where c.linked_at is not null and c.unlinked_at is null and ${mayAnswer('$1::text')}
        and not exists (select from handover h where h.staff_id = s.id and h.state = 'joined')
      order by c.id`,
    [place],
  );
  return askable(rows, asker);
}

/** Nobody is asked to talk with themselves. */
function askable(found: readonly (ChatAddress & { staffId: number })[], asker: ChatAddress): Askable {
  const others = found.filter((one) => one.channel !== asker.channel || one.externalId !== asker.externalId);
  return {
    staff: [...new Set(others.map(({ staffId }) => staffId))],
    chats: others.map(({ channel, externalId }) => ({ channel, externalId })),
  };
}

/**
 * Asks them to talk with whoever is behind a chat: the talk waits, and each of their chats is told once, in one statement; a crash leaves all or nothing. Of a chat
 * that is in a talk already, by the same update again or by a second press, nothing changes and nobody is told twice.
 */
export async function askForOfficer(
  on: Sql,
  chat: ChatAddress,
  asked: { place: string | null; kind: string | null; at: Date; of: Askable },
): Promise<ToTell[]> {
  const { rows } = await queryable(on).query<ToTell>(ASK, [
    asked.place,
    asked.kind,
    asked.at,
    chat.channel,
    chat.externalId,
    asked.of.staff,
    TALK,
    asked.of.chats.map(({ channel }) => channel),
    asked.of.chats.map(({ externalId }) => externalId),
  ]);
  return rows;
}

const ASK = `
  with talk as (
    insert into handover (place, kind, duty, asked_at, quiet_at, channel, external_id, called)
    values ($1, $2, $2::text is not null, $3, $3::timestamptz + interval '${WAIT_MINUTES} minutes', $4, $5, $6)
    on conflict (channel, external_id) where channel is not null do nothing
    returning id
  )
  insert into inbound (channel, update_id, chat, body)
  select c.channel, $7::text || talk.id || '-call-' || c.n, c.chat, jsonb_build_object('talk', talk.id, 'tell', 'call')
    from talk, unnest($8::text[], $9::text[]) with ordinality as c(channel, chat, n)
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;
