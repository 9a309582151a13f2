import { type Clock, SECOND_MS } from '../base/clock.js';
import { LoaError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Part } from '../content/message.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { hasStopped } from '../people/hasStopped.js';
import { joinContact } from '../people/joinContact.js';
import { markActive } from '../people/markActive.js';
import { markBlocked } from '../people/markBlocked.js';
import { markGone } from '../people/markGone.js';
import { markHeard } from '../people/markHeard.js';
import { markSilent } from '../people/markSilent.js';
import { moveAddress } from '../people/moveAddress.js';
import { noteOffered } from '../people/noteOffered.js';
import { optOut } from '../people/optOut.js';
import { dropQuestions } from '../people/questions.js';
import { recordConsent } from '../people/recordConsent.js';
import { withdrawConsent } from '../people/withdrawConsent.js';
import type { Database } from '../prisma/database.js';
import type { Outcome } from '../scheduler/channel.js';
import { isLeftToStaff, leaveToStaff } from './attended.js';
import type { ChatFiles } from './chatFiles.js';
import type { ConversationChannel } from './conversation.js';
import { dropForm } from './conversations/chatForm.js';
import { type DutyWord, noteOutcome, readDutyWord, sayDutyWord } from './conversations/danger/told.js';
import { readDecided, sayDecided } from './conversations/official/decided.js';
import type { Effect } from './conversations/resident/decide.js';
import { readPerson } from './conversations/resident/person.js';
import { readStaffNews, type StaffNewsToTell, sayStaffNews } from './conversations/staff/manage/news.js';
import { handedOver } from './conversations/staff/questions.js';
import { keptAfterStop, menuUnderHelp } from './conversations/staff/turn.js';
import { forget, forgetUpdate } from './forget.js';
import type { Incoming, StoredUpdate } from './incoming.js';
import { AWARENESS } from './purposes.js';
import type { ReplyLimit } from './replyLimit.js';
import { turnOf } from './turnOf.js';
import { whoWrites } from './whoWrites.js';

export interface ConversationDeps {
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
  const word = readDutyWord(stored);
  if (word !== null) return tellOfDuty(deps, channel, stored, word);
  const decided = readDecided(stored);
  if (decided !== null) return tell(deps, channel, stored, decided);
  const handed = await handedOver(deps, stored);
  if (handed !== null) return tellPart(deps, channel, stored, handed.tell);

  const news = readStaffNews(stored);
  if (news !== null) return tellStaff(deps, channel, stored, news);
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
    if (!deps.replyLimit.take(share, incoming.externalId)) return;
    const outcome = await channel.reply(incoming.externalId, reply);
    await settle(deps, incoming, outcome);
    if (outcome.kind !== 'sent') return;
  }
  for (const document of turn.documents ?? []) {
    if (channel.sendDocument === undefined || !deps.replyLimit.take(incoming.channel, incoming.externalId)) return;
    await settle(deps, incoming, await channel.sendDocument(incoming.externalId, document));
  }
}

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
  await tellPart(deps, channel, stored, said);
}

async function tellPart(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
  said: Part | null,
): Promise<void> {
  const chat = { channel: stored.channel, externalId: stored.chat };
  if (said !== null) await settle(deps, chat, await channel.reply(chat.externalId, said));
}

/** What waits for a member of staff, or came back to them. Who stopped looks by themselves. */
async function tellStaff(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
  news: StaffNewsToTell,
): Promise<void> {
  const { database: db, secret, places, clock } = deps;
  const chat = { channel: stored.channel, externalId: stored.chat };
  if (await hasStopped(db, secret, chat)) return;
  const person = await readPerson(db, chat.channel, chat.externalId);
  const now = { at: clock.now(), locale: person?.locale ?? 'vi' };
  const said = await sayStaffNews({ db, places }, chat, news, now);
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
      await dropQuestions(database, chat);
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
    case 'elsewhere-for-now':
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
