import { queryable, type Sql } from '../queryable.js';
import { QUIET_MINUTES, type Side, TALK, type Talk, type ToTell } from './talk.js';

/**
 * Stores what one side said for the other side's chat, where it is told in order with the rest, and counts the talk as alive; one statement. The pieces come sealed; they go with
 * the row's body as soon as they are told. The same update again stores nothing more. Where the talk is over by now, nothing is stored.
 */
export async function passOn(
  on: Sql,
  { id, side }: Pick<Talk, 'id' | 'side'>,
  said: { updateId: string; sealed: readonly string[]; kind: string | null; at: Date },
): Promise<ToTell[]> {
  const { rows } = await queryable(on).query<ToTell>(PASS, [
    id,
    said.at,
    said.kind,
    side,
    said.sealed,
    `${TALK}${id}-${SIGN[side]}-${said.updateId}-`,
  ]);
  return rows;
}

const SIGN: Readonly<Record<Side, string>> = { resident: 'r', officer: 'o' };

const PASS = `
  with talk as (
    update handover set quiet_at = greatest(quiet_at, $2::timestamptz + interval '${QUIET_MINUTES} minutes'), kind = coalesce($3, kind)
     where id = $1 and state = 'joined'
    returning id, case when $4 = 'resident' then staff_channel else channel end as channel,
              case when $4 = 'resident' then staff_chat else external_id end as chat
  )
  insert into inbound (channel, update_id, chat, body)
  select talk.channel, $6 || piece.n, talk.chat,
         jsonb_build_object('talk', talk.id, 'tell', 'said', 'from', $4::text, 'sealed', piece.sealed)
    from talk, unnest($5::text[]) with ordinality as piece(sealed, n)
  on conflict (channel, update_id) do nothing
  returning channel, update_id, chat`;
