import { SECOND_MS } from '../../base/clock.js';
import { inBatches } from '../../base/inBatches.js';
import type { Database } from '../../prisma/database.js';

/** How long one update may take before another process may take it over: two calls of 20 s; a person waits for the answer. */
const LEASE_MS = 45 * SECOND_MS;
/** Chats in one statement at most. */
const MOST = 100;

/** An update that is ours to answer, for as long as its lease. */
export interface Claimed {
  id: number;
  channel: string;
  chat: string;
  update_id: string;
  body: unknown;
  attempts: number;
  age_ms: number;
}

/** A chat whose oldest open update is wanted, and the update of it that is over now, if there is one. */
export interface Wanted {
  channel: string;
  chat: string;
  over: number | null;
}

/**
 * Ends updates and takes the next ones of their chats: of each chat the oldest open update and no other, so a chat is answered in order, by
 * one process at a time. The leases are committed before answers are worked out; no lock is held across a call, and none is waited
 * for: what another process takes in this moment is that one's. What the person wrote goes as soon as it is answered; the id
 * stays a while, so that the same update is known. $3 are the updates that are over, which the look beside it still sees as open. What is
 * stored while the statement runs it does not see: whoever was told of that finds the chat held, and looks once more a moment later.
 *
 * The commit does not wait for the disk, for this transaction alone. Other processes see it at once, and killing any of ours loses
 * nothing of it. Only if the database's own machine loses power may the last half second of such commits be undone: then an update is
 * answered once more, which does nothing twice but the telling. Storing an update waits for the disk as ever.
 */
const CLAIM = `
with unhurried as materialized (select set_config('synchronous_commit', 'off', true) as off),
done as (
  update inbound set done_at = now(), body = null, lease_until = null
   where id = any($3::int[]) and (select off from unhurried) = 'off'
),
head as (
  select oldest.id
    from (select distinct * from unnest($1::text[], $2::text[])) wanted (channel, chat)
   cross join lateral (
     select i.id from inbound i
      where i.channel = wanted.channel and i.chat = wanted.chat and i.done_at is null and i.id <> all($3::int[])
      order by i.id limit 1) oldest
),
free as (
  select i.id from inbound i
   where i.id in (select id from head) and i.done_at is null and (i.lease_until is null or i.lease_until <= now())
   order by i.id for update skip locked
)
update inbound i set lease_until = now() + $4 * interval '1 ms', attempts = i.attempts + 1
  from free where i.id = free.id and (select off from unhurried) = 'off'
returning i.id, i.channel, i.chat, i.update_id, i.body, i.attempts, (extract(epoch from now() - i.received_at) * 1000)::float8 as age_ms`;

/** Takes updates for one process, many chats in one statement where many wait. Null where there is none to take. */
export function createClaims(db: Database): (wanted: Wanted) => Promise<Claimed | null> {
  return inBatches<Wanted, Claimed | null>(
    async (wanted) => {
      const { rows } = await db.pool.query<Claimed>(CLAIM, [
        wanted.map(({ channel }) => channel),
        wanted.map(({ chat }) => chat),
        wanted.flatMap(({ over }) => over ?? []),
        LEASE_MS,
      ]);
      const byChat = new Map(rows.map((row) => [`${row.channel} ${row.chat}`, row]));
      return wanted.map(({ channel, chat }) => {
        const key = `${channel} ${chat}`;
        const claimed = byChat.get(key) ?? null;
        // Asked for twice, it is given once.
        byChat.delete(key);
        return claimed;
      });
    },
    { most: MOST },
  );
}
