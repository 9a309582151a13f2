import { type Clock, SECOND_MS } from '../base/clock.js';
import { LoaError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { joinContact } from '../people/joinContact.js';
import { markActive } from '../people/markActive.js';
import { markBlocked } from '../people/markBlocked.js';
import { markGone } from '../people/markGone.js';
import { markHeard } from '../people/markHeard.js';
import { markSilent } from '../people/markSilent.js';
import { moveAddress } from '../people/moveAddress.js';
import { OFFICIAL_PURPOSE } from '../people/officials/acceptInvite.js';
import { optOut } from '../people/optOut.js';
import { recordConsent } from '../people/recordConsent.js';
import { withdrawConsent } from '../people/withdrawConsent.js';
import type { Database } from '../prisma/database.js';
import type { Outcome } from '../scheduler/channel.js';
import { isLeftToStaff, leaveToStaff } from './attended.js';
import type { ConversationChannel } from './conversation.js';
import { dropForm } from './conversations/chatForm.js';
import { type DutyWord, noteOutcome, readDutyWord, sayDutyWord } from './conversations/danger/told.js';
import { readDecided, sayDecided } from './conversations/official/decided.js';
import type { Effect } from './conversations/resident/decide.js';
import { readPerson } from './conversations/resident/person.js';
import { keptAfterStop } from './conversations/staff/turn.js';
import { forget } from './forget.js';
import type { Incoming, StoredUpdate } from './incoming.js';
import type { ReplyLimit } from './replyLimit.js';
import { turnOf } from './turnOf.js';

export interface ConversationDeps {
  database: Database;
  /** Key of the suppressions (settings.secret). */
  secret: string;
  /** By channel name. */
  channels: ReadonlyMap<string, ConversationChannel>;
  places: PlaceFinder;
  replyLimit: ReplyLimit;
  clock: Clock;
  log: Log;
}

/** The purpose that residents consent to. */
const AWARENESS = 'awareness';

/**
 * Answers one stored update: first what the person wants done, then what they are told. Processing it again after a
 * crash does nothing twice but perhaps the telling. Throws LoaError with a time to try again where a reply surely did
 * not arrive; a reply of unknown fate is not repeated. What was said is neither stored nor logged.
 */
export async function handleIncoming(deps: ConversationDeps, stored: StoredUpdate): Promise<void> {
  const channel = deps.channels.get(stored.channel);
  if (channel === undefined)
    throw new LoaError('unknown-channel', `An update of ${stored.channel}, which this process does not serve`);
  const word = readDutyWord(stored);
  if (word !== null) return tellOfDuty(deps, channel, stored, word);
  const decided = readDecided(stored);
  if (decided !== null) return tell(deps, channel, stored, decided);
  const incoming = channel.toIncoming(stored);
  if (incoming === null) return;
  // Beside the rest: a slow network must not hold up a stop.
  const acknowledged = channel.acknowledge(incoming);
  const person = await readPerson(deps.database, incoming.channel, incoming.externalId);
  const isAttended = () => isLeftToStaff(deps.database, channel, incoming);
  const turn = await turnOf({ ...deps, isLeftToStaff: isAttended }, incoming, person);
  if (turn.effects.some((effect) => effect.do === 'opt-out')) {
    const kept = await keptAfterStop(deps.database, incoming);
    if (kept !== null) turn.replies.push(kept);
  }
  for (const effect of turn.effects) await carryOut(deps, channel, incoming, effect);
  // After the effects: who has just joined has an address only now.
  if (incoming.opensWindow) await markHeard(deps.database, incoming, incoming.at);
  await acknowledged;
  if (turn.replies.length > 0 && !turn.urgent && (await isAttended())) return;
  for (const reply of turn.replies) {
    // Whoever is in danger has a share of their own, which nothing else uses up.
    const share = turn.danger === true ? `${incoming.channel} danger` : incoming.channel;
    if (!deps.replyLimit.take(share, incoming.externalId)) return;
    const outcome = await channel.reply(incoming.externalId, reply);
    await settle(deps, incoming, outcome);
    if (outcome.kind !== 'sent') return;
  }
}

/** What the standing agency decided, to the official whom it is about. */
async function tell(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
  decided: readonly number[],
): Promise<void> {
  const chat = { channel: stored.channel, externalId: stored.chat };
  const person = await readPerson(deps.database, chat.channel, chat.externalId);
  const said = await sayDecided(deps.database, person, chat.channel, decided, deps.clock.now());
  if (said !== null) await settle(deps, chat, await channel.reply(chat.externalId, said));
}

/** Our own word about a danger: an alert to somebody on duty, or what became of it. Whether an alert arrived is noted. */
async function tellOfDuty(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
  word: DutyWord,
): Promise<void> {
  const said = await sayDutyWord(deps, stored, word);
  const outcome = said === null ? null : await channel.reply(stored.chat, said);
  await noteOutcome(deps, word, outcome);
  if (outcome !== null) await settle(deps, { channel: stored.channel, externalId: stored.chat }, outcome);
}

async function carryOut(
  { database, secret }: ConversationDeps,
  channel: ConversationChannel,
  incoming: Incoming,
  effect: Effect,
): Promise<void> {
  const chat = { channel: incoming.channel, externalId: incoming.externalId };
  switch (effect.do) {
    case 'opt-out':
      await optOut(database, secret, chat);
      await dropForm(database.pool, chat);
      return withdraw(database, incoming);
    case 'mark-blocked':
      return markBlocked(database, chat, effect.reason, incoming.at);
    case 'mark-active':
      return markActive(database, chat);
    case 'mark-gone':
      return markGone(database, chat, 'removed-from-group');
    case 'move':
      return moveAddress(database, secret, chat.channel, chat.externalId, effect.to);
    case 'erase':
      return forget(database, secret, incoming);
    case 'leave-to-staff':
      return leaveToStaff(database, channel, incoming);
    case 'join':
      return join(database, secret, incoming, effect);
  }
}

/** Whoever stops takes their consent back. */
async function withdraw(database: Database, incoming: Incoming): Promise<void> {
  const person = await readPerson(database, incoming.channel, incoming.externalId);
  if (person === null) return;
  for (const purpose of [AWARENESS, OFFICIAL_PURPOSE])
    await withdrawConsent(database, person.contactId, purpose, incoming.at);
}

async function join(
  database: Database,
  secret: string,
  incoming: Incoming,
  effect: Effect & { do: 'join' },
): Promise<void> {
  const { place, groups, locale, wording } = effect;
  const joined = await joinContact(database, secret, {
    channel: incoming.channel,
    externalId: incoming.externalId,
    place,
    groups,
    locale,
    name: null,
    ownWord: true,
  });
  // The place was found a moment ago; only a data update between the two can have taken it away.
  if (joined.kind !== 'joined')
    throw new LoaError('join-failed', `Joining ended in ${joined.kind}`, { again: 'after', waitMs: SECOND_MS });
  await recordConsent(database, {
    contactId: joined.contactId,
    purpose: AWARENESS,
    wording,
    how: 'button',
    at: incoming.at,
  });
}

async function settle(
  { database, secret, log }: ConversationDeps,
  { channel, externalId }: Pick<Incoming, 'channel' | 'externalId'>,
  outcome: Outcome,
): Promise<void> {
  const chat = { channel, externalId };
  switch (outcome.kind) {
    case 'sent':
      return;
    case 'refused':
      if (outcome.address === 'blocked') await markBlocked(database, chat, outcome.reason);
      else if (outcome.address === 'gone') await markGone(database, chat, outcome.reason);
      else log.warn({ channel: chat.channel, reason: outcome.reason }, 'a reply was refused');
      return;
    case 'elsewhere':
      if (outcome.address === 'blocked') await markBlocked(database, chat, outcome.reason);
      else await markSilent(database, chat);
      return;
    case 'moved':
      return moveAddress(database, secret, chat.channel, chat.externalId, outcome.externalId);
    case 'unknown':
      log.warn(
        { channel: chat.channel, reason: outcome.reason },
        'nobody knows whether a reply arrived; it is not repeated',
      );
      return;
    case 'content':
      log.error({ channel: chat.channel, reason: outcome.reason }, 'a reply of ours is refused for what it says');
      return;
    case 'later':
    case 'throttled':
      throw new LoaError('reply-throttled', 'A reply waits for the platform', {
        again: 'after',
        waitMs: outcome.waitMs,
      });
    case 'not-delivered':
    case 'stopped':
      throw new LoaError('reply-not-delivered', `A reply did not arrive: ${outcome.reason}`, {
        again: 'after',
        waitMs: AGAIN_MS,
      });
  }
}

const AGAIN_MS = 5 * SECOND_MS;
