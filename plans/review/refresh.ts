import { foldKey } from '../../base/text.js';
import { translator } from '../../content/i18n.js';
import { type Agency, findAgency, listAgencies } from '../../people/agencies/agency.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Place } from '../../people/places.js';
import type { Queryable } from '../../people/queryable.js';
import { agenciesOf } from './agenciesOf.js';
import { printedBody } from './bodies.js';
import { bodyProposals } from './bodyProposals.js';
import { isOpen, proposeDeadline, readDeadlines } from './deadlines.js';
import { type Decision, QUESTION_KINDS, type QuestionKind } from './decision.js';
import { resolveBody } from './resolveBody.js';
import {
  readBodies,
  readDuties,
  readPlanRow,
  readQuestions,
  readTasks,
  type StoredBody,
  type StoredPlan,
  type StoredTask,
  timeContext,
} from './stored.js';

interface Asked {
  key: string;
  kind: QuestionKind;
  subject: string | null;
  taskId: number | null;
  dutyId: number | null;
  proposal: Decision | null;
}

/**
 * Brings a plan's open questions to what is open now: bodies that are known by name are taken as such, answers given for a body go to
 * every task that names it, what nobody need be asked any more is not asked. Nothing that was answered is touched, and the numbers of
 * questions stay. Doing it again changes nothing. Inside a transaction that holds the plan's row.
 */
export async function refreshQuestions(client: Queryable, planId: number): Promise<void> {
  const plan = await readPlanRow(client, planId);
  if (plan === null) return;
  const places = await loadPlaceFinder(client);
  const place = plan.place === null ? null : (places.byCode(plan.place) ?? null);
  const say = translator('vi');
  const answers = new Map((await readQuestions(client, planId)).map((question) => [question.key, question.answer]));
  const tasks = (await readTasks(client, planId)).filter((task) => !task.dropped);
  await keyBodies(client, planId, place);

  for (const [key, printed] of openBodies(await readBodies(client, planId), tasks)) {
    const answer = answers.get(`body:${key}`) ?? null;
    const body = printedBody(printed.name, place?.shortName ?? null);
    const known =
      place === null || body.kind !== 'agency'
        ? null
        : findAgency(await listAgencies(client, place.code), printed.name, places);
    if (answer !== null)
      await resolveBody(client, planId, key, await agenciesOf(client, answer, { place, places, say }));
    else if (known !== null) await resolveBody(client, planId, key, [known.id]);
  }

  const agencies = place === null ? [] : await listAgencies(client, place.code);
  const asked = [
    ...headerQuestions(plan),
    ...bodyQuestions(openBodies(await readBodies(client, planId), tasks), agencies, place),
    ...(await taskQuestions(client, plan, tasks)),
  ].filter((question) => (answers.get(question.key) ?? null) === null);
  asked.sort((a, b) => QUESTION_KINDS.indexOf(a.kind) - QUESTION_KINDS.indexOf(b.kind));
  await write(client, planId, asked);
}

/** The keys of bodies as the plan's place makes them: a place that was answered just now changes them. */
async function keyBodies(client: Queryable, planId: number, place: Place | null): Promise<void> {
  const { rows } = await client.query<{ printed: string; key: string }>(
    `select distinct b.printed, b.body_key as key from task_agency b join plan_task t on t.id = b.task_id where t.plan_id = $1 and not b.by_clerk`,
    [planId],
  );
  const changed = rows
    .map((row) => ({ ...row, wanted: printedBody(row.printed, place?.shortName ?? null).key }))
    .filter((row) => row.wanted !== row.key);
  if (changed.length === 0) return;
  await client.query(
    `update task_agency b set body_key = w.wanted from unnest($2::text[], $3::text[]) as w(printed, wanted), plan_task t
      where t.id = b.task_id and t.plan_id = $1 and b.printed = w.printed and not b.by_clerk`,
    [planId, changed.map((row) => row.printed), changed.map((row) => row.wanted)],
  );
}

/** A body whose meaning is open, with the spellings that the plan has for it: where it leads first, since that is what is asked about. */
interface OpenBody {
  name: string;
  spellings: string[];
  leads: boolean;
}

/** By key, in the order of the plan. */
function openBodies(bodies: readonly StoredBody[], tasks: readonly StoredTask[]): Map<string, OpenBody> {
  const counted = new Set(tasks.map((task) => task.id));
  const open = new Map<string, OpenBody>();
  for (const { agencyId, byClerk, taskId, role, printed, bodyKey } of bodies) {
    if (agencyId !== null || byClerk || !counted.has(taskId)) continue;
    const known = open.get(bodyKey);
    const leads = role === 'lead';
    if (known === undefined || (leads && !known.leads))
      open.set(bodyKey, { name: printed, spellings: [printed], leads });
    else if (leads === known.leads && !known.spellings.some((one) => foldKey(one) === foldKey(printed)))
      known.spellings.push(printed);
  }
  return open;
}

function headerQuestions(plan: StoredPlan): Asked[] {
  const asked: Asked[] = [];
  const add = (kind: QuestionKind, proposal: Decision | null): void =>
    void asked.push({
      key: kind,
      kind,
      subject: kind === 'place' ? (plan.issuer ?? plan.placeText) : null,
      taskId: null,
      dutyId: null,
      proposal,
    });
  if (plan.place === null) add('place', null);
  if (plan.issuedOn === null) add('issued-on', null);
  if (plan.number === null) add('number', null);
  return asked;
}

const SPELLINGS_SHOWN = 3;

/** Only bodies that lead are asked about: nobody is reminded of another's task. */
function bodyQuestions(open: ReadonlyMap<string, OpenBody>, agencies: readonly Agency[], place: Place | null): Asked[] {
  const propose = bodyProposals(agencies, place);
  return [...open]
    .filter(([, { leads }]) => leads)
    .map(([key, { name, spellings }]): Asked => {
      const body = printedBody(name, place?.shortName ?? null);
      const subject = body.kind === 'class' ? spellings.slice(0, SPELLINGS_SHOWN).join('”, “') : name;
      return {
        key: `body:${key}`,
        kind: body.kind,
        subject,
        taskId: null,
        dutyId: null,
        proposal: propose(body, name),
      };
    });
}

async function taskQuestions(client: Queryable, plan: StoredPlan, tasks: readonly StoredTask[]): Promise<Asked[]> {
  const deadlines = await readDeadlines(client, plan.id);
  const bodies = await readBodies(client, plan.id);
  const led = new Set(bodies.filter((body) => body.role === 'lead').map((body) => body.taskId));
  const counted = new Map(tasks.map((task) => [task.id, task]));
  const asked: Asked[] = tasks
    .filter((task) => !led.has(task.id))
    .map((task) => ({
      key: `who:${task.no}`,
      kind: 'no-agency',
      subject: null,
      taskId: task.id,
      dutyId: null,
      proposal: null,
    }));
  const duties = new Map((await readDuties(client, plan.id)).map((duty) => [duty.id, duty]));
  for (const deadline of deadlines) {
    const duty = deadline.dutyId === null ? undefined : duties.get(deadline.dutyId);
    const task = counted.get(deadline.taskId ?? duty?.taskId ?? -1);
    const set = deadlines.some(
      (other) => other.source === 'clerk' && other.taskId === deadline.taskId && other.dutyId === deadline.dutyId,
    );
    if (deadline.source !== 'plan' || set || task === undefined || !isOpen(deadline)) continue;
    const key = duty === undefined ? `deadline:task:${task.no}` : `deadline:duty:${duty.no}`;
    if (asked.some((question) => question.key === key)) continue;
    asked.push({
      key,
      kind: 'deadline',
      subject: deadline.phrase,
      taskId: deadline.taskId,
      dutyId: deadline.dutyId,
      proposal: proposeDeadline(deadline, timeContext(plan)),
    });
  }
  return asked;
}

/** Open questions as they are wanted: those no longer asked go, those asked before keep their number. */
async function write(client: Queryable, planId: number, asked: readonly Asked[]): Promise<void> {
  const before = await readQuestions(client, planId);
  const numbers = new Map(before.map((question) => [question.key, question.no]));
  let last = Math.max(0, ...numbers.values());
  const rows = asked.map(({ taskId, dutyId, ...question }) => {
    const known = numbers.get(question.key);
    if (known === undefined) last += 1;
    const no = known ?? last;
    return { ...question, no, task: taskId, duty: dutyId };
  });
  await client.query('delete from plan_question where plan_id = $1 and answer is null and not (key = any($2))', [
    planId,
    asked.map((question) => question.key),
  ]);
  await client.query(
    `insert into plan_question as known (plan_id, no, key, kind, subject, task_id, duty_id, proposal)
     select $1, no, key, kind, subject, task, duty, proposal
       from jsonb_to_recordset($2::jsonb) as asked(no int, key text, kind text, subject text, task int, duty int, proposal jsonb)
     on conflict (plan_id, key) do update set subject = excluded.subject, proposal = excluded.proposal where known.answer is null`,
    [planId, JSON.stringify(rows)],
  );
}
