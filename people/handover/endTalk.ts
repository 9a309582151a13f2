import { queryable, type Sql } from '../queryable.js';
import type { ChatAddress } from '../suppressionKey.js';
import { type EndedHow, TALK, type ToTell } from './talk.js';

/** After so long nothing is remembered of a talk. */
const KEEP_DAYS = 30;

/**
 * Ends talks that are chosen by a condition: nothing remembers whose chats they were any more, and the sides that did not end it are told, in one
 * statement. Held until it is done, so that of an end and a press on "I take it" one comes after the other. `$1` when, `$2` how, `$3` what begins the numbers.
 */
const end = (chosen: string, endedBy: string): string => `
  with old as materialized (
    select id, state, channel, external_id, staff_channel, staff_chat, ${endedBy} as by
      from handover where state <> 'over' and ${chosen} for update
  ), ended as (
    update handover h set state = 'over', channel = null, external_id = null, staff_channel = null, staff_chat = null,
           quiet_at = null, ended_at = $1, ended_how = case when $2::text = 'quiet' and old.state = 'waiting' then 'nobody' else $2 end
      from old where h.id = old.id
    returning h.id, h.ended_how, old.state as was, old.channel, old.external_id, old.staff_channel, old.staff_chat, old.by
  )
  insert into inbound (channel, update_id, chat, body)
  select side.channel, $3::text || e.id || '-over-' || side.name, side.chat,
         jsonb_build_object('talk', e.id, 'tell', 'over', 'to', side.name, 'how', e.ended_how)
    from ended e, lateral (values ('resident', e.channel, e.external_id), ('officer', e.staff_channel, e.staff_chat)) as side(name, channel, chat)
   where side.chat is not null and side.name is distinct from e.by
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;

const OF_CHAT = end(
  '((channel, external_id) = ($4, $5) or (staff_channel, staff_chat) = ($4, $5))',
  `case when (channel, external_id) = ($4, $5) then 'resident' else 'officer' end`,
);
const RAN_OUT = end('quiet_at <= $1', 'null::text');

/** Ends every talk that a chat is in, on either side or waiting; the other side is told. Ending what is over changes nothing. */
export async function endTalkOf(on: Sql, chat: ChatAddress, how: EndedHow, at: Date): Promise<ToTell[]> {
  const { rows } = await queryable(on).query<ToTell>(OF_CHAT, [at, how, TALK, chat.channel, chat.externalId]);
  return rows;
}

/** What somebody said who is being erased, and the other side was not told yet, is gone. Before the talk ends. */
export async function forgetUntold(on: Sql, { channel, externalId }: ChatAddress): Promise<void> {
  await queryable(on).query(
    `update inbound i set body = null, done_at = now() from handover h
      where i.done_at is null
        and (((h.channel, h.external_id) = ($1, $2) and (i.channel, i.chat) = (h.staff_channel, h.staff_chat)
              and starts_with(i.update_id, $3 || h.id || '-r-'))
          or ((h.staff_channel, h.staff_chat) = ($1, $2) and (i.channel, i.chat) = (h.channel, h.external_id)
              and starts_with(i.update_id, $3 || h.id || '-o-')))`,
    [channel, externalId, TALK],
  );
}

/** Ends what nobody took in time, and what nobody has written in for long; both sides are told. */
export async function endQuietTalks(on: Sql, now: Date): Promise<ToTell[]> {
  const { rows } = await queryable(on).query<ToTell>(RAN_OUT, [now, 'quiet', TALK]);
  return rows;
}

/** Whether there is anything to end or to forget: mostly there is nothing, every second. */
export async function talksDue(on: Sql, now: Date): Promise<boolean> {
  const { rows } = await queryable(on).query<{ due: boolean }>(
    `select exists (select from handover where quiet_at <= $1) or exists (select from handover where ${OLD}) as due`,
    [now],
  );
  return rows[0]?.due === true;
}

/** Forgets talks of long ago. */
export async function forgetTalks(on: Sql, now: Date): Promise<void> {
  await queryable(on).query(`delete from handover where ${OLD}`, [now]);
}

const OLD = `ended_at < $1::timestamptz - interval '${KEEP_DAYS} days'`;
