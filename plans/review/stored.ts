import { oneRow, queryable, type Sql } from '../../people/queryable.js';
import type { TimeContext } from '../deadlines/when.js';
import { titleYear } from '../header/period.js';
import { type Decision, decisionSchema, type QuestionKind } from './decision.js';

export type PlanState = 'draft' | 'active' | 'replaced';

/** A plan's own row. Days are YYYY-MM-DD. */
export interface StoredPlan {
  id: number;
  state: PlanState;
  sha256: string;
  title: string | null;
  number: string | null;
  issuer: string | null;
  placeText: string | null;
  place: string | null;
  issuedOn: string | null;
  periodFrom: string | null;
  periodTo: string | null;
  text: string;
  warnings: string[];
  replacesId: number | null;
  createdBy: string;
  createdAt: Date;
  activatedBy: string | null;
  activatedAt: Date | null;
}

export interface StoredTask {
  id: number;
  no: number;
  section: string;
  text: string;
  textSet: string | null;
  /** As printed. */
  agencies: string[];
  withOthers: string[];
  mode: string;
  deliverable: string | null;
  start: number;
  end: number;
  followsId: number | null;
  dropped: boolean;
}

/** One body of one task, once for each agency that it means; `agencyId` is null while that is open. */
export interface StoredBody {
  taskId: number;
  role: 'lead' | 'with';
  ordinal: number;
  printed: string;
  bodyKey: string;
  agencyId: number | null;
  byClerk: boolean;
}

export interface StoredDuty {
  id: number;
  no: number;
  taskId: number | null;
  section: string;
  who: string;
  toWhom: string | null;
  text: string;
  start: number;
  end: number;
}

export interface StoredQuestion {
  id: number;
  no: number;
  key: string;
  kind: QuestionKind;
  subject: string | null;
  /** Where in the plan, for what is about one place of it. */
  section: string | null;
  taskId: number | null;
  dutyId: number | null;
  proposal: Decision | null;
  answer: Decision | null;
  answeredBy: string | null;
  answeredAt: Date | null;
}

/** The plan's row, locked until the transaction ends where `lock` is set, so that two clerks' edits follow each other. */
export async function readPlanRow(on: Sql, id: number, lock = false): Promise<StoredPlan | null> {
  const { rows } = await queryable(on).query<StoredPlan>(
    `select id, state, sha256, title, number, issuer, place_text as "placeText", place, issued_on::text as "issuedOn",
            period_from::text as "periodFrom", period_to::text as "periodTo", text, warnings, replaces_id as "replacesId",
            created_by as "createdBy", created_at as "createdAt", activated_by as "activatedBy", activated_at as "activatedAt"
       from plan where id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

export async function readTasks(on: Sql, planId: number): Promise<StoredTask[]> {
  const { rows } = await queryable(on).query<StoredTask>(
    `select id, no, section, text, text_set as "textSet", agencies, with_others as "withOthers", mode, deliverable, start_offset as start, end_offset as "end",
            follows_id as "followsId", dropped_at is not null as dropped
       from plan_task where plan_id = $1 order by no`,
    [planId],
  );
  return rows;
}

export async function readBodies(on: Sql, planId: number): Promise<StoredBody[]> {
  const { rows } = await queryable(on).query<StoredBody>(
    `select b.task_id as "taskId", b.role, b.ordinal, b.printed, b.body_key as "bodyKey", b.agency_id as "agencyId", b.by_clerk as "byClerk"
       from task_agency b join plan_task t on t.id = b.task_id where t.plan_id = $1 order by t.no, b.role, b.ordinal, b.agency_id`,
    [planId],
  );
  return rows;
}

export async function readDuties(on: Sql, planId: number): Promise<StoredDuty[]> {
  const { rows } = await queryable(on).query<StoredDuty>(
    `select id, no, task_id as "taskId", section, who, to_whom as "toWhom", text, start_offset as start, end_offset as "end"
       from plan_duty where plan_id = $1 order by no`,
    [planId],
  );
  return rows;
}

/** Answered and open, by number. What is stored is trusted no more than other input. */
export async function readQuestions(on: Sql, planId: number): Promise<StoredQuestion[]> {
  const { rows } = await queryable(on).query<
    Omit<StoredQuestion, 'proposal' | 'answer'> & { proposal: unknown; answer: unknown }
  >(
    `select q.id, q.no, q.key, q.kind, q.subject, coalesce(t.section, d.section) as section, q.task_id as "taskId", q.duty_id as "dutyId",
            q.proposal, q.answer, q.answered_by as "answeredBy", q.answered_at as "answeredAt"
       from plan_question q left join plan_task t on t.id = q.task_id left join plan_duty d on d.id = q.duty_id
      where q.plan_id = $1 order by q.no`,
    [planId],
  );
  const nullable = decisionSchema.nullable();
  return rows.map((row) => ({ ...row, proposal: nullable.parse(row.proposal), answer: nullable.parse(row.answer) }));
}

/** What the reader of deadlines knows of a stored plan. */
export function timeContext(plan: StoredPlan): TimeContext {
  return { issuedOn: plan.issuedOn, titleYear: titleYear(plan.title), periodEnd: plan.periodTo };
}

/** How many questions of a plan are open. */
export async function countOpen(on: Sql, planId: number): Promise<number> {
  const { open } = await oneRow<{ open: number }>(
    on,
    'select count(*)::int as open from plan_question where plan_id = $1 and answer is null',
    [planId],
  );
  return open;
}
