import { realpathSync } from 'node:fs';
import { MINUTE_MS } from '../../base/clock.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Database } from '../../prisma/database.js';
import { lockCaps } from '../cap/hadTheirShare.js';
import { recheckCap } from '../cap/recheckCap.js';

/** Without a sign of life for so long, what was to go out may have been sent, or become stale, elsewhere. */
const GAP_MS = 15 * MINUTE_MS;

/**
 * Who this database belongs to: the server's own identifier and the database's, or the folder of the embedded one. A
 * dump restored on another server, into another database or into another folder differs; a physical clone does not.
 */
export async function homeIdentity(db: Database, dataFolder: string): Promise<string> {
  if (db.kind === 'embedded') return `folder:${realpathSync(dataFolder)}`;
  const { rows } = await db.pool.query<{ identity: string }>(
    `select concat_ws(':', 'server', (select system_identifier from pg_control_system()), oid, datname) as identity
       from pg_database where datname = current_database()`,
  );
  return rows[0]?.identity ?? 'server:unknown';
}

export interface HomeReport {
  /** The database was just found to have woken up somewhere else: nothing goes to many until it is adopted. */
  moved: boolean;
  /** Broadcasts held because nobody was at home for a while. */
  heldForGap: number;
}

/**
 * The heartbeat, and what its absence means. A database that is somewhere else than it was holds everything; a gap
 * holds the awareness broadcasts that were under way or fell due meanwhile, for they may have been sent from a
 * restored copy, or not make sense any more. Either is lifted by `adopt`.
 */
export async function heartbeat(db: Database, identity: string): Promise<HomeReport> {
  const { rows } = await db.pool.query<{ moved: boolean; gap: boolean }>(
    `with before as (select identity, heartbeat_at, held_at from home where id = 1 for update),
          beaten as (
            insert into home (id, identity, heartbeat_at) values (1, $1, now())
            on conflict (id) do update
               set heartbeat_at = now(),
                   held_at = case when home.identity <> $1 then coalesce(home.held_at, now()) else home.held_at end,
                   held_reason = case when home.identity <> $1 then 'moved' else home.held_reason end)
     select identity <> $1 and held_at is null as moved, heartbeat_at < now() - $2 * interval '1 ms' as gap from before`,
    [identity, GAP_MS],
  );
  const before = rows[0];
  if (!before?.gap) return { moved: before?.moved ?? false, heldForGap: 0 };
  const held = await db.pool.query(
    `update broadcast set held_from = state, state = 'held', held_reason = 'gap'
      where kind = 'awareness' and (state = 'running' or (state = 'approved' and at <= now()))`,
  );
  const articles = await db.pool.query(
    `update mass_post set held_from = state, state = 'held', reason = 'gap'
      where state in ('approved', 'creating', 'ready', 'publishing') and due_at <= now()`,
  );
  return { moved: before.moved, heldForGap: (held.rowCount ?? 0) + (articles.rowCount ?? 0) };
}

/** A person vouches that this is the home now: what was held for that reason goes on from where it was. Returns how many broadcasts. */
export async function adoptHome(db: Database, identity: string): Promise<number> {
  const { rows } = await db.pool.query<{ running: number }>(
    `with before as (select held_at from home where id = 1),
          adopted as (
            insert into home (id, identity, heartbeat_at) values (1, $1, now())
            on conflict (id) do update set identity = $1, heartbeat_at = now(), held_at = null, held_reason = null)
     select count(*)::int as running from broadcast where state = 'running' and exists (select from before where held_at is not null)`,
    [identity],
  );
  const broadcasts = await inTransaction(db, async (client) => {
    await lockCaps(client);
    const held = await client.query<{ id: number }>(
      `select id from broadcast where state = 'held' and held_reason in ('gap', 'moved') order by id for update`,
    );
    for (const { id } of held.rows) {
      await recheckCap(client, id);
      await client.query(
        `update broadcast set state = coalesce(held_from, 'running'), held_from = null, held_reason = null where id = $1`,
        [id],
      );
    }
    return held.rows.length;
  });
  const articles = await db.pool.query(
    `update mass_post set state = coalesce(held_from, 'approved'), held_from = null, reason = null, next_at = now()
      where state = 'held' and reason = 'gap'`,
  );
  return broadcasts + (articles.rowCount ?? 0) + (rows[0]?.running ?? 0);
}
