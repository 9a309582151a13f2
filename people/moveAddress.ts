import { queryable, type Sql } from './queryable.js';
import { suppressionKey } from './suppressionKey.js';

/**
 * The chat has another id now (a group became a supergroup). The address takes the new id and keeps its person; a
 * suppression of the old id holds for the new one too. If the new id is already known, that address stays as it is and
 * the old one is gone, so that nobody is written to twice. One statement; doing it again changes nothing.
 */
export async function moveAddress(on: Sql, secret: string, channel: string, from: string, to: string): Promise<void> {
  await queryable(on).query(
    `with old as (
       select id, state from address where channel = $1 and external_id = $2
     ), taken as (
       select id from address where channel = $1 and external_id = $3
     ), cause as (
       select cause from suppression where key in ($4, $5) order by cause limit 1
     ), carried as (
       insert into suppression (key, channel, cause) select $5, $1, cause from cause on conflict (key) do nothing
     ), kept as (
       update address set state = 'opted_out', state_reason = cause.cause, state_at = now()
         from cause, taken where address.id = taken.id and address.state <> 'opted_out'
     ), left_behind as (
       update address set state = 'gone', state_reason = 'moved', state_at = now()
         from old, taken where address.id = old.id and old.state in ('active', 'blocked')
     )
     update address
        set external_id = $3, key = $5,
            state = case when exists (select from cause) then 'opted_out' else address.state end,
            state_reason = coalesce((select cause from cause), address.state_reason)
       from old
      where address.id = old.id and not exists (select from taken)`,
    [channel, from, to, suppressionKey(secret, channel, from), suppressionKey(secret, channel, to)],
  );
}
