import { queryable, type Sql } from '../../../people/queryable.js';
import { readHistory } from '../../../plans/obligations/history.js';
import { readTask, type Task } from '../official/tasks.js';

/** What waits for the standing agency within a place (null: everywhere): reports in the order in which they were sent, then wishes for another day. */
export async function readWaiting(
  on: Sql,
  place: string | null,
  { first, most }: { first: number; most: number },
): Promise<{ tasks: Task[]; total: number; seen: number }> {
  const { rows } = await queryable(on).query<{ id: number; total: number; seen: number }>(WAITING, [
    place,
    most,
    first,
  ]);
  const tasks = await Promise.all(rows.map(({ id }) => readTask(on, id)));
  return {
    tasks: tasks.filter((task) => task !== null),
    total: rows[0]?.total ?? 0,
    seen: Math.max(0, ...rows.map(({ seen }) => seen)),
  };
}

const INSIDE = `($1::text is null or exists (select from plan p join place l on l.code = p.place where p.id = o.plan_id and $1 = any(string_to_array(l.path, '/'))))`;
/** What is no longer owed waits for nobody. */
const WAITING = `
  select o.id, count(*) over ()::int as total, coalesce((select max(e.id) from obligation_event e where e.obligation_id = o.id), 0) as seen
    from obligation o
   where (o.state = 'reported' or (o.state = 'open' and o.asked_on is not null)) and ${INSIDE}
   order by o.state = 'open', o.done_on, o.due_on nulls last, o.id limit $2 offset $3`;

/** A task within a place, with what was reported of it last. */
export interface Reported {
  task: Task;
  /** Number of the last event that is known of it. */
  seen: number;
  by: string | null;
  note: string;
  files: number;
  /** Why another day is asked for. */
  reason: string;
}

/** One task for staff to decide about; `outside` where it lies in no place of theirs, null where there is none. */
export async function readReported(on: Sql, place: string | null, id: number): Promise<Reported | 'outside' | null> {
  const task = await readTask(on, id);
  if (task === null) return null;
  const { rowCount } = await queryable(on).query(`select from obligation o where o.id = $2 and ${INSIDE}`, [place, id]);
  if (rowCount === 0) return 'outside';
  const history = await readHistory(on, [id]);
  const report = history.findLast(({ kind }) => kind === 'reported' || kind === 'amended');
  const asked = history.findLast(({ kind }) => kind === 'extension-asked');
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    task,
    seen: history.at(-1)?.id ?? 0,
    by: report?.official?.name ?? null,
    note: text(report?.data['note']),
    files: history.filter(({ kind }) => kind === 'attachment').length,
    reason: text(asked?.data['reason']),
  };
}
