import { translator } from '../../content/i18n.js';
import { type Agency, findAgency, listAgencies, nearestAgency } from '../../people/agencies/agency.js';
import { tidyName } from '../../people/agencies/ensureAgency.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Place } from '../../people/places.js';
import type { Queryable } from '../../people/queryable.js';
import { agenciesOf } from './agenciesOf.js';
import { type PrintedBody, printedBody } from './bodies.js';
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

/** Bodies whose meaning is open, in the order of the plan; `leads` tells whether some task rests on them. */
function openBodies(
  bodies: readonly StoredBody[],
  tasks: readonly StoredTask[],
): Map<string, { name: string; leads: boolean }> {
  const counted = new Set(tasks.map((task) => task.id));
  const open = new Map<string, { name: string; leads: boolean }>();
  for (const body of bodies) {
    if (body.agencyId !== null || body.byClerk || !counted.has(body.taskId)) continue;
    const leads = body.role === 'lead' || (open.get(body.bodyKey)?.leads ?? false);
    open.set(body.bodyKey, { name: open.get(body.bodyKey)?.name ?? body.printed, leads });
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
  if (plan.number === null) add('number', { do: 'none' });
  return asked;
}

/** Only bodies that lead are asked about: nobody is reminded of another's task. */
function bodyQuestions(
  open: ReadonlyMap<string, { name: string; leads: boolean }>,
  agencies: readonly Agency[],
  place: Place | null,
): Asked[] {
  const named: { key: string; name: string }[] = [];
  return [...open]
    .filter(([, { leads }]) => leads)
    .map(([key, { name }]): Asked => {
      const body = printedBody(name, place?.shortName ?? null);
      const proposal = proposeFor(body, name, { agencies, named, place });
      if (body.kind === 'agency') named.push({ key, name });
      return { key: `body:${key}`, kind: body.kind, subject: name, taskId: null, dutyId: null, proposal };
    });
}

function proposeFor(
  body: PrintedBody,
  name: string,
  among: { agencies: readonly Agency[]; named: readonly { key: string; name: string }[]; place: Place | null },
): Decision | null {
  if (body.kind === 'class')
    return body.members.length === 0 ? { do: 'none' } : { do: 'members', members: body.members };
  if (body.kind === 'agency') {
    const known = nearestAgency(
      among.agencies.filter((agency) => !agency.closed),
      body.key,
    );
    if (known !== null) return { do: 'agencies', ids: [known.id] };
    // Two spellings in one plan: the first one to come gives the name.
    return { do: 'names', names: [tidyName(nearestAgency(among.named, body.key)?.name ?? name)] };
  }
  if (body.former.kind === 'districts') return { do: 'members', members: ['commune'] };
  const [successor] = body.former.kind === 'body' ? body.former.successors : [];
  if (successor === undefined) return null;
  const city = among.place?.kind === 'thành phố';
  return {
    do: 'names',
    names: [city ? successor.name.replace(/ tỉnh$/u, ' thành phố') : successor.name],
    confidence: successor.confidence,
  };
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
    asked.push({
      key: duty === undefined ? `deadline:task:${task.no}` : `deadline:duty:${duty.no}`,
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
