import type pg from 'pg';
import type { Clock } from '../../base/clock.js';
import { crashPoint } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { appendAudit } from '../../people/appendAudit.js';
import { ensureStaffAddresses } from '../../people/staffChat/staffAddress.js';
import type { Database } from '../../prisma/database.js';
import { rollback } from '../../prisma/rollback.js';
import { type Digest, digestOf, SYSTEM, writePersonal } from '../broadcast/writePersonal.js';
import { minuteOfDay, vietnamMonth } from '../time/vietnamTime.js';
import { composeSummary, summaryFrame } from './compose.js';
import { type Due, dueScopes } from './dueScopes.js';
import { type PersonSummary, planSummaries } from './planSummaries.js';
import { readPicture } from './readPicture.js';
import { readScopes, storedKind } from './scopes.js';
import { EARLIEST_MINUTE, LATEST_MINUTE } from './setting.js';

export interface SummaryRun {
  day: string;
  /** Null: nobody was to be told anything. */
  broadcastId: number | null;
  persons: number;
  /** How many summaries it made, of plans, periods and what heads asked for. */
  made: number;
}

/**
 * Makes the summaries that are due and sets them going: one broadcast of kind nudge with one message a person, in one transaction, whole or not at all.
 * Of several that try at once, or of one that tries again after a crash, one does it: the row of each summary's day or week is the claim. Null: nothing
 * was due, or it had been done. As many statements for two hundred bodies as for one; what is said is true as of the moment it names.
 *
 * Not from a database that has woken up somewhere else.
 */
export async function summariesDue(
  db: Database,
  { clock, log, secret }: { clock: Clock; log: Log; secret: string },
): Promise<SummaryRun | null> {
  const now = clock.now();
  const minute = minuteOfDay(now);
  if (minute < EARLIEST_MINUTE || minute > LATEST_MINUTE) return null;
  const { rowCount: held } = await db.pool.query('select from home where held_at is not null');
  if (held !== 0) return null;
  const due = dueScopes(await readScopes(db), now);
  if (due.length === 0) return null;
  await ensureStaffAddresses(db, secret);
  const day = vietnamDay(now);
  const standing = due.flatMap(({ scope }) => (scope.standingId === null ? [] : [scope.standingId]));
  const persons = planSummaries(due, await readPicture(db, day, standing));
  crashPoint('summary-plan');
  const client = await db.pool.connect();
  try {
    const month = vietnamMonth(now);
    await client.query('select loa_delivery_partition($1::date)', [month]);
    await client.query('begin');
    const run = await write(client, due, persons, { day, month, now, clock });
    if (run === null) {
      await client.query('rollback');
      return null;
    }
    crashPoint('summary-write');
    await client.query('commit');
    crashPoint('summary-commit');
    if (run.broadcastId !== null) log.info({ ...run, broadcast: run.broadcastId }, 'summaries planned');
    return run;
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Whoever claims a summary's day or week makes it; the others wait for that transaction here, and find it taken. Ordered, so that two who claim several
 * never wait for each other.
 */
const CLAIM = `
insert into summary_run (kind, plan_id, period_id, counted_to, month, planned_at)
select d.kind, d."planId", d."periodId", d."countedTo", $2::date, $3
  from jsonb_to_recordset($1::jsonb) as d(kind text, "planId" int, "periodId" int, "countedTo" date) order by d.kind, d."planId", d."periodId"
on conflict (kind, plan_id, period_id, counted_to) do nothing`;

const BELONGS = `
update summary_run r set broadcast_id = $2
  from jsonb_to_recordset($1::jsonb) as d(kind text, "planId" int, "periodId" int, "countedTo" date)
 where (r.kind, r.plan_id, r.period_id, r.counted_to) = (d.kind, d."planId", d."periodId", d."countedTo")`;

async function write(
  client: pg.PoolClient,
  due: readonly Due[],
  persons: readonly PersonSummary[],
  { day, month, now, clock }: { day: string; month: string; now: Date; clock: Clock },
): Promise<SummaryRun | null> {
  const claims = JSON.stringify(
    due.map(({ scope, countedTo }) => ({
      ...{ kind: storedKind(scope), planId: scope.planId, periodId: scope.periodId, countedTo },
    })),
  );
  const claimed = await client.query(CLAIM, [claims, month, now]);
  // Somebody else made one of them a moment ago: what is left is found at the next look.
  if (claimed.rowCount !== due.length) return null;
  const digests: Digest[] = persons.flatMap((person) =>
    person.contactId === null ? [] : [digestOf(person.contactId, composeSummary(person, now))],
  );
  const run = { day, persons: digests.length, made: due.length };
  if (digests.length === 0) return { ...run, broadcastId: null };
  const told = new Set(persons.flatMap(({ sections }) => sections.map(({ scope }) => scope.basis)));
  const approvedBy = [...told].filter((name) => name !== '').sort();
  const { id, hash } = await writePersonal(client, {
    ...{ day, month, digests, clock },
    ...{ frame: summaryFrame(now), approvedBy },
  });
  await client.query(BELONGS, [claims, id]);
  const detail = { day, persons: digests.length, made: due.length, hash };
  await appendAudit(client, { at: now, actor: SYSTEM, action: 'summaries.run', subject: `broadcast:${id}`, detail });
  return { ...run, broadcastId: id };
}
