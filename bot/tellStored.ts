import { crashPoint } from '../base/crash.js';
import type { Part } from '../content/message.js';
import { hasStopped } from '../people/hasStopped.js';
import type { ConversationChannel } from './conversation.js';
import { type DutyWord, noteOutcome, readDutyWord, sayDutyWord } from './conversations/danger/told.js';
import { hurry } from './conversations/handover/hurry.js';
import { noteTalkOutcome, readTalkWord, sayTalkWord, type TalkWord } from './conversations/handover/told.js';
import { readDecided, sayDecided } from './conversations/official/decided.js';
import { readPerson } from './conversations/resident/person.js';
import { readStaffNews, type StaffNewsToTell, sayStaffNews } from './conversations/staff/manage/news.js';
import { handedOver } from './conversations/staff/questions.js';
import type { ConversationDeps } from './handleIncoming.js';
import type { StoredUpdate } from './incoming.js';
import { settle } from './settleReply.js';

/**
 * Tells what we stored ourselves to be told in a chat, in order with what its person does; false where the update is a platform's. Where telling surely failed
 * it throws, and is told again; what nobody needs any more is not told.
 */
export async function tellStored(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
): Promise<boolean> {
  const word = readDutyWord(stored);
  const talking = readTalkWord(stored);
  if (word !== null) await tellOfDuty(deps, channel, stored, word);
  else if (talking !== null) await tellOfTalk(deps, channel, stored, talking);
  else {
    const decided = readDecided(stored);
    const handed = decided === null ? await handedOver(deps, stored) : null;
    const news = readStaffNews(stored);
    if (decided !== null) await tell(deps, channel, stored, decided);
    else if (handed !== null) await tellPart(deps, channel, stored, handed.tell);
    else if (news !== null) await tellStaff(deps, channel, stored, news);
    else return false;
  }
  return true;
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
  if (outcome?.kind === 'sent') crashPoint('duty-told');
  await noteOutcome(deps, word, outcome);
  if (outcome !== null) await settle(deps, { channel: stored.channel, externalId: stored.chat }, outcome);
}

/** Our own word about a talk with an officer. Where one side cannot be reached any more, the other hears so. */
async function tellOfTalk(
  deps: ConversationDeps,
  channel: ConversationChannel,
  stored: StoredUpdate,
  word: TalkWord,
): Promise<void> {
  const said = await sayTalkWord(deps, stored, word);
  const outcome = said === null ? null : await channel.reply(stored.chat, said);
  await hurry(deps, await noteTalkOutcome(deps, stored, word, outcome));
  if (outcome !== null) await settle(deps, { channel: stored.channel, externalId: stored.chat }, outcome);
}
