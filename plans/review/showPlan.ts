import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { type PlanChanges, planChanges } from './changes.js';
import { bareDeadline, readDeadlines, type StoredDeadline } from './deadlines.js';
import type { SetDeadline } from './decision.js';
import { type ShownQuestion, showQuestions } from './showQuestions.js';
import {
  type PlanState,
  readBodies,
  readDuties,
  readPlanRow,
  readTasks,
  type StoredBody,
  type StoredPlan,
} from './stored.js';

export interface ShownBody {
  /** As printed in the plan, or as a clerk set it. */
  name: string;
  agencies: { id: string; name: string }[];
}

export interface ShownTask {
  task: number;
  section: string;
  /** What is to be done: a clerk's wording where there is one. */
  text: string;
  /** The sentence of the plan, with its place in `text` of the plan (UTF-16 offsets). */
  quote: string;
  start: number;
  end: number;
  mode: string;
  deliverable: string | null;
  dropped: boolean;
  agencies: ShownBody[];
  with: ShownBody[];
  /** What counts: the clerk's where one was set, else the plan's. */
  deadline: (SetDeadline & { source: 'plan' | 'clerk' }) | null;
  /** Further days that the plan states for it; none once a clerk has set one. */
  otherDeadlines: SetDeadline[];
  /** As the plan says, where a clerk set another. */
  deadlineInPlan: SetDeadline | null;
  /** Not in the plan: a day that a letter asks for. */
  followUp: { on: string; basis: string; by: string | null } | null;
}

export interface ShownPlan {
  id: string;
  state: PlanState;
  title: string | null;
  number: string | null;
  issuer: string | null;
  place: { code: string; name: string } | null;
  issuedOn: string | null;
  period: { from: string | null; to: string | null } | null;
  sha256: string;
  replaces: string | null;
  createdBy: string;
  activatedBy: string | null;
  activatedAt: string | null;
  tasks: ShownTask[];
  targets: {
    target: number;
    section: string;
    text: string;
    value: number | null;
    comparison: string | null;
    unit: string | null;
    by: string | null;
    owner: { id: string; name: string } | null;
    values: { period: string; value: number }[];
  }[];
  duties: {
    duty: number;
    section: string;
    who: string;
    to: string | null;
    text: string;
    start: number;
    end: number;
    deadline: SetDeadline | null;
  }[];
  questions: ShownQuestion[];
  warnings: string[];
  changes: PlanChanges | null;
}

/** A plan as a person reviews it: every task with who, with whom, when and the sentence it came from; what is open; what changed. */
export async function showPlan(on: Sql, id: number, locale: string): Promise<ShownPlan> {
  const plan = await readPlanRow(on, id);
  if (plan === null) throw new Error(`plan ${id} is gone`);
  const places = await loadPlaceFinder(on);
  const place = plan.place === null ? null : (places.byCode(plan.place) ?? null);
  const deadlines = await readDeadlines(on, id);
  const bodies = await readBodies(on, id);
  const names = await agencyNames(on, plan, bodies);
  const tasks = (await readTasks(on, id)).map((task): ShownTask => {
    const of = deadlines.filter((one) => one.taskId === task.id);
    const [read, set, followUp] = (['plan', 'clerk', 'follow-up'] as const).map((source) =>
      of.find((one) => one.source === source),
    );
    const own = bodies.filter((body) => body.taskId === task.id);
    return {
      task: task.no,
      section: task.section,
      text: task.textSet ?? task.text,
      quote: plan.text.slice(task.start, task.end),
      start: task.start,
      end: task.end,
      mode: task.mode,
      deliverable: task.deliverable,
      dropped: task.dropped,
      agencies: gather(own, 'lead', names),
      with: gather(own, 'with', names),
      deadline:
        set !== undefined
          ? { ...bareDeadline(set), source: 'clerk' }
          : read !== undefined
            ? { ...bareDeadline(read), source: 'plan' }
            : null,
      otherDeadlines:
        set !== undefined ? [] : of.filter((one) => one.source === 'plan' && one.no > 0).map(bareDeadline),
      deadlineInPlan: set !== undefined && read !== undefined ? bareDeadline(read) : null,
      followUp:
        followUp?.on === undefined ? null : { on: followUp.on, basis: followUp.basis ?? '', by: followUp.setBy },
    };
  });
  const period =
    plan.periodFrom === null && plan.periodTo === null ? null : { from: plan.periodFrom, to: plan.periodTo };
  return {
    id: String(plan.id),
    state: plan.state,
    title: plan.title,
    number: plan.number,
    issuer: plan.issuer,
    place: place === null ? null : { code: place.code, name: place.name },
    issuedOn: plan.issuedOn,
    period,
    sha256: plan.sha256,
    replaces: plan.replacesId === null ? null : String(plan.replacesId),
    createdBy: plan.createdBy,
    activatedBy: plan.activatedBy,
    activatedAt: plan.activatedAt?.toISOString() ?? null,
    tasks,
    targets: await readTargets(on, id),
    duties: await shownDuties(on, id, deadlines),
    questions: await showQuestions(on, plan, places, locale),
    warnings: plan.warnings,
    changes: plan.replacesId === null ? null : await planChanges(on, plan.replacesId, plan.id),
  };
}

async function agencyNames(on: Sql, plan: StoredPlan, bodies: readonly StoredBody[]): Promise<Map<number, string>> {
  const ids = bodies.flatMap((body) => (body.agencyId === null ? [] : [body.agencyId]));
  const { rows } = await queryable(on).query<{ id: number; name: string }>(
    'select id, name from agency where id = any($1) or place = $2',
    [ids, plan.place],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function gather(bodies: readonly StoredBody[], role: 'lead' | 'with', names: ReadonlyMap<number, string>): ShownBody[] {
  const shown = new Map<number, ShownBody>();
  for (const body of bodies.filter((one) => one.role === role)) {
    const entry = shown.get(body.ordinal) ?? { name: body.printed, agencies: [] };
    if (body.agencyId !== null)
      entry.agencies.push({ id: String(body.agencyId), name: names.get(body.agencyId) ?? '' });
    shown.set(body.ordinal, entry);
  }
  return [...shown.values()];
}

async function readTargets(on: Sql, planId: number): Promise<ShownPlan['targets']> {
  const { rows } = await queryable(on).query<ShownPlan['targets'][number]>(
    `select t.no as target, t.section, t.text, t.value, t.comparison, t.unit, t.by_when as "by",
            case when a.id is null then null else jsonb_build_object('id', a.id::text, 'name', a.name) end as owner,
            coalesce((select jsonb_agg(jsonb_build_object('period', v.period, 'value', v.value) order by v.period) from target_value v where v.target_id = t.id), '[]') as values
       from plan_target t left join agency a on a.id = t.owner_id where t.plan_id = $1 order by t.no`,
    [planId],
  );
  return rows;
}

async function shownDuties(
  on: Sql,
  planId: number,
  deadlines: readonly StoredDeadline[],
): Promise<ShownPlan['duties']> {
  const effective = (owner: (one: StoredDeadline) => boolean): StoredDeadline | undefined => {
    const own = deadlines.filter(owner);
    return own.find((one) => one.source === 'clerk') ?? own.find((one) => one.source === 'plan');
  };
  return (await readDuties(on, planId)).map(({ no, id, taskId, section, who, toWhom, text, start, end }) => {
    // A duty that the plan gives no time of its own falls due with the task it is part of.
    const due = effective((one) => one.dutyId === id) ?? effective((one) => taskId !== null && one.taskId === taskId);
    return {
      duty: no,
      section,
      who,
      to: toWhom,
      text,
      start,
      end,
      deadline: due === undefined ? null : bareDeadline(due),
    };
  });
}
