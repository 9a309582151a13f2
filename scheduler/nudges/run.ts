import type pg from 'pg';
import type { Clock } from '../../base/clock.js';
import { crashPoint } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { rollback } from '../../prisma/rollback.js';
import { type Digest, digestOf, SYSTEM, writePersonal } from '../broadcast/writePersonal.js';
import type { Announced } from '../calendar/workingDays.js';
import { vietnamMonth } from '../time/vietnamTime.js';
import { composeDigest, frameOf } from './digest.js';
import { readState } from './owing.js';
import { lettersDue, pastLadder } from './pastLadder.js';
import { type DayPlan, planDay } from './planDay.js';

export interface Run {
  day: string;
  /** Null: nobody was to be told anything. */
  broadcastId: number | null;
  persons: number;
  rungs: number;
  unreached: DayPlan['unreached'];
}

/**
 * Plans one working day's nudges and sets them going: the run, its broadcast, a digest for each person and the rungs it
 * tells, in one transaction, whole or not at all. Of several that try at once, or of one that tries again after a crash,
 * one does it: the run's row is the day's. Null: it had been done. As many statements for ten thousand obligations as for one.
 *
 * Everything is read and composed before the transaction, which then only writes: the embedded database has one
 * session for all, and nobody waits for a computation.
 */
export async function runNudges(
  db: Database,
  day: string,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Run | null> {
  const state = await readState(db, day, day);
  const plan = planDay(state, day);
  const digests = compose(plan, state.announced);
  const ended = lettersDue(pastLadder(state, day));
  crashPoint('nudge-plan');
  const client = await db.pool.connect();
  try {
    const month = vietnamMonth(clock.now());
    await client.query('select loa_delivery_partition($1::date)', [month]);
    await client.query('begin');
    const run = await write(client, plan, digests, month, clock);
    if (run === null) {
      await client.query('rollback');
      return null;
    }
    crashPoint('nudge-write');
    await client.query('commit');
    crashPoint('nudge-commit');
    const { broadcastId, persons, rungs, unreached } = run;
    log.info({ day, broadcast: broadcastId, persons, rungs }, 'nudges planned');
    if (ended.length > 0)
      log.info(
        { day, plans: ended.length, obligations: ended.reduce((sum, { tasks }) => sum + tasks, 0) },
        'past the last rung: letters of reminder can be drafted',
      );
    if (unreached.length > 0)
      log.warn({ day, agencies: unreached.length }, 'agencies owe something and have nobody who can be told');
    return run;
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
}

function compose(plan: DayPlan, announced: Announced): Digest[] {
  return plan.persons.map((person) => digestOf(person.contactId, composeDigest(person, plan.day, announced)));
}

/** Whoever claims the day does it; the others wait for that transaction here, and find the day taken. */
const CLAIM = `
insert into nudge_run (on_day, month, planned_at, persons, rungs, unreached) values ($1::date, $2::date, $3, $4, $5, $6)
on conflict (on_day) do nothing`;

/** A rung that is there already is one whose delivery reached nobody: it belongs to this run now. */
const RUNGS = `
insert into nudge_rung (obligation_id, official_id, kind, counted_to, rung, on_day, month, broadcast_id, contact_id)
select r."obligationId", r."officialId", r.kind, r."countedTo", r.rung, $1::date, $2::date, $3, r."contactId"
  from jsonb_to_recordset($4::jsonb) as r("obligationId" int, "officialId" int, kind text, "countedTo" date, rung int, "contactId" int)
on conflict (obligation_id, official_id, kind, counted_to, rung)
   do update set on_day = excluded.on_day, month = excluded.month, broadcast_id = excluded.broadcast_id, contact_id = excluded.contact_id`;

async function write(
  client: pg.PoolClient,
  plan: DayPlan,
  digests: readonly Digest[],
  month: string,
  clock: Clock,
): Promise<Run | null> {
  const { day, unreached } = plan;
  const rungs = rungsOfPlan(plan);
  const counts = [digests.length, rungs.length, JSON.stringify(unreached)];
  const claimed = await client.query(CLAIM, [day, month, clock.now(), ...counts]);
  if (claimed.rowCount === 0) return null;
  const run = { day, persons: digests.length, rungs: rungs.length, unreached };
  if (digests.length === 0) return { ...run, broadcastId: null };
  const approvedBy = activatedBy(plan);
  const { id, hash } = await writePersonal(client, { day, month, frame: frameOf(day), digests, approvedBy, clock });
  await client.query(RUNGS, [day, month, id, JSON.stringify(rungs)]);
  await client.query(`update nudge_run set broadcast_id = $2 where on_day = $1::date`, [day, id]);
  await appendAudit(client, {
    at: clock.now(),
    actor: SYSTEM,
    action: 'nudges.run',
    subject: `broadcast:${id}`,
    detail: { day, persons: digests.length, rungs: rungs.length, plans: plansOf(plan), hash },
  });
  return { ...run, broadcastId: id };
}

function rungsOfPlan({ persons }: DayPlan) {
  return persons.flatMap(({ contactId, items }) =>
    items.flatMap(({ owing, reason: { kind, countedTo, rung }, officialIds }) =>
      officialIds.map((officialId) => ({ obligationId: owing.id, officialId, kind, countedTo, rung, contactId })),
    ),
  );
}

const owingOf = ({ persons }: DayPlan) => persons.flatMap(({ items }) => items.map(({ owing }) => owing));

/** Who made the plans live on which the run rests. */
function activatedBy(plan: DayPlan): string[] {
  return [...new Set(owingOf(plan).flatMap(({ activatedBy: name }) => (name === null ? [] : [name])))].sort();
}

const plansOf = (plan: DayPlan): number => new Set(owingOf(plan).map(({ planId }) => planId)).size;
