import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import type { StoredUpdate } from './store.js';

/** How long one update may take before another process may take it over. */
const LEASE_SECONDS = 60;
/** An update that fails so often is given up, so that the person's next one is answered. */
const ATTEMPTS_MAX = 3;

export type HandleUpdate = (update: StoredUpdate) => Promise<void>;

/**
 * Takes the oldest open update of a chat, and no other: so a chat is answered in order, by one process at a time. The
 * lease is committed before the answer is worked out; no lock is held across a call.
 */
const CLAIM = `
update inbound set lease_until = now() + $3 * interval '1 second', attempts = attempts + 1
 where id = (select id from inbound where channel = $1 and chat = $2 and done_at is null order by id limit 1)
   and (lease_until is null or lease_until < now())
returning id, update_id, body, attempts`;

/** Answers everything that waits in a chat. Two calls at once share the work; the second finds nothing to take. */
export async function drainChat(db: Database, channel: string, chat: string, handle: HandleUpdate, log: Log): Promise<void> {
  for (;;) {
    const { rows } = await db.pool.query<{ id: number; update_id: string; body: unknown; attempts: number }>(CLAIM, [
      channel,
      chat,
      LEASE_SECONDS,
    ]);
    const claimed = rows[0];
    if (!claimed) return;
    try {
      await handle({ channel, updateId: claimed.update_id, chat, body: claimed.body });
    } catch (error) {
      if (claimed.attempts < ATTEMPTS_MAX) {
        await db.pool.query(`update inbound set lease_until = null where id = $1`, [claimed.id]);
        throw error; // the queue tries again, with back-off
      }
      log.error({ update: claimed.update_id, err: messageOf(error) }, 'an update could not be answered and is given up');
    }
    // What the person wrote goes as soon as it is answered; the id stays a while, so that the same update is known.
    await db.pool.query(`update inbound set done_at = now(), body = null, lease_until = null where id = $1`, [claimed.id]);
  }
}

/** Chats with updates that nobody works on: the queue lost them, or their process died. */
export async function strandedChats(db: Database): Promise<{ channel: string; chat: string; update: string }[]> {
  const { rows } = await db.pool.query<{ channel: string; chat: string; update: string }>(
    `select channel, chat, min(update_id) as update from inbound
      where done_at is null and received_at < now() - interval '5 seconds' and (lease_until is null or lease_until < now())
      group by channel, chat limit 1000`,
  );
  return rows;
}

/** Forgets updates that were answered days ago: no platform delivers them again after that. */
export async function purgeInbound(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query(`delete from inbound where done_at < now() - interval '3 days'`);
  return rowCount ?? 0;
}
