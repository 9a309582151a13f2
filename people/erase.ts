import { oneRow, type Sql } from './queryable.js';
import { REPLIED } from './questions.js';
import { type ChatAddress, suppressionKey } from './suppressionKey.js';

/**
 * Erases the person behind a chat: contact, all addresses, consents, links to staff, quizzes, pledges, what a form held, whose danger it was and what waits for staff go, in one statement. What stays is one
 * suppression key for each of the chats, so that the next list of the province does not bring the person back. A
 * chat that is not known is suppressed all the same. Ledgers keep the bare number of the contact, which then leads to
 * nobody. Doing it again changes nothing. Returns whether there was anything to erase.
 */
export async function erase(on: Sql, secret: string, chat: ChatAddress): Promise<boolean> {
  const { erased } = await oneRow<{ erased: boolean }>(
    on,
    `with person as (
       select contact_id as id from address where channel = $1 and external_id = $2
     ), attended as (
       delete from attended_chat t
        where (t.channel, t.external_id) = ($1, $2)
           or (t.channel, t.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), albums as (
       delete from album b
        where (b.channel, b.external_id) = ($1, $2)
           or (b.channel, b.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), forms as (
       delete from chat_form f
        where (f.channel, f.external_id) = ($1, $2)
           or (f.channel, f.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), dangers as (
       delete from danger_chat d
        where (d.channel, d.external_id) = ($1, $2)
           or (d.channel, d.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), alerts as (
       update danger_alert d set channel = null, external_id = null, next_at = null, state = 'over'
        where (d.channel, d.external_id) = ($1, $2)
           or (d.channel, d.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), asking as (
       delete from question_chat q
        where (q.channel, q.external_id) = ($1, $2)
           or (q.channel, q.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
       returning q.question_no
     ), asked as (
       update question set state = 'closed', text = null, settled_at = now() where state = 'open' and no in (select question_no from asking)
     ), untold as (
       update inbound i set body = null, done_at = now()
        where i.done_at is null and starts_with(i.update_id, '${REPLIED}')
          and ((i.channel, i.chat) = ($1, $2)
            or (i.channel, i.chat) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id))
     ), deciding as (
       delete from staff_chat s
        where (s.channel, s.external_id) = ($1, $2)
           or (s.channel, s.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), addresses as (
       delete from address using person where contact_id = person.id returning address.channel, address.key
     ), consents as (
       delete from consent using person where contact_id = person.id
     ), quizzes as (
       delete from quiz_sitting q
        where (q.channel, q.external_id) = ($1, $2)
           or q.contact_id = (select id from person)
           or (q.channel, q.external_id) in (select a.channel, a.external_id from address a join person on a.contact_id = person.id)
     ), pledges as (
       delete from pledge using person where contact_id = person.id
     ), digests as (
       update nudge_digest set message = null from person where nudge_digest.contact_id = person.id
     ), contacts as (
       delete from contact using person where contact.id = person.id
     ), kept as (
       insert into suppression (key, channel, cause)
       select key, channel, 'erased' from addresses union select $3, $1, 'erased'
       on conflict (key) do update set cause = 'erased' where suppression.cause <> 'erased'
     )
     select exists (select from person) as erased`,
    [chat.channel, chat.externalId, suppressionKey(secret, chat.channel, chat.externalId)],
  );
  return erased;
}
