import type { Clock } from '../../../base/clock.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming } from '../../incoming.js';
import type { OpenInChat } from '../../whoWrites.js';
import { stillInDanger } from '../danger/turn.js';
import { policeTurn } from '../police/turn.js';
import { album } from './album.js';

import { askingFirst, askingLast } from './asking/turn.js';
import { awake, decide, type Turn } from './decide.js';
import { extras } from './joining/extras.js';
import type { Person } from './person.js';
import { pledgeStep } from './pledge/step.js';
import { quizStep } from './quiz/step.js';

export interface ResidentDeps {
  database: Database;
  /** Key of the suppressions (settings.secret). */
  secret: string;
  places: PlaceFinder;
  clock: Clock;
  /** What is under way in the chat that wrote. */
  open: OpenInChat;
}

/** One topic of the conversation: its answer, or null where the update is not about it. It carries out what it answers, once however often the same update comes. */
export type Step = (deps: ResidentDeps, incoming: Incoming, person: Person | null) => Promise<Turn | null>;

/** Before joining and stopping are looked at, in this order. */
const FIRST: readonly Step[] = [stillInDanger, policeTurn, album, extras, pledgeStep, quizStep, askingFirst];

/** What nothing before has understood, in this order. */
const LAST: readonly Step[] = [askingLast];

/** The conversation with a resident: the first topic that knows an answer gives it, and nobody is left without one. */
export async function residentTurn(deps: ResidentDeps, incoming: Incoming, person: Person | null): Promise<Turn> {
  const ofTopic = async (steps: readonly Step[]): Promise<Turn | null> => {
    for (const step of steps) {
      const turn = await step(deps, incoming, person);
      if (turn !== null) return awake(person, turn);
    }
    return null;
  };
  const first = await ofTopic(FIRST);
  if (first !== null) return first;
  const turn = decide(incoming, person, deps.places);
  return turn.notUnderstood === true ? ((await ofTopic(LAST)) ?? turn) : turn;
}
