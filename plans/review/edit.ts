import { argumentFault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import { ensureAgency, tidyName } from '../../people/agencies/ensureAgency.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { answerContext } from './answer.js';
import { printedBody } from './bodies.js';
import type { By } from './by.js';
import { isOpen, readDeadlines, type StoredDeadline, setDeadline } from './deadlines.js';
import { editing } from './editing.js';
import { parseAgencies, parseWhen } from './parseAnswer.js';
import { refreshQuestions } from './refresh.js';
import { setBodies } from './setBodies.js';
import { readTasks, type StoredPlan, type StoredTask } from './stored.js';

/** What a clerk changes of one task. An empty text takes back what a clerk had set; the plan's own words are always kept. */
export interface TaskEdit {
  deadline?: string;
  agency?: string;
  with?: string;
  text?: string;
  drop?: boolean;
  restore?: boolean;
}

const TEXT_MAX = 5_000;

/** Changes one task of a plan, all that is asked for or nothing. Throws InputError. */
export async function editTask(db: Database, planId: string, taskNo: string, edit: TaskEdit, by: By): Promise<void> {
  await editing(db, planId, by, 'plan.edit', async (client, plan) => {
    const task = findTask(await readTasks(client, plan.id), taskNo, by);
    if (edit.deadline !== undefined) await editDeadline(client, plan, task, edit.deadline, by);
    if (edit.agency !== undefined) await editBodies(client, plan, task, 'lead', edit.agency, by);
    if (edit.with !== undefined) await editBodies(client, plan, task, 'with', edit.with, by);
    if (edit.text !== undefined) await editText(client, task, edit.text, by);
    if (edit.drop === true || edit.restore === true)
      await client.query('update plan_task set dropped_at = $2 where id = $1', [
        task.id,
        edit.drop === true ? by.clock.now() : null,
      ]);
    await refreshQuestions(client, plan.id);
    return { result: undefined, detail: { task: task.no, what: Object.keys(edit).join('+') } };
  });
}

/** Which tasks a follow-up day is for: ranges of numbers ("1-40,44"), or all that have no day of their own. */
export type FollowUpTasks = { tasks: string } | 'undated';

/**
 * Sets one follow-up day ("mốc theo dõi") for many tasks at once. It is kept beside what the plan says, never in its place, and
 * always with the letter that it rests on. Returns the numbers of the tasks.
 */
export async function setFollowUp(
  db: Database,
  planId: string,
  day: string,
  which: FollowUpTasks,
  basis: string,
  by: By,
): Promise<number[]> {
  const letter = nfc(basis).replace(/\s+/g, ' ').trim();
  if (letter === '' || letter.length > 300)
    throw fault('no-basis', by.say('review:fault.noBasis'), by.say('review:fault.noBasisMend'));
  return editing(db, planId, by, 'plan.follow-up', async (client, plan) => {
    const context = await answerContext(client, plan, by);
    const { deadline } = parseWhen(day, context);
    if (deadline.kind !== 'date')
      throw fault('bad-day', by.say('review:fault.badDay', { text: day.slice(0, 60) }), by.say('review:how.issued-on'));
    const all = (await readTasks(client, plan.id)).filter((task) => !task.dropped);
    const chosen =
      which === 'undated' ? undated(all, await readDeadlines(client, plan.id)) : numbered(all, which.tasks, by);
    if (chosen.length === 0)
      throw fault('no-tasks', by.say('review:fault.noTasks'), by.say('review:fault.noTasksMend'));
    for (const task of chosen)
      await setDeadline(client, plan.id, { taskId: task.id }, deadline, {
        source: 'follow-up',
        basis: letter,
        by: by.name ?? 'operator',
        at: by.clock.now(),
      });
    return { result: chosen.map((task) => task.no), detail: { day: deadline.on ?? '', tasks: chosen.length } };
  });
}

/** Tasks that neither the plan nor a clerk gave a day. What goes on all the time ("thường xuyên") has none either. */
function undated(tasks: readonly StoredTask[], deadlines: readonly StoredDeadline[]): StoredTask[] {
  const dated = new Set(
    deadlines
      .filter((one) => one.source !== 'follow-up' && !isOpen(one) && one.kind !== 'none' && one.kind !== 'ongoing')
      .map((one) => one.taskId),
  );
  return tasks.filter((task) => !dated.has(task.id));
}

function numbered(tasks: readonly StoredTask[], text: string, by: By): StoredTask[] {
  const wanted = new Set<number>();
  for (const part of text.split(',').map((one) => one.trim())) {
    const range = /^(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?$/.exec(part);
    const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
    if (range === null || from > to)
      throw fault(
        'bad-tasks',
        by.say('review:fault.badTasks', { text: part.slice(0, 40) }),
        by.say('review:fault.badTasksMend'),
      );
    for (const task of tasks) if (task.no >= from && task.no <= to) wanted.add(task.no);
  }
  return tasks.filter((task) => wanted.has(task.no));
}

async function editDeadline(
  client: Queryable,
  plan: StoredPlan,
  task: StoredTask,
  text: string,
  by: By,
): Promise<void> {
  if (text.trim() === '') {
    await client.query(`delete from plan_deadline where task_id = $1 and source = 'clerk'`, [task.id]);
    // The question that the clerk's day had settled is open again.
    await client.query('delete from plan_question where plan_id = $1 and key = $2', [
      plan.id,
      `deadline:task:${task.no}`,
    ]);
    return;
  }
  const context = await answerContext(client, plan, by);
  const none = /^(?:none|không)$/iu.test(nfc(text).trim());
  const deadline = none ? { phrase: nfc(text).trim(), kind: 'none' as const } : parseWhen(text, context).deadline;
  await setDeadline(client, plan.id, { taskId: task.id }, deadline, {
    source: 'clerk',
    basis: null,
    by: by.name ?? 'operator',
    at: by.clock.now(),
  });
}

async function editBodies(
  client: Queryable,
  plan: StoredPlan,
  task: StoredTask,
  role: 'lead' | 'with',
  text: string,
  by: By,
): Promise<void> {
  const context = await answerContext(client, plan, by);
  if (text.trim() === '') return asPrinted(client, task, role, context.place?.shortName ?? null);
  const made = /^(?:new|tạo mới)\s*:\s*(.+)$/iu.exec(nfc(text).trim())?.[1];
  if (made !== undefined && context.place === null)
    throw fault('place-first', by.say('review:fault.placeFirst'), by.say('review:fault.placeFirstMend'));
  if (made !== undefined && context.place !== null)
    for (const name of made
      .split(';')
      .map(tidyName)
      .filter((one) => one !== ''))
      await ensureAgency(client, { name, place: context.place, parentId: null, aliases: [] });
  const agencies = parseAgencies(made ?? text, made === undefined ? context : await answerContext(client, plan, by));
  await setBodies(
    client,
    task.id,
    role,
    agencies.map(({ id, name, key }, ordinal) => ({ ordinal, printed: name, bodyKey: key, agencyId: id })),
  );
}

/** Back to the bodies that the plan names; what was answered for them then counts again. */
async function asPrinted(
  client: Queryable,
  task: StoredTask,
  role: 'lead' | 'with',
  placeName: string | null,
): Promise<void> {
  await client.query('delete from task_agency where task_id = $1 and role = $2', [task.id, role]);
  const printed = role === 'lead' ? task.agencies : task.withOthers;
  await client.query(
    `insert into task_agency (task_id, role, ordinal, printed, body_key)
     select $1, $2, ordinal - 1, printed, key from unnest($3::text[], $4::text[]) with ordinality as p(printed, key, ordinal)`,
    [task.id, role, printed, printed.map((name) => printedBody(name, placeName).key)],
  );
}

async function editText(client: Queryable, task: StoredTask, text: string, by: By): Promise<void> {
  const set = nfc(text).replace(/\s+/g, ' ').trim();
  if (set.length > TEXT_MAX)
    throw fault(
      'bad-text',
      by.say('review:fault.answerTooLong', { max: TEXT_MAX }),
      by.say('review:fault.answerTooLongMend'),
    );
  await client.query('update plan_task set text_set = $2 where id = $1', [
    task.id,
    set === '' || set === task.text ? null : set,
  ]);
}

function findTask(tasks: readonly StoredTask[], no: string, by: By): StoredTask {
  const found =
    tasks.find((task) => String(task.no) === no.trim()) ??
    single(tasks.filter((task) => task.section === nfc(no).trim()));
  if (found !== undefined) return found;
  throw fault(
    'unknown-task',
    by.say('review:fault.unknownTask', { no: no.slice(0, 40) }),
    by.say('review:fault.unknownTaskMend', { last: tasks.length }),
  );
}

const single = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
const fault = (code: string, what: string, mend: string): InputError =>
  new InputError(code, [argumentFault(what, mend)]);
