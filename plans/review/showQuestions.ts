import { translator } from '../../content/i18n.js';
import { findAgency, listAgencies } from '../../people/agencies/agency.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { communesOf } from './agenciesOf.js';
import type { Decision, QuestionKind } from './decision.js';
import { type Known, sayDecision, sayQuestion } from './say.js';
import { readQuestions, readTasks, type StoredPlan } from './stored.js';

export interface ShownQuestion {
  question: number;
  key: string;
  kind: QuestionKind;
  ask: string;
  task: number | null;
  proposal: Decision | null;
  proposed: string | null;
  answer: Decision | null;
  answered: string | null;
  by: string | null;
  at: string | null;
}

/** The questions of a plan, open and answered, each with what is proposed and what was said, in words. */
export async function showQuestions(
  on: Sql,
  plan: StoredPlan,
  places: PlaceFinder,
  locale: string,
): Promise<ShownQuestion[]> {
  const say = translator(locale);
  const known = await knownOf(on, plan, places);
  const tasks = new Map((await readTasks(on, plan.id)).map((task) => [task.id, task.no]));
  return (await readQuestions(on, plan.id)).map((question) => {
    const tell = (decision: Decision | null): string | null =>
      decision === null ? null : sayDecision(decision, question.kind, known, say, locale);
    return {
      question: question.no,
      key: question.key,
      kind: question.kind,
      ask: sayQuestion(question, say),
      task: tasks.get(question.taskId ?? -1) ?? null,
      proposal: question.proposal,
      proposed: tell(question.proposal),
      answer: question.answer,
      answered: tell(question.answer),
      by: question.answeredBy,
      at: question.answeredAt?.toISOString() ?? null,
    };
  });
}

/** The agencies of the plan's place, and how many each class of them has now. */
async function knownOf(on: Sql, plan: StoredPlan, places: PlaceFinder): Promise<Known> {
  const agencies = await listAgencies(on, null);
  const own = agencies.filter((agency) => agency.place === plan.place);
  const members = new Map<string, number>();
  for (const agency of own) if (!agency.closed) members.set(agency.kind, (members.get(agency.kind) ?? 0) + 1);
  members.set('commune', plan.place === null ? 0 : (await communesOf(queryable(on), plan.place)).length);
  return {
    names: new Map(agencies.map(({ id, name }) => [id, name])),
    isListed: (name) => findAgency(own, name, places) !== null,
    members,
    placeName: (code) => places.byCode(code)?.name ?? code,
  };
}
