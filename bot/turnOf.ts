import { readTalk } from '../people/handover/talk.js';
import { dangerTurn, stillInDanger } from './conversations/danger/turn.js';
import { type RelayDeps, relay, relayDanger } from './conversations/handover/relay.js';
import { talkTurn } from './conversations/handover/turn.js';
import { invitedReply } from './conversations/official/invited.js';
import { type OfficialDeps, officialTurn } from './conversations/official/turn.js';
import { policeTurn } from './conversations/police/turn.js';
import { relayerInvitedReply } from './conversations/relayer/invited.js';
import { type RelayerDeps, relayTurn } from './conversations/relayer/turn.js';
import type { Turn } from './conversations/resident/decide.js';
import { ownData } from './conversations/resident/own/ownData.js';
import { type ResidentDeps, residentTurn } from './conversations/resident/turn.js';
import { linkedReply } from './conversations/staff/linked.js';
import { questionTurn } from './conversations/staff/questions.js';
import { type StaffDeps, staffTurn } from './conversations/staff/turn.js';
import type { Incoming } from './incoming.js';
import type { Writer } from './whoWrites.js';

type Deps = ResidentDeps & OfficialDeps & StaffDeps & RelayDeps & RelayerDeps;

/** What staff are asked to write for residents may well be about danger; a cry for help is shorter. */
const CRY_CHARS = 60;

/**
 * Whose an update is, and what is answered. Danger is answered before everything else, whoever writes; what an official or staff were being
 * asked goes on behind it, because their words may be the answer. What nobody understood is read in the light of a danger that lasts, and
 * as a report of a crime, before anybody says so. In a talk with an officer what is written goes to the other side; what an officer writes there is
 * about the other's danger and not their own.
 */
export async function turnOf(
  deps: Deps,
  incoming: Incoming,
  { person, isStaff, isOfficial, isRelayer }: Writer,
): Promise<Turn> {
  // A button may be staff's or an official's in a chat that is neither's any more: it is answered there all the same.
  const isPress = incoming.kind === 'button';
  const talk = deps.open.talk ? await readTalk(deps.database, incoming) : null;
  const isOthers = talk?.side === 'officer' ? !isPress : isStaff && (await isWriting(deps, incoming));
  const danger = isOthers ? null : await dangerTurn(deps, incoming, person);
  if (danger !== null && talk?.state === 'joined') {
    await relayDanger(deps, incoming, person, talk);
    return danger;
  }
  if (danger !== null && isPress) return danger;
  if (danger === null) {
    const invited =
      (await linkedReply(deps.database, deps.secret, incoming)) ??
      (await relayerInvitedReply(deps.database, deps.secret, incoming)) ??
      (await invitedReply(deps.database, deps.secret, incoming));
    if (invited !== null) return { effects: [], replies: [invited] };
    const own =
      (await ownData(deps, incoming, person)) ??
      (await talkTurn(deps, incoming, person, talk)) ??
      (talk === null ? null : await relay(deps, incoming, person, talk)) ??
      (await questionTurn(deps, incoming, person));
    if (own !== null) return own;
  }
  const working =
    (isRelayer || isPress ? await relayTurn(deps, incoming, person) : null) ??
    (isStaff || isPress ? await staffTurn(deps, incoming, person) : null) ??
    (isOfficial || isPress ? await officialTurn(deps, incoming, person) : null);
  const isUnderstood = working !== null && working.notUnderstood !== true;
  if (danger !== null) {
    if (!isUnderstood) return danger;
    const effects = [...danger.effects, ...working.effects];
    return { ...danger, effects, replies: [...danger.replies, ...working.replies] };
  }
  if (isUnderstood) return working;
  if (working === null) return residentTurn(deps, incoming, person);
  return (await stillInDanger(deps, incoming, person)) ?? (await policeTurn(deps, incoming, person)) ?? working;
}

/** A long answer to something that was asked in this chat. */
async function isWriting({ database, open }: Deps, { channel, externalId, ...said }: Incoming): Promise<boolean> {
  if (!open.form || said.kind !== 'text' || said.text.length <= CRY_CHARS) return false;
  const { rowCount } = await database.pool.query(
    'select from chat_form where channel = $1 and external_id = $2 and step is not null',
    [channel, externalId],
  );
  return rowCount !== 0;
}
