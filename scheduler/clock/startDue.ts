import { MINUTE_MS } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Database } from '../../prisma/database.js';
import { isAsApproved } from '../broadcast/hash.js';
import { USELESS_AFTER_HOURS } from '../broadcast/start.js';

/** A broadcast found due so long after its time is late, and goes by what was decided beforehand (--if-late). */
const LATE_MS = MINUTE_MS;

/**
 * Starts the approved broadcasts whose time has come; returns how many. One that changed after its approval is held
 * instead. A late one is sent, expires (everyone in its ledger as expired) or waits for a person, as it says itself.
 */
export async function startDue(db: Database, log: Log): Promise<number> {
  const { rows } = await db.pool.query<{ id: number; late: boolean; if_late: string }>(
    `select id, at < now() - $1 * interval '1 ms' as late, if_late
       from broadcast where state = 'approved' and at is not null and at <= now() order by at, id`,
    [LATE_MS],
  );
  let started = 0;
  for (const due of rows) {
    try {
      if (!(await isAsApproved(db, due.id))) await hold(db, due.id, 'changed-after-approval');
      else if (due.late && due.if_late === 'ask') await hold(db, due.id, 'late');
      else started += await start(db, due.id, due.late && due.if_late === 'expire');
    } catch (error) {
      if (db.isAway(error)) throw error;
      log.error(
        { broadcast: due.id, err: messageOf(error) },
        'a due broadcast could not be started; it is tried again',
      );
    }
  }
  return started;
}

async function hold(db: Database, id: number, reason: string): Promise<void> {
  await db.pool.query(
    `update broadcast set held_from = state, state = 'held', held_reason = $2 where id = $1 and state = 'approved'`,
    [id, reason],
  );
}

async function start(db: Database, id: number, expires: boolean): Promise<number> {
  const { rowCount } = await db.pool.query(
    `update broadcast set state = 'running', started_at = now(),
            until = case when $2 then now() else coalesce(until, at + $3 * interval '1 hour') end
      where id = $1 and state = 'approved'`,
    [id, expires, USELESS_AFTER_HOURS],
  );
  return rowCount ?? 0;
}
