import { sortGroups } from './groupName.js';
import { oneRow, type Sql } from './queryable.js';
import { retryConflict } from './retryConflict.js';
import { type ChatAddress, suppressionKey } from './suppressionKey.js';

export interface Joining extends ChatAddress {
  /** Code of the place; null keeps the place of who is known, and cannot make a new contact. */
  place: string | null;
  /** Added to the groups that the person has. Names as `checkGroupName` allows them. */
  groups: readonly string[];
  /** Language to write in from now on; null keeps it (Vietnamese for a new contact). */
  locale: string | null;
  /** Null keeps the name. Of who is under 16 none is kept. */
  name: string | null;
  /** Under 16, and their guardian agreed; null or left out keeps what is known. */
  minor?: boolean | null;
  /** The person themself asks to receive, in that chat, now: lifts an opt-out and an erasure. Never set for lists. */
  ownWord: boolean;
}

/**
 * - `joined`: there is a contact with this address; `state` says whether it is written to.
 * - `place-needed`: a new person, and nobody said where; nothing was written.
 * - `unknown-place`: no place has that code; nothing was written.
 * - `erased`: the person had themself erased and this is not their own word; nothing was written.
 */
export type Joined =
  | { kind: 'joined'; contactId: number; created: boolean; state: 'active' | 'opted_out'; lifted: boolean }
  | { kind: 'place-needed' }
  | { kind: 'unknown-place' }
  | { kind: 'erased' };

interface Row {
  contact_id: number | null;
  created: boolean;
  suppressed: string | null;
  was_opted_out: boolean;
  place_exists: boolean;
}

/**
 * A person comes in through the bot: contact and address are created or updated in one statement, and an address that
 * had blocked us or was gone is active again, because they just wrote. A suppression is lifted only by `ownWord`. Who was
 * there as an official only becomes a resident too by naming a place in their own word.
 */
export async function joinContact(on: Sql, secret: string, joining: Joining): Promise<Joined> {
  const key = suppressionKey(secret, joining.channel, joining.externalId);
  const row = await retryConflict(() =>
    oneRow<Row>(on, STATEMENT, [
      joining.channel,
      joining.externalId,
      key,
      joining.place,
      sortGroups(joining.groups),
      joining.locale,
      joining.name,
      joining.ownWord,
      joining.minor ?? null,
    ]),
  );
  if (!row.place_exists) return { kind: 'unknown-place' };
  if (row.suppressed === 'erased' && !joining.ownWord) return { kind: 'erased' };
  if (row.contact_id === null) return { kind: 'place-needed' };
  const stopped = row.suppressed !== null || row.was_opted_out;
  return {
    kind: 'joined',
    contactId: row.contact_id,
    created: row.created,
    state: stopped && !joining.ownWord ? 'opted_out' : 'active',
    lifted: stopped && joining.ownWord,
  };
}

const STATEMENT = `
  with known as (
    select id, contact_id, state from address where channel = $1 and external_id = $2
  ), suppressed as (
    select cause from suppression where key = $3
  ), allowed as (
    select where ($4::text is null or exists (select from place where code = $4))
             and ($8::boolean or not exists (select from suppressed where cause = 'erased'))
  ), fresh as materialized (
    select nextval('contact_id_seq')::int as id from allowed where $4::text is not null and not exists (select from known)
  ), lifted as (
    delete from suppression where key = $3 and $8::boolean
       and (exists (select from fresh) or exists (select from known, allowed))
  ), new_contact as (
    insert into contact (id, place, groups, locale, name, minor)
    select id, $4, $5::text[], coalesce($6, 'vi'), case when $9::boolean then null else $7 end, coalesce($9::boolean, false) from fresh
  ), new_address as (
    insert into address (contact_id, channel, external_id, key, state, state_reason)
    select id, $1, $2, $3,
           case when $8::boolean or not exists (select from suppressed) then 'active' else 'opted_out' end::address_state,
           case when not $8::boolean then (select cause from suppressed) end
      from fresh
  ), changed as (
    update contact c
       set place = coalesce($4, c.place), locale = coalesce($6, c.locale), minor = coalesce($9::boolean, c.minor),
           name = case when coalesce($9::boolean, c.minor) then null else coalesce($7, c.name) end,
           groups = array(select distinct unnest(c.groups || $5::text[]) order by 1), updated_at = now(),
           resident = c.resident or ($8::boolean and $4::text is not null)
      from known, allowed
     where c.id = known.contact_id
       and ((not c.resident and $8::boolean and $4::text is not null) or c.place <> coalesce($4, c.place) or c.locale <> coalesce($6, c.locale)
            or c.name is distinct from coalesce($7, c.name) or not c.groups @> $5::text[] or c.minor <> coalesce($9::boolean, c.minor))
  ), back as (
    update address a set state = 'active', state_reason = null, state_at = now()
      from known, allowed
     where a.id = known.id and (a.state in ('blocked', 'gone') or (a.state = 'opted_out' and $8::boolean))
  )
  select coalesce((select contact_id from known), (select id from fresh)) as contact_id,
         exists (select from fresh) as created,
         (select cause from suppressed) as suppressed,
         exists (select from known where state = 'opted_out') as was_opted_out,
         $4::text is null or exists (select from place where code = $4) as place_exists`;
