import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import { shutSql } from '../../people/audience/channelWindow.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { deliveryPartition } from '../../prisma/partitions.js';
import { rollback } from '../../prisma/rollback.js';
import { type AudienceColumns, conditionOf } from '../broadcast/audience.js';
import { type CapColumns, hadTheirShare, isCapped, tryLockCaps } from '../cap/hadTheirShare.js';
import { sitExamToday } from '../exams/heldForExam.js';
import { type HeldBack, reachable } from './reachable.js';
import { channelWindows } from './window.js';

/**
 * One row for each person of the audience, in one statement, numbered from 1. Whoever cannot be reached is in the
 * ledger too, skipped with the reason: nobody is left out in silence. `channels` in order of preference; `shut` says of an
 * address that its channel's window is over now, `held` who has had their share of awareness or sits an examination.
 */
const insertRows = (rule: string, shut: string, held: HeldBack) => `
with person as (${reachable(rule, '$3', shut, held)})
insert into delivery (month, broadcast_id, seq, contact_id, channel, state, reason)
select $1::date, $2, row_number() over (order by contact_id), contact_id, channel,
       case when reason is null then 'waiting' else 'skipped' end::delivery_state, reason
  from person`;

/** A broadcast to so many is leased from in several places at once. */
const PARTED_FROM = 2_000;
const PARTS = 2;
const SEQ_MAX = 2 ** 31 - 1;

/** Class of the advisory lock, held for the transaction only: saves a second process the work of a million rows. */
const FAN_OUT_LOCK = 20_261_121;

type Pending = AudienceColumns & CapColumns;

/** While somebody else counts shares: so long it is waited for here, then the clock adds the fan-out again. A worker that waits sends nothing. */
const CAP_LOCK_TRIES = 10;
const CAP_LOCK_EVERY_MS = 50;

/**
 * Writes the deliveries of a broadcast that has started. Whole or not at all; a second call, at the same time or
 * later, changes nothing. Returns how many people it is planned for, or null when there was nothing to do.
 *
 * The broadcast's own row is locked only at the end, so that pausing a million-person broadcast does not wait for its
 * fan-out. One that was cancelled meanwhile has its rows skipped in the same transaction.
 *
 * Of broadcasts for which the cap holds one at a time is fanned out, so that each counts the rows that the others have written.
 */
export async function fanOut(db: Database, broadcastId: number, channels: string[], log: Log): Promise<number | null> {
  const pending = await db.pool.query<Pending>(
    `select b.id, b.month::text, b.kind, b.any_hour, b.cap_per_day, b.cap_per_week, b.audience, b.bound_place, b.retry_unknown, b.parent_id, p.month::text as parent_month
       from broadcast b left join broadcast p on p.id = b.parent_id
      where b.id = $1 and b.fanned_out_at is null and b.started_at is not null and b.state in ('running', 'paused', 'held')`,
    [broadcastId],
  );
  const broadcast = pending.rows[0];
  if (!broadcast) return null;
  const windows = await channelWindows(db, broadcast.kind);
  const rule = await conditionOf(db, broadcast, 4);
  // Nobody can be reached before the installation has a sender: the broadcast waits, it does not skip everyone.
  if (channels.length === 0) return null;
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    const mine = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1, $2) as mine', [
      FAN_OUT_LOCK,
      broadcastId,
    ]);
    if (!mine.rows[0]?.mine) {
      await client.query('rollback');
      return null; // another process is at it
    }
    if (isCapped(broadcast) && !(await lockedCaps(client))) {
      await client.query('rollback');
      return null;
    }
    const held = { had: await hadTheirShare(client, broadcast), exam: await sitExamToday(client, broadcast) };
    const inserted = await client.query(insertRows(rule.sql, shutSql('a', windows), held), [
      broadcast.month,
      broadcastId,
      channels,
      ...rule.values,
    ]);
    const planned = inserted.rowCount ?? 0;
    await client.query(
      `insert into broadcast_lane (broadcast_id, channel, part, cursor, settled_to, ends)
       select $1, channel, part, $3 * part / $4, $3 * part / $4, case when part = $4 - 1 then $5 else $3 * (part + 1) / $4 end
         from unnest($2::text[]) channel cross join generate_series(0, $4 - 1) part on conflict do nothing`,
      [broadcastId, channels, planned, planned < PARTED_FROM ? 1 : PARTS, SEQ_MAX],
    );
    const { rows } = await client.query<{ state: string }>(
      `update broadcast set fanned_out_at = now(), planned = $2 where id = $1 and fanned_out_at is null returning state`,
      [broadcastId, planned],
    );
    if (rows[0]?.state === 'cancelled') {
      await client.query(
        `update delivery set state = 'skipped', reason = 'cancelled'
          where month = $1::date and broadcast_id = $2 and state = 'waiting'`,
        [broadcast.month, broadcastId],
      );
    }
    // Without statistics of what is new here the lease reads the ledger from end to end, until they are gathered by chance.
    await client.query(`analyze ${deliveryPartition(broadcast.month)}`);
    crashPoint('fan-out');
    await client.query('commit');
    crashPoint('commit');
    log.info({ broadcast: broadcastId, planned }, 'fanned out');
    return planned;
  } catch (error) {
    await rollback(client);
    if (isUniqueViolation(error)) return null; // another process was faster
    throw error;
  } finally {
    client.release();
  }
}

async function lockedCaps(client: Queryable): Promise<boolean> {
  for (let left = CAP_LOCK_TRIES; left > 0; left -= 1) {
    if (await tryLockCaps(client)) return true;
    await sleep(CAP_LOCK_EVERY_MS);
  }
  return false;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
