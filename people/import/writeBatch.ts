import { mayBePupil } from '../pupils.js';
import { oneRow, type Sql } from '../queryable.js';
import { retryConflict } from '../retryConflict.js';
import { suppressionKey } from '../suppressionKey.js';
import type { ImportRow } from './parseRow.js';

export interface BatchCounts {
  created: number;
  updated: number;
  unchanged: number;
  /** Of these three, people who must not be written to. Who was erased counts as unchanged, and nothing is stored. */
  suppressed: number;
}

/**
 * Writes one batch of good rows, no address twice, in one statement: all of it or nothing. A new address makes a new
 * contact; a known one updates its contact where something differs and is not touched otherwise. An address under
 * suppression is stored as opted out, whatever the list says; who was erased is not stored again at all. Of who is under 16,
 * or in a group of pupils and therefore may be, no name is stored, and one from an earlier list goes; the paper on which a guardian agreed is
 * kept as their consent.
 */
export async function writeBatch(on: Sql, secret: string, rows: readonly ImportRow[]): Promise<BatchCounts> {
  const values = [
    rows.map((row) => row.channel),
    rows.map((row) => row.externalId),
    rows.map((row) => suppressionKey(secret, row.channel, row.externalId).toString('hex')),
    rows.map((row) => row.place),
    rows.map((row) => row.groups?.join(';') ?? null),
    rows.map((row) => row.locale),
    rows.map((row) => (row.minor === true || (row.groups !== null && mayBePupil(row.groups)) ? '' : row.name)),
    rows.map((row) => row.minor),
    rows.map((row) => row.consent),
  ];
  const counts = await retryConflict(() => oneRow<Omit<BatchCounts, 'unchanged'>>(on, STATEMENT, values));
  return { ...counts, unchanged: rows.length - counts.created - counts.updated };
}

/**
 * The look-ups are lateral with a limit, which the planner cannot turn into a scan of a table that grows with every
 * batch: each row costs two or three index probes, in the first batch as in the last.
 */
const STATEMENT = `
  with incoming as materialized (
    select channel, external_id, decode(key, 'hex') as key, place, string_to_array(groups, ';') as groups, locale, name, minor, consent
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::text[])
           as list(channel, external_id, key, place, groups, locale, name, minor, consent)
  ), known as materialized (
    select incoming.*, a.id as address_id, a.contact_id, a.state, s.cause,
           c.place is distinct from incoming.place
             or c.groups is distinct from coalesce(incoming.groups, c.groups)
             or c.locale is distinct from coalesce(incoming.locale, c.locale)
             or c.minor is distinct from coalesce(incoming.minor, c.minor)
             or c.name is distinct from case when coalesce(incoming.minor, c.minor) then null when incoming.name is null then c.name else nullif(incoming.name, '') end as differs
      from incoming
      left join lateral (
        select id, contact_id, state from address
         where address.channel = incoming.channel and address.external_id = incoming.external_id limit 1) a on true
      left join lateral (select place, groups, locale, name, minor from contact where contact.id = a.contact_id limit 1) c on true
      left join lateral (select cause from suppression where suppression.key = incoming.key limit 1) s on true
  ), fresh as materialized (
    select nextval('contact_id_seq')::int as id, known.* from known
     where contact_id is null and cause is distinct from 'erased'
  ), contacts as (
    insert into contact (id, place, groups, locale, name, minor)
    select id, place, coalesce(groups, '{}'), coalesce(locale, 'vi'), nullif(name, ''), coalesce(minor, false) from fresh
  ), addresses as (
    insert into address (contact_id, channel, external_id, key, state, state_reason)
    select id, channel, external_id, key,
           case when cause is null then 'active' else 'opted_out' end::address_state, cause from fresh
  ), changed as (
    update contact c
       set place = known.place, groups = coalesce(known.groups, c.groups), locale = coalesce(known.locale, c.locale),
           minor = coalesce(known.minor, c.minor),
           name = case when coalesce(known.minor, c.minor) then null when known.name is null then c.name else nullif(known.name, '') end, updated_at = now()
      from known
     where c.id = any(array(select contact_id from known where contact_id is not null and differs))
       and known.contact_id = c.id and known.differs
    returning 1
  ), agreed as (
    insert into consent (contact_id, purpose, wording, how)
    select person.id, 'awareness', person.consent, 'guardian-paper'
      from (select contact_id as id, consent, cause from known where contact_id is not null and consent is not null
            union all select id, consent, cause from fresh where consent is not null) person
     where person.cause is null
       and not exists (select from consent c where c.contact_id = person.id and c.purpose = 'awareness'
                          and c.wording = person.consent and c.withdrawn_at is null)
  ), stopped as (
    update address set state = 'opted_out', state_reason = known.cause, state_at = now()
      from known
     where address.id = any(array(select address_id from known where cause is not null and state <> 'opted_out'))
       and known.address_id = address.id
  )
  select (select count(*)::int from fresh) as created,
         (select count(*)::int from changed) as updated,
         (select count(*)::int from known where cause is not null or state = 'opted_out') as suppressed`;
