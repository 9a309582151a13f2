import { oneRow, type Queryable, queryable, type Sql } from '../queryable.js';
import type { ChatAddress } from '../suppressionKey.js';

/** What is remembered of a chat in which somebody is in danger. Never a word of theirs. */
export interface DangerChat {
  kind: string;
  step: number;
  lastUpdate: string;
}

/** The chat's danger, while it lasts. */
export async function readDangerChat(
  on: Sql,
  { channel, externalId }: ChatAddress,
  at: Date,
): Promise<DangerChat | null> {
  const { rows } = await queryable(on).query<DangerChat>(
    `select kind, step, last_update as "lastUpdate" from danger_chat where channel = $1 and external_id = $2 and expires_at > $3`,
    [channel, externalId, at],
  );
  return rows[0] ?? null;
}

/** Notes that a chat is in danger, or still is. */
export async function keepDangerChat(
  on: Queryable,
  { channel, externalId }: ChatAddress,
  { kind, step, lastUpdate }: DangerChat,
  expiresAt: Date,
): Promise<void> {
  await on.query(
    `insert into danger_chat (channel, external_id, kind, step, last_update, expires_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (channel, external_id) do update
        set kind = excluded.kind, step = excluded.step, last_update = excluded.last_update, expires_at = excluded.expires_at`,
    [channel, externalId, kind, step, lastUpdate, expiresAt],
  );
}

/**
 * Notes that those on duty are to be told; once for a chat, however often it is asked for. The clock does the telling. Gives how far that
 * has come: open, called, taken, nobody.
 */
export async function raiseAlert(
  on: Queryable,
  { channel, externalId }: ChatAddress,
  { place, kind, police }: { place: string; kind: string; police: boolean },
  at: Date,
): Promise<string> {
  const { state } = await oneRow<{ state: string }>(
    on,
    `insert into danger_alert (place, kind, police, at, next_at, changed_at, channel, external_id)
     values ($1, $2, $3, $4, $4, $4, $5, $6)
     on conflict (channel, external_id, police) where channel is not null do update
        set kind = case when excluded.kind = 'unclear' then danger_alert.kind else excluded.kind end
     returning state`,
    [place, kind, police, at, channel, externalId],
  );
  return state;
}

/**
 * It is over: nothing remembers whose chat it was any more, nobody else is told, and those who were are told that it is. One
 * statement, so that the link never outlives the danger. `null` ends what has run out by then, of which nobody is told.
 */
export async function endDanger(on: Sql, chat: ChatAddress | null, at: Date): Promise<void> {
  await queryable(on).query(END, [chat?.channel ?? null, chat?.externalId ?? null, at]);
}

const END = `
  with gone as (
    delete from danger_chat where case when $1::text is null then expires_at <= $3 else (channel, external_id) = ($1, $2) end
    returning channel, external_id
  ), ended as (
    update danger_alert a set channel = null, external_id = null, next_at = null, changed_at = $3,
           state = case when a.state in ('open', 'called', 'taken') then 'over' else a.state end
      from gone g where (a.channel, a.external_id) = (g.channel, g.external_id)
    returning a.id
  )
  insert into inbound (channel, update_id, chat, body)
  select s.channel, 'duty-over-' || e.id || '-' || s.id, s.external_id, jsonb_build_object('over', e.id)
    from ended e join danger_call c on c.alert_id = e.id and c.reached_at is not null
    join staff_chat s on s.staff_id = c.staff_id and s.linked_at is not null and s.unlinked_at is null and s.channel is not null
   where $1::text is not null
  on conflict (channel, update_id) do nothing`;
