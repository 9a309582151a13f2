import { queryable, type Sql } from '../../../people/queryable.js';
import { addDays } from '../../../plans/deadlines/day.js';
import { OBLIGATION_COLUMNS, type Obligation, overdueFrom } from '../../../plans/obligations/obligation.js';

/** An official whose chat this is; a chat may be an official's of several agencies. */
export interface ChatOfficial {
  id: number;
  name: string;
  agencyId: number;
  agency: string;
  /** A head may ask for what is overdue. */
  role: 'focal' | 'head';
}

/** Those in office that a contact is. */
export async function readOfficials(on: Sql, contactId: number): Promise<ChatOfficial[]> {
  const { rows } = await queryable(on).query<ChatOfficial>(
    `select o.id, o.name, o.agency_id as "agencyId", a.name as agency, o.role
       from official o join agency a on a.id = o.agency_id
      where o.contact_id = $1 and o.left_at is null order by o.id`,
    [contactId],
  );
  return rows;
}

/** Colleagues in office with an agency, but for one of them; `connected`: Loa can reach them. */
export async function readColleagues(
  on: Sql,
  agencyId: number,
  but: number,
): Promise<{ id: number; name: string; connected: boolean }[]> {
  const { rows } = await queryable(on).query<{ id: number; name: string; connected: boolean }>(
    `select o.id, o.name, exists (select from address d where d.contact_id = o.contact_id and d.state = 'active') as connected
       from official o where o.agency_id = $1 and o.id <> $2 and o.left_at is null order by o.role, o.name, o.id`,
    [agencyId, but],
  );
  return rows;
}

/** What is shown of one obligation. */
export interface Task extends Obligation {
  section: string;
  text: string;
  deliverable: string | null;
  planNumber: string | null;
  agency: string;
  /** Its colleague's name, where it was handed to one. */
  official: string | null;
  /** Of the last report that stands. */
  paper: { number?: string | undefined; symbol?: string | undefined; date?: string | undefined } | null;
  /** The standing agency's last word, while nothing was reported since. */
  word: { kind: 'sent-back' | 'extension-granted' | 'extension-refused'; data: Record<string, unknown> } | null;
  confirmedAt: Date | null;
}

/** Received tasks stay in the list for so long, so that everybody sees it. */
const RECEIVED_DAYS = 14;
/** Of what comes round again and again only the next time is listed, and no day further off than this. */
const AHEAD_DAYS = 370;

const COLUMNS = `${OBLIGATION_COLUMNS}, coalesce(t.section, d.section, '') as section,
  coalesce(t.text_set, t.text, d.text, case when o.occurrence = 'next' then r.next_asks else r.asks end) as text,
  case when coalesce(d.id, r.id) is null then t.deliverable else 'báo cáo' end as deliverable, p.number as "planNumber", a.name as agency, f.name as official,
  case when o.state in ('reported', 'confirmed') then
    (select jsonb_strip_nulls(jsonb_build_object('number', e.data->'number', 'symbol', e.data->'symbol', 'date', e.data->'date')) from obligation_event e
      where e.obligation_id = o.id and e.kind in ('reported', 'amended') and e.data ? 'number'
        and e.id > coalesce((select max(u.id) from obligation_event u where u.obligation_id = o.id and u.kind in ('undone', 'sent-back')), 0) order by e.id desc limit 1) end as paper,
  case when o.state = 'open' then
    (select jsonb_build_object('kind', e.kind, 'data', e.data) from obligation_event e
      where e.obligation_id = o.id and e.kind in ('sent-back', 'reported', 'extension-granted', 'extension-refused', 'extension-asked', 'undone')
      order by e.id desc limit 1) end as word,
  case when o.state = 'confirmed' then
    (select max(e.at) from obligation_event e where e.obligation_id = o.id and e.kind = 'confirmed') end as "confirmedAt"`;
const FROM = `obligation o join plan p on p.id = o.plan_id join agency a on a.id = o.agency_id
  left join plan_task t on t.id = o.task_id left join plan_duty d on d.id = o.duty_id left join reporting_period r on r.id = o.period_id
  left join official f on f.id = o.official_id`;

type Row = Omit<Task, 'word'> & { word: { kind: string; data: Record<string, unknown> } | null };

/** One task, whoever's it is, or null. */
export async function readTask(on: Sql, id: number): Promise<Task | null> {
  const { rows } = await queryable(on).query<Row>(`select ${COLUMNS} from ${FROM} where o.id = $1`, [id]);
  return rows[0] === undefined ? null : asTask(rows[0]);
}

/** All that concerns agencies now, in the order in which it is shown. Two statements however much it is. */
export async function readTasks(on: Sql, agencyIds: readonly number[], today: string): Promise<Task[]> {
  const { rows } = await queryable(on).query<Row>(
    `select ${COLUMNS} from ${FROM}
      where o.agency_id = any($1) and o.state in ('open', 'reported', 'confirmed')
        and (o.due_on is null or o.due_on <= $2) and (o.state <> 'confirmed' or o.done_on > $3::date - 60)
      order by o.due_on nulls last, o.id`,
    [agencyIds, addDays(today, AHEAD_DAYS), today],
  );
  const tasks = rows.map(asTask);
  const next = new Set<string>();
  return tasks.filter((task) => {
    if (task.state === 'confirmed')
      return task.confirmedAt !== null && task.confirmedAt.toISOString() > `${addDays(today, -RECEIVED_DAYS)}T`;
    if (task.state !== 'open' || task.dueOn === null || task.dueOn <= today) return true;
    const same = `${task.agencyId} ${task.taskId ?? ''} ${task.dutyId ?? ''} ${task.periodId ?? ''} ${task.periodId === null ? '' : task.occurrence}`;
    if (next.has(same)) return false;
    next.add(same);
    return true;
  });
}

function asTask({ word, ...row }: Row): Task {
  const known =
    word !== null &&
    (word.kind === 'sent-back' || word.kind === 'extension-granted' || word.kind === 'extension-refused');
  return { ...row, word: known ? { kind: word.kind as NonNullable<Task['word']>['kind'], data: word.data } : null };
}

/** Where a task stands in the list. */
export const GROUPS = ['sentBack', 'overdue', 'due', 'coming', 'noDay', 'asked', 'waiting', 'received'] as const;
export type Group = (typeof GROUPS)[number];

/** A body that is only asked is never told that it is late. */
export function groupOf(task: Task, today: string): Group {
  if (task.state === 'confirmed') return 'received';
  if (task.state === 'reported') return 'waiting';
  if (task.word?.kind === 'sent-back') return 'sentBack';
  if (task.mode === 'đề nghị') return 'asked';
  if (task.dueOn === null) return 'noDay';
  const late = overdueFrom(task);
  if (late !== null && today >= late) return 'overdue';
  return task.dueOn <= today ? 'due' : 'coming';
}

/** What an official can still do something about. */
export const isOpen = (task: Task): boolean => task.state === 'open';
