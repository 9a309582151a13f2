import { type Clock, SECOND_MS } from '../base/clock.js';
import { LoaError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Part } from '../content/message.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { endTalkOf } from '../people/handover/endTalk.js';
import { type EndedHow, TALK } from '../people/handover/talk.js';
import { joinContact } from '../people/joinContact.js';
import { markActive } from '../people/markActive.js';
import { markBlocked } from '../people/markBlocked.js';
import { markGone } from '../people/markGone.js';
import { markHeard } from '../people/markHeard.js';
import { moveAddress } from '../people/moveAddress.js';
import { noteOffered } from '../people/noteOffered.js';
import { optOut } from '../people/optOut.js';
import { dropQuestions } from '../people/questions.js';
import { recordConsent } from '../people/recordConsent.js';
import { withdrawConsent } from '../people/withdrawConsent.js';
import type { Database } from '../prisma/database.js';
import { DUTY } from '../scheduler/danger/callOnDuty.js';
import { isLeftToStaff, leaveToStaff } from './attended.js';
import type { ChatFiles } from './chatFiles.js';
import type { ConversationChannel } from './conversation.js';
import { dropForm } from './conversations/chatForm.js';
import { type Hurry, hurry } from './conversations/handover/hurry.js';
import type { Effect } from './conversations/resident/decide.js';
import { readPerson } from './conversations/resident/person.js';
import { keptAfterStop, menuUnderHelp } from './conversations/staff/turn.js';
import { forget, forgetUpdate } from './forget.js';
import type { Incoming, StoredUpdate } from './incoming.js';
import { AWARENESS } from './purposes.js';
import type { ReplyLimit } from './replyLimit.js';
import { settle } from './settleReply.js';
import { tellStored } from './tellStored.js';
import { turnOf } from './turnOf.js';
import { whoWrites } from './whoWrites.js';

export interface ConversationDeps extends Hurry {
  database: Database;
  /** Key of the suppressions (settings.secret). */
  secret: string;
  /** By channel name. */
  channels: ReadonlyMap<string, ConversationChannel>;
  places: PlaceFinder;
  replyLimit: ReplyLimit;
  /** Makes addresses at which a form can be got; null or absent where the service is not reached from outside. */
  formLink?: ChatFiles['link'];
  /** The same of packages to be relayed. */
  relayLink?: ChatFiles['relayLink'];

  /** The configured pace of messages, for the forecasts that staff read; the usual one if not given. */
  ratePerSecond?: number;
  clock: Clock;
  log: Log;
}

/**
 * Answers one stored update: first what the person wants done, then what they are told. Processing it again after a
 * crash does nothing twice but perhaps the telling. Throws LoaError with a time to try again where a reply surely did
 * not arrive; a reply of unknown fate is not repeated. What was said is neither stored nor logged.
 */
export async function handleIncoming(deps: ConversationDeps, stored: StoredUpdate): Promise<void> {
  const channel = deps.channels.get(stored.channel);
  if (channel === undefined)
    throw new LoaError('unknown-channel', `An update of ${stored.channel}, which this process does not serve`);
  if (await tellStored(deps, channel, stored)) return;
  const incoming = channel.toIncoming(stored);
  if (incoming === null) return;
  // Beside the rest: a slow network must not hold up a stop.
  const acknowledged = channel.acknowledge(incoming);
  const writer = await whoWrites(deps.database, incoming);
  const { person } = writer;
  const isAttended = () => isLeftToStaff(deps.database, channel, incoming);
  const files: ChatFiles = {
    sends: channel.sendDocument !== undefined,
    fetch: channel.fetchFile?.bind(channel) ?? null,
    link: deps.formLink ?? null,
    relayLink: deps.relayLink ?? null,
  };
  const turn = await turnOf({ ...deps, files, isLeftToStaff: isAttended, open: writer.open }, incoming, writer);
  if (writer.isStaff && turn.effects.some((effect) => effect.do === 'opt-out')) {
    const kept = await keptAfterStop(deps.database, incoming);
    if (kept !== null) turn.replies.push(kept);
  }
  const menu = writer.isStaff ? await menuUnderHelp(deps.database, incoming, person) : null;
  if (menu !== null && turn.replies.length > 0) turn.replies.push(menu);
  for (const effect of turn.effects) await carryOut(deps, channel, incoming, effect);
  // After the effects: who has just joined has an address only now.
  if (incoming.opensWindow) await markHeard(deps.database, incoming, incoming.at);
  await acknowledged;
  if (turn.replies.length > 0 && !turn.urgent && (await isAttended())) return;
  if (turn.effects.some((effect) => effect.do === 'erase')) return lastWord(deps, channel, incoming, turn.replies);
  for (const reply of turn.replies) {
    // Whoever is in danger has a share of their own, which nothing else uses up.
    const share = turn.danger === true ? `${incoming.channel} danger` : incoming.channel;
    if (!deps.replyLimit.take(share, incoming.externalId)) return laterIfInDanger(deps, incoming, turn.danger === true);
    const outcome = await channel.reply(incoming.externalId, reply);
    await settle(deps, incoming, outcome);
    if (outcome.kind !== 'sent') return;
  }
  for (const document of turn.documents ?? []) {
    if (channel.sendDocument === undefined || !deps.replyLimit.take(incoming.channel, incoming.externalId)) return;
    await settle(deps, incoming, await channel.sendDocument(incoming.externalId, document));
  }
}

/** So long after the burst of answers a chat gets the next one. */
const SHARE_AGAIN_MS = 3 * SECOND_MS;

/**
 * Whoever is in danger is never met with silence, however much they write: past their share the last of what waits is answered as soon as they have one again, and
 * what stands before it is left to that answer. Everybody else had twenty answers, and reads them first.
 */
async function laterIfInDanger({ database }: ConversationDeps, incoming: Incoming, inDanger: boolean): Promise<void> {
  if (!inDanger) return;
  const { rowCount } = await database.pool.query(FOLLOWED, [incoming.channel, incoming.externalId, incoming.updateId]);
  if (rowCount !== 0) return;
  throw new LoaError('reply-paced', 'An answer to somebody in danger waits for its share', {
    again: 'after',
    waitMs: SHARE_AGAIN_MS,
  });
}

/** What the same person wrote later and nobody has answered yet; what we have to tell them ourselves is no answer. */
const FOLLOWED = `
  select from inbound l join inbound i on (l.channel, l.chat) = (i.channel, i.chat) and l.id > i.id
   where i.channel = $1 and i.chat = $2 and i.update_id = $3 and l.done_at is null
     and not (starts_with(l.update_id, '${DUTY}') or starts_with(l.update_id, '${TALK}')) limit 1`;

/** Tells who was erased that they are. It is tried once: nothing stays to try it again with, the update's own row neither. */
async function lastWord(
  deps: ConversationDeps,
  channel: ConversationChannel,
  incoming: Incoming,
  replies: readonly Part[],
): Promise<void> {
  for (const reply of replies) {
    const outcome = await channel.reply(incoming.externalId, reply);
    if (outcome.kind === 'sent') continue;
    deps.log.warn(
      { channel: incoming.channel, outcome: outcome.kind },
      'who was erased could not be told; it is not repeated',
    );
    break;
  }
  await forgetUpdate(deps.database, incoming);
}

async function carryOut(
  deps: ConversationDeps,
  channel: ConversationChannel,
  incoming: Incoming,
  effect: Effect,
): Promise<void> {
  const { database, secret } = deps;
  const chat = { channel: incoming.channel, externalId: incoming.externalId };
  const endTalk = async (how: EndedHow): Promise<void> =>
    hurry(deps, await endTalkOf(database, chat, how, incoming.at));
  switch (effect.do) {
    case 'opt-out':
      await optOut(database, secret, chat);
      await dropForm(database.pool, chat);
      await dropQuestions(database, chat);
      await endTalk('stopped');
      return withdraw(database, incoming);
    case 'mark-blocked':
      await endTalk('gone');
      return markBlocked(database, chat, effect.reason, incoming.at);
    case 'mark-active':
      return markActive(database, chat);
    case 'mark-gone':
      return markGone(database, chat, 'removed-from-group');
    case 'move':
      return moveAddress(database, secret, chat.channel, chat.externalId, effect.to);
    case 'erase':
      return forget(database, secret, incoming, effect.cause);
    case 'leave-to-staff':
      return leaveToStaff(database, channel, incoming);
    case 'join':
      return join(database, secret, incoming, effect);
  }
}

/** Whoever stops takes their consents back, whatever they were for. */
async function withdraw(database: Database, incoming: Incoming): Promise<void> {
  const person = await readPerson(database, incoming.channel, incoming.externalId);
  if (person !== null) await withdrawConsent(database, person.contactId, null, incoming.at);
}

async function join(
  database: Database,
  secret: string,
  incoming: Incoming,
  effect: Effect & { do: 'join' },
): Promise<void> {
  const { place, groups, locale, wording, how, minor, offers } = effect;
  const joined = await joinContact(database, secret, {
    channel: incoming.channel,
    externalId: incoming.externalId,
    place,
    groups,
    locale,
    name: null,
    minor,
    ownWord: true,
  });
  // The place was found a moment ago; only a data update between the two can have taken it away.
  if (joined.kind !== 'joined')
    throw new LoaError('join-failed', `Joining ended in ${joined.kind}`, { again: 'after', waitMs: SECOND_MS });
  await recordConsent(database, {
    contactId: joined.contactId,
    purpose: AWARENESS,
    wording,
    how,
    at: incoming.at,
  });
  if (offers !== null) await noteOffered(database, joined.contactId, offers);
}
