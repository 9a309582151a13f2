import { argumentFault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import { listAgencies } from '../../people/agencies/agency.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { agenciesOf } from './agenciesOf.js';
import type { By } from './by.js';
import { setDeadline } from './deadlines.js';
import { type Decision, QUESTION_KINDS } from './decision.js';
import { editing } from './editing.js';
import { type AnswerContext, parseAnswer } from './parseAnswer.js';
import { refreshQuestions } from './refresh.js';
import { resolveBody } from './resolveBody.js';
import { setBodies } from './setBodies.js';
import { readBodies, readQuestions, type StoredPlan, type StoredQuestion, timeContext } from './stored.js';

/**
 * Answers one question of a plan, by its number or its key, in a clerk's words; an answer given before is overruled. What follows from
 * it is done in the same transaction: bodies are laid out wherever the plan names them, a deadline gets its days, and questions
 * that are settled by it are no longer asked. Throws InputError for what is no answer; then nothing has changed.
 */
export async function answerQuestion(
  db: Database,
  planId: string,
  which: string,
  text: string,
  by: By,
): Promise<StoredQuestion> {
  return editing(db, planId, by, 'plan.answer', async (client, plan) => {
    const question = findQuestion(await readQuestions(client, plan.id), which, by);
    const context = await answerContext(client, plan, by);
    const decision = parseAnswer(question, text, context);
    await decide(client, plan, question, decision, context, by);
    return { result: { ...question, answer: decision }, detail: { question: question.no, decision: decision.do } };
  });
}

/**
 * Agrees with every proposal there is, or with those of one kind, in the order in which questions build on each other. Questions
 * without a proposal, and those that need another answer first, stay open. Returns how many were answered.
 */
export async function acceptProposals(db: Database, planId: string, kind: string, by: By): Promise<number> {
  if (kind !== 'all' && !(QUESTION_KINDS as readonly string[]).includes(kind))
    throw new InputError('bad-kind', [
      argumentFault(
        by.say('review:fault.badKind', { kind: kind.slice(0, 40) }),
        by.say('review:fault.badKindMend', { kinds: ['all', ...QUESTION_KINDS].join(', ') }),
      ),
    ]);
  return editing(db, planId, by, 'plan.accept', async (client, plan) => {
    let accepted = 0;
    // An answer can bring up the next question, or settle others: each is looked at as things stand then.
    const passed = new Set<string>();
    for (;;) {
      const open = (await readQuestions(client, plan.id)).filter(
        (one) =>
          one.answer === null && one.proposal !== null && !passed.has(one.key) && (kind === 'all' || one.kind === kind),
      );
      const next = open.sort(
        (a, b) => QUESTION_KINDS.indexOf(a.kind) - QUESTION_KINDS.indexOf(b.kind) || a.no - b.no,
      )[0];
      if (next?.proposal == null) break;
      passed.add(next.key);
      const context = await answerContext(client, plan, by);
      if (!(await canBe(client, next.proposal, context))) continue;
      await decide(client, plan, next, next.proposal, context, by);
      accepted += 1;
    }
    return { result: accepted, detail: { kind, accepted } };
  });
}

/** A proposal that rests on the place, or on agencies that nobody has entered yet, cannot be agreed with. */
async function canBe(client: Queryable, proposal: Decision, context: AnswerContext): Promise<boolean> {
  if (proposal.do !== 'names' && proposal.do !== 'members') return true;
  if (context.place === null) return false;
  if (proposal.do === 'names') return true;
  if (proposal.members.includes('commune') && context.place.parent === null) return true;
  const kinds: readonly string[] = proposal.members;
  return (await listAgencies(client, context.place.code)).some(
    (agency) => !agency.closed && kinds.includes(agency.kind),
  );
}

export async function answerContext(client: Queryable, plan: StoredPlan, by: By): Promise<AnswerContext> {
  const places = await loadPlaceFinder(client);
  const place = plan.place === null ? null : (places.byCode(plan.place) ?? null);
  const agencies = place === null ? [] : await listAgencies(client, place.code);
  return { place, places, agencies, time: timeContext(plan), say: by.say, locale: by.locale };
}

function findQuestion(questions: readonly StoredQuestion[], which: string, by: By): StoredQuestion {
  const name = nfc(which).trim();
  const found = questions.find((question) => question.key === name || String(question.no) === name);
  if (found !== undefined) return found;
  const open = questions.filter((question) => question.answer === null).map((question) => question.no);
  throw new InputError('unknown-question', [
    argumentFault(
      by.say('review:fault.unknownQuestion', { which: name.slice(0, 40) }),
      by.say('review:fault.unknownQuestionMend', { open: open.join(', ') || '0' }),
    ),
  ]);
}

async function decide(
  client: Queryable,
  plan: StoredPlan,
  question: StoredQuestion,
  decision: Decision,
  context: AnswerContext,
  by: By,
): Promise<void> {
  const at = by.clock.now();
  await carryOut(client, plan, question, decision, context, by);
  await client.query('update plan_question set answer = $2, answered_by = $3, answered_at = $4 where id = $1', [
    question.id,
    JSON.stringify(decision),
    by.name ?? 'operator',
    at,
  ]);
  await refreshQuestions(client, plan.id);
}

async function carryOut(
  client: Queryable,
  plan: StoredPlan,
  question: StoredQuestion,
  decision: Decision,
  context: AnswerContext,
  by: By,
): Promise<void> {
  switch (question.kind) {
    case 'place':
      return decision.do === 'place' ? decidePlace(client, plan, decision.code) : undefined;
    case 'issued-on':
      if (decision.do === 'day')
        await client.query('update plan set issued_on = $2 where id = $1', [plan.id, decision.day]);
      return;
    case 'number':
      await client.query('update plan set number = $2 where id = $1', [
        plan.id,
        decision.do === 'text' ? decision.text : null,
      ]);
      return;
    case 'deadline': {
      const of = question.taskId === null ? { dutyId: question.dutyId ?? 0 } : { taskId: question.taskId };
      const deadline =
        decision.do === 'deadline' ? decision.deadline : { phrase: question.subject ?? '', kind: 'none' as const };
      return setDeadline(client, plan.id, of, deadline, {
        source: 'clerk',
        basis: null,
        by: by.name ?? 'operator',
        at: by.clock.now(),
      });
    }
    case 'no-agency':
      return decideWho(client, question, decision, context, by);
    default:
      return resolveBody(
        client,
        plan.id,
        question.key.slice('body:'.length),
        await agenciesOf(client, decision, context),
      );
  }
}

/** Agencies belong to a place: with another one, what was answered about bodies is asked again. */
async function decidePlace(client: Queryable, plan: StoredPlan, code: string): Promise<void> {
  await client.query('update plan set place = $2 where id = $1', [plan.id, code]);
  if (plan.place === null || plan.place === code) return;
  for (const key of new Set(
    (await readBodies(client, plan.id)).filter((body) => !body.byClerk).map((body) => body.bodyKey),
  ))
    await resolveBody(client, plan.id, key, []);
  await client.query(`delete from plan_question where plan_id = $1 and kind in ('agency', 'former', 'class')`, [
    plan.id,
  ]);
}

async function decideWho(
  client: Queryable,
  question: StoredQuestion,
  decision: Decision,
  context: AnswerContext,
  by: By,
): Promise<void> {
  const taskId = question.taskId ?? 0;
  await client.query('update plan_task set dropped_at = $2 where id = $1', [
    taskId,
    decision.do === 'drop' ? by.clock.now() : null,
  ]);
  if (decision.do === 'drop') return;
  const ids = await agenciesOf(client, decision, context);
  const known = await client.query<{ id: number; name: string; key: string }>(
    'select id, name, key from agency where id = any($1)',
    [ids],
  );
  await setBodies(
    client,
    taskId,
    'lead',
    known.rows.map(({ id, name, key }, ordinal) => ({ ordinal, printed: name, bodyKey: key, agencyId: id })),
  );
}
