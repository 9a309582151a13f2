import { dangerTurn, stillInDanger } from './conversations/danger/turn.js';
import { invitedReply } from './conversations/official/invited.js';
import { type OfficialDeps, officialTurn } from './conversations/official/turn.js';
import { policeTurn } from './conversations/police/turn.js';
import type { Turn } from './conversations/resident/decide.js';
import { ownData } from './conversations/resident/own/ownData.js';
import type { Person } from './conversations/resident/person.js';
import { type ResidentDeps, residentTurn } from './conversations/resident/turn.js';
import { linkedReply } from './conversations/staff/linked.js';
import { staffTurn } from './conversations/staff/turn.js';
import type { Incoming } from './incoming.js';

type Deps = ResidentDeps & OfficialDeps;

/**
 * Whose an update is, and what is answered. Danger is answered before everything else, whoever writes; what an official or staff were being
 * asked goes on behind it, because their words may be the answer. What nobody understood is read in the light of a danger that lasts, and
 * as a report of a crime, before anybody says so.
 */
export async function turnOf(deps: Deps, incoming: Incoming, person: Person | null): Promise<Turn> {
  const danger = await dangerTurn(deps, incoming, person);
  if (danger !== null && incoming.kind === 'button') return danger;
  if (danger === null) {
    const invited =
      (await linkedReply(deps.database, deps.secret, incoming)) ??
      (await invitedReply(deps.database, deps.secret, incoming));
    if (invited !== null) return { effects: [], replies: [invited] };
    const own = await ownData(deps, incoming, person);
    if (own !== null) return own;
  }
  const working = (await staffTurn(deps, incoming, person)) ?? (await officialTurn(deps, incoming, person));
  const isUnderstood = working !== null && working.notUnderstood !== true;
  if (danger !== null) {
    if (!isUnderstood) return danger;
    return {
      ...danger,
      effects: [...danger.effects, ...working.effects],
      replies: [...danger.replies, ...working.replies],
    };
  }
  if (isUnderstood) return working;
  if (working === null) return residentTurn(deps, incoming, person);
  return (await stillInDanger(deps, incoming, person)) ?? (await policeTurn(deps, incoming, person)) ?? working;
}
