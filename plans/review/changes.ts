import type { Sql } from '../../people/queryable.js';
import { bareDeadline, phrasesOf, readDeadlines, type StoredDeadline } from './deadlines.js';
import type { SetDeadline } from './decision.js';
import { readTasks, type StoredTask } from './stored.js';

export interface Changed<T> {
  from: T;
  to: T;
}

/** One task that both versions have and that reads differently; only what differs is there. */
export interface ChangedTask {
  task: number;
  section: string;
  moved?: string;
  text?: Changed<string>;
  deadline?: Changed<SetDeadline | null>;
  agencies?: Changed<string[]>;
  with?: Changed<string[]>;
  /** Something that a clerk had set was not taken over, because the plan now says something else there. */
  editLost?: true;
}

export interface PlanChanges {
  added: { task: number; section: string; text: string }[];
  removed: { section: string; text: string }[];
  changed: ChangedTask[];
}

/** What a version of a plan changed against the one before it, as read from the two documents. */
export async function planChanges(on: Sql, before: number, after: number): Promise<PlanChanges> {
  const [old, fresh] = [await readTasks(on, before), await readTasks(on, after)];
  const [oldDeadlines, deadlines] = [await readDeadlines(on, before), await readDeadlines(on, after)];
  const formers = new Map(old.map((task) => [task.id, task]));
  const followed = new Set(fresh.map((task) => task.followsId));
  const changed = fresh.flatMap((task) => {
    const former = formers.get(task.followsId ?? -1);
    if (former === undefined) return [];
    const difference = compare(former, task, oldDeadlines, deadlines);
    return difference === null ? [] : [difference];
  });
  return {
    added: fresh
      .filter((task) => !formers.has(task.followsId ?? -1))
      .map(({ no, section, text }) => ({ task: no, section, text })),
    removed: old.filter((task) => !followed.has(task.id)).map(({ section, text }) => ({ section, text })),
    changed,
  };
}

function compare(
  former: StoredTask,
  task: StoredTask,
  before: readonly StoredDeadline[],
  after: readonly StoredDeadline[],
): ChangedTask | null {
  const change: ChangedTask = { task: task.no, section: task.section };
  if (former.section !== task.section) change.moved = former.section;
  if (former.text !== task.text) change.text = { from: former.text, to: task.text };
  const [due, dueNow] = [asRead(before, former.id), asRead(after, task.id)];
  if (phrasesOf(before, former.id) !== phrasesOf(after, task.id)) change.deadline = { from: due, to: dueNow };
  if (former.agencies.join('\n') !== task.agencies.join('\n'))
    change.agencies = { from: former.agencies, to: task.agencies };
  if (former.withOthers.join('\n') !== task.withOthers.join('\n'))
    change.with = { from: former.withOthers, to: task.withOthers };
  const set = before.some((one) => one.taskId === former.id && one.source === 'clerk');
  if ((former.textSet !== null && change.text !== undefined) || (set && change.deadline !== undefined))
    change.editLost = true;
  return Object.keys(change).length > 2 ? change : null;
}

function asRead(deadlines: readonly StoredDeadline[], taskId: number): SetDeadline | null {
  const found = deadlines.find((one) => one.taskId === taskId && one.source === 'plan');
  return found === undefined ? null : bareDeadline(found);
}
