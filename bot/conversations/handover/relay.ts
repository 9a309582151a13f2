import { endTalkOf } from '../../../people/handover/endTalk.js';
import { passOn } from '../../../people/handover/passOn.js';
import type { Talk } from '../../../people/handover/talk.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import type { Incoming } from '../../incoming.js';
import type { ReplyLimit } from '../../replyLimit.js';
import { readDanger } from '../danger/recognise.js';
import { policeTurn } from '../police/turn.js';
import { album } from '../resident/album.js';
import { awake, type Turn } from '../resident/decide.js';
import { readWish as readOwnWish } from '../resident/own/words.js';
import type { Person } from '../resident/person.js';
import { isHelpWord, isStopWord } from '../resident/words.js';
import { readManageWish } from '../staff/manage/words.js';
import { readWish as readStaffWish } from '../staff/words.js';
import { hurry } from './hurry.js';
import type { TalkSay } from './say.js';
import { pieces, talkSeal } from './seal.js';
import { type TalkDeps, talkSayTo } from './turn.js';

export interface RelayDeps extends TalkDeps {
  replyLimit?: ReplyLimit;
}

/**
 * What is written in a talk goes to the other side, word for word and sealed until it is told; nothing of who wrote it goes along. Null for what is meant for the program all
 * the same: buttons, commands, a stop, one's own data, and of an officer what only staff says. What looks like a report of a crime is not passed on: the
 * chat takes none. Pictures, voice and the rest are not either, and it is said so.
 */
export async function relay(
  deps: RelayDeps,
  incoming: Incoming,
  person: Person | null,
  talk: Talk,
): Promise<Turn | null> {
  if (talk.state !== 'joined' || talk.other === null) return null;
  const say = talkSayTo(deps, incoming, person);
  if (incoming.kind === 'other') return relayOther(deps, incoming, person, talk, say);
  if (incoming.kind !== 'text' || isForProgram(incoming.text, incoming, talk)) return null;
  if (talk.side === 'officer' && (await staffOfChat(deps.database, incoming.channel, incoming.externalId)) === null) {
    const chat = { channel: incoming.channel, externalId: incoming.externalId };
    await hurry(deps, await endTalkOf(deps.database, chat, 'gone', incoming.at));
    return answered(person, say.notTaken('over'));
  }
  if (talk.side === 'resident') {
    const report = await policeTurn(deps, incoming, person);
    if (report !== null) return { ...report, replies: [...report.replies, say.passing('report')], urgent: true };
  }
  if (deps.replyLimit?.take(`${incoming.channel} talk`, incoming.externalId) === false)
    return answered(person, say.passing('tooFast'));
  await pass(deps, incoming, talk, wordsOf(incoming.text, incoming, say));
  return answered(person, ...(incoming.file === undefined ? [] : [say.passing('wordsOnly')]));
}

/** A danger is answered at once and passed on as well; the talk is an urgent one from then on. */
export async function relayDanger(
  deps: RelayDeps,
  incoming: Incoming,
  person: Person | null,
  talk: Talk,
): Promise<void> {
  if (talk.state !== 'joined' || talk.side !== 'resident' || incoming.kind !== 'text') return;
  const found = readDanger(incoming.text);
  const kind = found === 'unclear' && talk.kind !== null ? null : found;
  await pass(deps, incoming, talk, wordsOf(incoming.text, incoming, talkSayTo(deps, incoming, person)), kind);
}

/** Of what is no text, only where somebody is, and that only in danger. */
async function relayOther(
  deps: RelayDeps,
  incoming: Incoming,
  person: Person | null,
  talk: Talk,
  say: TalkSay,
): Promise<Turn> {
  const { location } = incoming;
  if (location !== undefined) {
    if (talk.kind === null || talk.side !== 'resident') return answered(person, say.passing('noLocation'));
    await pass(deps, incoming, talk, say.location(location));
    return answered(person, say.passing(talk.duty ? 'locationSentToDuty' : 'locationSent'));
  }
  // Of an album one piece is answered.
  const rest = await album(deps, incoming);
  return rest ?? answered(person, say.passing('nothing'));
}

async function pass(
  deps: RelayDeps,
  { updateId, at }: Incoming,
  talk: Talk,
  words: string,
  kind: string | null = null,
): Promise<void> {
  const { seal } = talkSeal(deps.secret, talk.id, talk.side);
  const sealed = pieces(words, talk.other?.channel ?? '').map(seal);
  await hurry(deps, await passOn(deps.database, talk, { updateId, sealed, kind, at }));
}

const wordsOf = (text: string, { edited }: Incoming, say: TalkSay): string =>
  edited === true ? say.edited(text) : text;

/** Whole messages only: a sentence with such a word in it is for the other side. */
function isForProgram(text: string, incoming: Incoming, { side }: Talk): boolean {
  if (isStopWord(text) || readOwnWish(incoming) !== null) return true;
  return side === 'officer' && (isHelpWord(text) || readStaffWish(text) !== null || readManageWish(text) !== null);
}

const answered = (person: Person | null, ...replies: Turn['replies']): Turn => ({
  ...awake(person, { effects: [], replies }),
  urgent: true,
});
