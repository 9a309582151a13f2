import type { Clock } from '../../base/clock.js';
import { argumentFault, InputError } from '../../base/errors.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import { parsePlanId } from '../../plans/review/planId.js';
import type { Database } from '../../prisma/database.js';
import { HELD_LADDERS } from './heldLadders.js';
import { DEFAULT_LADDER, FARTHEST, type Ladder, MOST_RUNGS } from './ladder.js';

export interface LadderBy {
  name: string;
  clock: Clock;
  say: Translate;
  locale: string;
}

/** Which ladder: a plan's, or that of one of its tasks by its number in the plan. */
export interface LadderOf {
  plan: string;
  task: string | null;
}

export interface SetLadder extends Ladder {
  plan: string;
  task: string | null;
  /** Whose ladder it is: the task's own, its plan's, or nobody's and so the default. */
  own: 'task' | 'plan' | 'default';
  setBy: string | null;
}

/** The ladder that holds for a plan or a task. Throws InputError. */
export async function readLadder(db: Database, of: LadderOf, say: Translate): Promise<SetLadder> {
  const planId = await parsePlanId(db, of.plan, say);
  const taskId = of.task === null ? 0 : (await taskOf(db.pool, planId, of.task, say)).id;
  const { rows } = await db.pool.query<{ taskId: number; before: number[]; after: number[]; setBy: string }>(
    `select * from (${HELD_LADDERS}) held where "planId" = $1 and "taskId" in (0, $2) order by "taskId" desc limit 1`,
    [planId, taskId],
  );
  const found = rows[0];
  const { before, after } = found ?? DEFAULT_LADDER;
  const own = found === undefined ? 'default' : found.taskId === 0 ? 'plan' : 'task';
  return { plan: String(planId), task: of.task, before, after, own, setBy: found?.setBy ?? null };
}

/**
 * Sets the ladder of a plan or a task, or takes it back (null), with an entry in the audit chain. Counts from the next run on; what was told
 * stays told. Throws InputError.
 */
export async function setLadder(db: Database, of: LadderOf, ladder: Ladder | null, by: LadderBy): Promise<SetLadder> {
  const planId = await parsePlanId(db, of.plan, by.say);
  await inTransaction(db, async (client) => {
    const { rows } = await client.query<{ place: string | null }>(`select place from plan where id = $1`, [planId]);
    const place = rows[0]?.place ?? null;
    const { name: actor } = await requireStaff(client, by.name, 'nudges.ladder', {
      locale: by.locale,
      ...(place === null ? {} : { place }),
    });
    const task = of.task === null ? null : await taskOf(client, planId, of.task, by.say);
    if (ladder === null)
      await client.query(`delete from nudge_ladder where plan_id = $1 and task_id = $2`, [planId, task?.id ?? 0]);
    else
      await client.query(
        `insert into nudge_ladder (plan_id, task_id, before_days, after_days, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (plan_id, task_id) do update set before_days = excluded.before_days, after_days = excluded.after_days,
                                                      set_by = excluded.set_by, set_at = excluded.set_at`,
        [planId, task?.id ?? 0, ladder.before, ladder.after, actor, by.clock.now()],
      );
    await appendAudit(client, {
      at: by.clock.now(),
      actor,
      action: 'nudges.ladder',
      subject: `plan:${planId}`,
      detail: {
        task: task?.no ?? null,
        before: ladder?.before.join('+') ?? null,
        after: ladder?.after.join('+') ?? null,
      },
    });
  });
  return readLadder(db, of, by.say);
}

async function taskOf(on: Queryable, planId: number, no: string, say: Translate): Promise<{ id: number; no: number }> {
  const number = /^[1-9]\d{0,5}$/.test(no) ? Number(no) : 0;
  const { rows } = await on.query<{ id: number; no: number }>(
    `select id, no from plan_task where plan_id = $1 and no = $2 and dropped_at is null`,
    [planId, number],
  );
  if (rows[0]) return rows[0];
  throw refusal('nudges:fault.task', 'nudges:fault.taskMend', say, { value: no.slice(0, 20), plan: planId });
}

/** Counts of working days as typed: `30,14,7`; an empty text is none. `order` is the order of their days. Throws InputError. */
export function parseRungs(text: string, order: 'before' | 'after', say: Translate): number[] {
  const parts = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : 0));
  if (parts.length > MOST_RUNGS || parts.some((count) => count < 1 || count > FARTHEST))
    throw refusal('nudges:fault.rungs', 'nudges:fault.rungsMend', say, {
      value: text.slice(0, 60),
      most: MOST_RUNGS,
      farthest: FARTHEST,
    });
  return [...new Set(parts)].sort((a, b) => (order === 'before' ? b - a : a - b));
}

function refusal(
  what: MessageKey,
  mend: MessageKey,
  say: Translate,
  values: Record<string, string | number>,
): InputError {
  return new InputError('ladder', [argumentFault(say(what, values), say(mend, values))]);
}
