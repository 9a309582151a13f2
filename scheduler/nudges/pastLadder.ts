import { standingOf } from './ladder.js';
import type { Owing, State } from './owing.js';
import { rungMemory } from './planDay.js';

/** What was assigned, is overdue on a day, and has no rung before it any more. */
export interface PastLadder extends Owing {
  dueOn: string;
}

/**
 * What reminders alone have not brought about: assigned work ("giao") that nothing was reported for and whose last rung had come before
 * that day, whether there was an official to be told or not. Bodies that may only be asked are never among them, and what was reported is
 * not late, confirmed or not. The ladder is the task's own, else its plan's. In the order of the state.
 */
export function pastLadder(state: Pick<State, 'owing' | 'ladders' | 'announced'>, day: string): PastLadder[] {
  const rungs = rungMemory(state);
  return state.owing.flatMap((owing) => {
    const { dueOn, mode } = owing;
    if (dueOn === null || mode !== 'giao' || standingOf({ ...owing, dueOn }, day) !== 'overdue') return [];
    const last = rungs(owing).at(-1);
    return last !== undefined && last.day < day ? [{ ...owing, dueOn }] : [];
  });
}

/** How much of it there is in one plan. */
export interface LettersDue {
  planId: number;
  planNumber: string | null;
  bodies: number;
  tasks: number;
}

/** For which plans a letter of reminder would have somebody to name. */
export function lettersDue(past: readonly PastLadder[]): LettersDue[] {
  const plans = new Map<number, { planNumber: string | null; bodies: Set<number>; tasks: number }>();
  for (const { planId, planNumber, agencyId } of past) {
    const plan = plans.get(planId) ?? { planNumber, bodies: new Set<number>(), tasks: 0 };
    plans.set(planId, plan);
    plan.bodies.add(agencyId);
    plan.tasks += 1;
  }
  return [...plans]
    .map(([planId, { planNumber, bodies, tasks }]) => ({ planId, planNumber, bodies: bodies.size, tasks }))
    .sort((a, b) => a.planId - b.planId);
}
