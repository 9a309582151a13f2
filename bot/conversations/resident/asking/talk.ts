import type { Incoming } from '../../../incoming.js';
import type { Person } from '../person.js';
import type { ResidentDeps } from '../turn.js';
import type { AskSay } from './say.js';

/** One update of somebody who asks, and what has to be known to answer it. */
export interface AskTalk {
  deps: ResidentDeps;
  incoming: Incoming;
  person: Person | null;
  locale: string;
  say: AskSay;
  isGroup: boolean;
}
