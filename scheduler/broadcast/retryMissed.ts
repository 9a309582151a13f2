import type pg from 'pg';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { rollback } from '../../prisma/rollback.js';
import { formatVietnamTime } from '../time/vietnamTime.js';
import { audienceCondition } from './audience.js';
import { requireStaffFor } from './bounds.js';
import { readFamily } from './family.js';
import { findBroadcast, refusal, wrongState } from './find.js';
import { isAsApproved } from './hash.js';
import { isPersonal } from './personal.js';
import type { By } from './verbs.js';

/**
 * Sends again to those whom a broadcast did not reach, as a child with its own ledger: whoever failed, or was skipped
 * for a reason that can have passed; to those of whom it is not known only when asked. The child says the same to
 * fewer people, so it inherits the approval, as long as that lasts (`until`), and starts at once.
 */
export async function retryMissed(
  db: Database,
  id: string,
  options: { unknown: boolean },
  by: By & { name: string },
): Promise<{ id: string }> {
  const parent = await findBroadcast(db, id, by.say);
  const staff = await requireStaffFor(db, by.name, 'broadcast.retry-missed', parent, by.locale);
  // Whoever a run did not reach is told by the next, what is true by then.
  if (isPersonal(parent.audience))
    throw refusal('comes-again', by.say, 'scheduler:comesAgain', 'scheduler:comesAgainMend', { id });
  if (parent.state !== 'finished' && parent.state !== 'cancelled') throw wrongState(parent, 'retry-missed', by.say);
  if (parent.until === null || parent.until <= by.clock.now()) {
    const until = parent.until === null ? '-' : formatVietnamTime(parent.until);
    throw refusal('approval-ended', by.say, 'scheduler:childPassed', 'scheduler:childPassedMend', { id, until });
  }
  if (!(await isAsApproved(db, parent.id)))
    throw refusal('changed', by.say, 'scheduler:changed', 'scheduler:changedMend', { id });
  const missed = await audienceCondition(
    db,
    {
      audience: parent.audience,
      boundPlace: parent.boundPlace,
      parent: { id: parent.id, month: parent.month.toISOString().slice(0, 10), unknown: options.unknown },
    },
    1,
  );
  const { rowCount: anybody } = await db.pool.query(`select from contact c where ${missed.sql} limit 1`, missed.values);
  if (anybody === 0)
    throw refusal('nobody-missed', by.say, 'scheduler:nobodyMissed', 'scheduler:nobodyMissedMend', { id });
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await mustBeAlone(client, parent.id, by);
    const { rows } = await client.query<{ id: number }>(
      `insert into broadcast (kind, state, month, message, audience, bound_place, at, until, on_unknown, if_late, any_hour, created_by,
                              approved_by, approved_at, approved_hash, started_at, parent_id, retry_unknown, campaign, campaign_item,
                              cap_per_day, cap_per_week, approved_position, approved_basis, catch_up)
       select kind, 'running', month, message, audience, bound_place, at, until, on_unknown, if_late, any_hour, $2,
              approved_by, approved_at, approved_hash, now(), id, $3, campaign, campaign_item, cap_per_day, cap_per_week, approved_position, approved_basis, catch_up
         from broadcast where id = $1 returning id`,
      [parent.id, staff.name, options.unknown],
    );
    const child = rows[0]?.id;
    if (child === undefined) throw new Error('The child broadcast was not written');
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'broadcast.retry-missed',
      subject: `broadcast:${parent.id}`,
      detail: { child, unknown: options.unknown },
    });
    await client.query('commit');
    return { id: String(child) };
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
}

/** One child of a family at a time: two would send the same to the same people. Holds the family until the commit. */
async function mustBeAlone(client: pg.PoolClient, id: number, by: By): Promise<void> {
  const [first] = await readFamily(client, id);
  await client.query('select from broadcast where id = $1 for update', [first?.id ?? id]);
  const under = (await readFamily(client, id)).find(({ state }) => state !== 'finished' && state !== 'cancelled');
  if (under) throw wrongState({ id: under.id, state: under.state }, 'retry-missed', by.say);
}
