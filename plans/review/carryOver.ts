import type { Queryable } from '../../people/queryable.js';
import { phrasesOf, readDeadlines, type StoredDeadline, setDeadline } from './deadlines.js';
import { matchTasks } from './matchTasks.js';
import { setBodies } from './setBodies.js';
import { readBodies, readTasks, type StoredBody, type StoredTask } from './stored.js';

/**
 * Takes over into a new version what a person answered and edited in the earlier one, task by task: follow-up days and dropped
 * tasks always; a text, a deadline or agencies that a clerk set only where the plan still says there what it said then, because else
 * the plan's new word counts (and shows as a change). Answers about bodies and the header stay answers.
 */
export async function carryOver(client: Queryable, before: number, after: number): Promise<void> {
  await client.query('update plan set replaces_id = $1 where id = $2', [before, after]);
  await client.query(
    `update plan p set place = coalesce(p.place, b.place), number = coalesce(p.number, b.number), issued_on = coalesce(p.issued_on, b.issued_on)
       from plan b where p.id = $2 and b.id = $1`,
    [before, after],
  );
  await client.query(
    `insert into plan_question (plan_id, no, key, kind, subject, proposal, answer, answered_by, answered_at)
     select $2, row_number() over (order by no), key, kind, subject, proposal, answer, answered_by, answered_at
       from plan_question where plan_id = $1 and answer is not null and task_id is null and duty_id is null`,
    [before, after],
  );
  const [old, fresh] = [await readTasks(client, before), await readTasks(client, after)];
  const matched = matchTasks(old, fresh);
  const oldBodies = await readBodies(client, before);
  const [oldDeadlines, freshDeadlines] = [await readDeadlines(client, before), await readDeadlines(client, after)];
  for (const [index, task] of fresh.entries()) {
    const former = old[matched[index] ?? -1];
    if (former === undefined) continue;
    await carryTask(client, former, task);
    const same = phrasesOf(oldDeadlines, former.id) === phrasesOf(freshDeadlines, task.id);
    await carryDeadlines(client, after, task.id, of(oldDeadlines, former.id), same);
    await carryBodies(client, former, task, oldBodies);
  }
  await carryTargets(client, before, after);
}

const of = (deadlines: readonly StoredDeadline[], taskId: number): StoredDeadline[] =>
  deadlines.filter((one) => one.taskId === taskId);

async function carryTask(client: Queryable, former: StoredTask, task: StoredTask): Promise<void> {
  await client.query(
    `update plan_task t set follows_id = f.id, dropped_at = f.dropped_at, text_set = case when f.text = t.text then f.text_set end
       from plan_task f where t.id = $2 and f.id = $1`,
    [former.id, task.id],
  );
}

async function carryDeadlines(
  client: Queryable,
  planId: number,
  taskId: number,
  former: readonly StoredDeadline[],
  samePhrases: boolean,
): Promise<void> {
  for (const deadline of former) {
    if (deadline.source === 'plan' || (deadline.source === 'clerk' && !samePhrases)) continue;
    const { source, basis, setBy: by, setAt: at } = deadline;
    await setDeadline(client, planId, { taskId }, deadline, { source, basis, by, at });
  }
}

async function carryBodies(
  client: Queryable,
  former: StoredTask,
  task: StoredTask,
  bodies: readonly StoredBody[],
): Promise<void> {
  for (const [role, printed] of [
    ['lead', 'agencies'],
    ['with', 'withOthers'],
  ] as const) {
    const set = bodies.filter((body) => body.taskId === former.id && body.role === role && body.byClerk);
    if (set.length === 0 || former[printed].join('\n') !== task[printed].join('\n')) continue;
    await setBodies(client, task.id, role, set);
  }
}

/** Owners and values of targets, which belong to the target and not to its wording. */
async function carryTargets(client: Queryable, before: number, after: number): Promise<void> {
  const read = async (planId: number): Promise<{ id: number; section: string; text: string }[]> =>
    (
      await client.query<{ id: number; section: string; text: string }>(
        'select id, section, text from plan_target where plan_id = $1 order by no',
        [planId],
      )
    ).rows;
  const [old, fresh] = [await read(before), await read(after)];
  const pairs = matchTasks(old, fresh).flatMap((from, to) => {
    const [former, now] = [old[from ?? -1], fresh[to]];
    return former === undefined || now === undefined ? [] : [{ from: former.id, to: now.id }];
  });
  const values = [pairs.map(({ from }) => from), pairs.map(({ to }) => to)];
  await client.query(
    `update plan_target t set owner_id = f.owner_id from unnest($1::int[], $2::int[]) as pair(f, t), plan_target f
      where t.id = pair.t and f.id = pair.f`,
    values,
  );
  await client.query(
    `insert into target_value (target_id, period, value, set_by, set_at)
     select pair.t, v.period, v.value, v.set_by, v.set_at from unnest($1::int[], $2::int[]) as pair(f, t) join target_value v on v.target_id = pair.f`,
    values,
  );
}
