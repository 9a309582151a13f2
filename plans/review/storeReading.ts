import { z } from 'zod';
import type { Queryable } from '../../people/queryable.js';
import type { Deadline, PlanReading } from '../reading.js';
import { printedBody } from './bodies.js';
import { setDeadline } from './deadlines.js';
import { deadlineSchema, type SetDeadline } from './decision.js';

/** Writes what was read below the plan's row, as it was read: nobody's opinion yet. Inside the transaction that made the row. */
export async function storeReading(client: Queryable, planId: number, reading: PlanReading, at: Date): Promise<void> {
  const taskIds = await storeTasks(client, planId, reading);
  const dutyIds = await storeDuties(client, planId, reading, taskIds);
  await client.query(
    `insert into plan_target (plan_id, no, section, text, value, comparison, unit, by_when)
     select $1, no, section, text, value, comparison, unit, "by"
       from jsonb_to_recordset($2::jsonb) as t(no int, section text, text text, value float8, comparison text, unit text, "by" text)`,
    [planId, JSON.stringify(reading.targets.map((target, index) => ({ no: index + 1, ...target })))],
  );
  const from = { source: 'plan', basis: null, by: null, at } as const;
  for (const [index, task] of reading.tasks.entries()) {
    const taskId = taskIds[index];
    if (taskId === undefined) continue;
    for (const [no, deadline] of deadlinesOf(task).entries())
      await setDeadline(client, planId, { taskId }, deadline, { ...from, no });
  }
  for (const [index, duty] of reading.duties.entries()) {
    const dutyId = dutyIds[index];
    const own = duty.deadline;
    if (own === null || dutyId === undefined || same(own, taskOf(reading, duty)?.deadline ?? null)) continue;
    await setDeadline(client, planId, { dutyId }, own, from);
  }
}

/** A sentence may name several days ("trước ngày 15/6 và 15/12/2027"); the reader gives the further ones beside the first. */
const further = z.object({ otherDeadlines: z.array(deadlineSchema).default([]) });

function deadlinesOf(task: PlanReading['tasks'][number]): SetDeadline[] {
  return [...(task.deadline === null ? [] : [task.deadline]), ...further.parse(task).otherDeadlines];
}

async function storeTasks(client: Queryable, planId: number, reading: PlanReading): Promise<number[]> {
  const { rows } = await client.query<{ id: number; no: number }>(
    `insert into plan_task (plan_id, no, section, text, agencies, with_others, mode, deliverable, start_offset, end_offset)
     select $1, no, section, text, agencies, "with", mode, deliverable, start, "end"
       from jsonb_to_recordset($2::jsonb) as t(no int, section text, text text, agencies text[], "with" text[], mode text, deliverable text, start int, "end" int)
     returning id, no`,
    [planId, JSON.stringify(reading.tasks.map((task, index) => ({ no: index + 1, ...task })))],
  );
  const ids = rows.sort((a, b) => a.no - b.no).map(({ id }) => id);
  const bodies = reading.tasks.flatMap((task, index) =>
    (['lead', 'with'] as const).flatMap((role) =>
      (role === 'lead' ? task.agencies : task.with).map((printed, ordinal) => ({
        task: ids[index],
        role,
        ordinal,
        printed,
        key: printedBody(printed, null).key,
      })),
    ),
  );
  await client.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key)
     select task, role, ordinal, printed, key
       from jsonb_to_recordset($1::jsonb) as b(task int, role text, ordinal int, printed text, key text)`,
    [JSON.stringify(bodies)],
  );
  return ids;
}

async function storeDuties(
  client: Queryable,
  planId: number,
  reading: PlanReading,
  taskIds: readonly number[],
): Promise<number[]> {
  const duties = reading.duties.map((duty, index) => {
    const task = taskOf(reading, duty);
    return { no: index + 1, ...duty, task: task === null ? null : (taskIds[reading.tasks.indexOf(task)] ?? null) };
  });
  const { rows } = await client.query<{ id: number; no: number }>(
    `insert into plan_duty (plan_id, no, task_id, section, who, to_whom, text, start_offset, end_offset)
     select $1, no, task, section, who, "to", text, start, "end"
       from jsonb_to_recordset($2::jsonb) as d(no int, task int, section text, who text, "to" text, text text, start int, "end" int)
     returning id, no`,
    [planId, JSON.stringify(duties)],
  );
  return rows.sort((a, b) => a.no - b.no).map(({ id }) => id);
}

/** The task whose words a duty is part of. */
function taskOf(reading: PlanReading, duty: PlanReading['duties'][number]): PlanReading['tasks'][number] | null {
  const here = reading.tasks.filter((task) => task.section === duty.section);
  return here.find((task) => task.start <= duty.start && task.end >= duty.end) ?? here[0] ?? null;
}

function same(a: Deadline, b: Deadline | null): boolean {
  return b !== null && JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
