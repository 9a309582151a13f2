import { queryable, type Sql } from '../queryable.js';
import type { ChatAddress } from '../suppressionKey.js';

/** Begins the number of everything that is told about a talk; no platform's updates begin so. */
export const TALK = 'talk-';
/** So long nobody takes it before whoever asked is told so, and so long nobody writes before it ends. */
export const WAIT_MINUTES = 5;
export const QUIET_MINUTES = 30;

export type Side = 'resident' | 'officer';
/** How a talk ended: somebody ended it, stopped or was erased, cannot be reached; nobody wrote; nobody took it. */
export type EndedHow = 'ended' | 'stopped' | 'gone' | 'quiet' | 'nobody';

/** A talk as it stands, seen from one of its two chats. */
export interface Talk {
  id: number;
  /** The resident's, whose officers were asked; null where nobody knows it. */
  place: string | null;
  /** The kind of danger, once there is one. */
  kind: string | null;
  /** With an officer on duty. */
  duty: boolean;
  state: 'waiting' | 'joined';
  side: Side;
  /** The chat on the other side, once there is one. */
  other: ChatAddress | null;
}

/** The talk that a chat is in, as a resident or as an officer; one that is joined before one that waits. Null where there is none. */
export async function readTalk(on: Sql, { channel, externalId }: ChatAddress): Promise<Talk | null> {
  const { rows } = await queryable(on).query<Omit<Talk, 'other'> & { channel: string | null; externalId: string }>(
    `select id, place, kind, duty, state, 'resident' as side, staff_channel as channel, staff_chat as "externalId"
       from handover where channel = $1 and external_id = $2
      union all
     select id, place, kind, duty, state, 'officer', channel, external_id
       from handover where staff_channel = $1 and staff_chat = $2
      order by state limit 1`,
    [channel, externalId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { channel: otherChannel, externalId: other, ...talk } = row;
  return { ...talk, other: otherChannel === null ? null : { channel: otherChannel, externalId: other } };
}

/** What is still known of a talk by its number, for whoever is told of it: over or not, and never whose it was. */
export interface TalkState {
  place: string | null;
  kind: string | null;
  duty: boolean;
  state: 'waiting' | 'joined' | 'over';
  askedAt: Date;
  endedAt: Date | null;
  endedHow: EndedHow | null;
}

export async function readTalkState(on: Sql, id: number): Promise<TalkState | null> {
  const { rows } = await queryable(on).query<TalkState>(
    `select place, kind, duty, state, asked_at as "askedAt", ended_at as "endedAt", ended_how as "endedHow" from handover where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** What was stored to be told, for the queue. */
export interface ToTell {
  channel: string;
  update_id: string;
  chat: string;
}
