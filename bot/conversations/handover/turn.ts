import { appendAudit } from '../../../people/appendAudit.js';
import { readDangerChat } from '../../../people/duty/danger.js';
import { type Askable, askForOfficer, dutyToAsk, staffToAsk } from '../../../people/handover/askForOfficer.js';
import { endTalkOf } from '../../../people/handover/endTalk.js';
import { takeTalk } from '../../../people/handover/takeTalk.js';
import { readTalk, type Talk } from '../../../people/handover/talk.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import { kindsFor } from '../../../scheduler/danger/callOnDuty.js';
import { isOpen } from '../../../scheduler/time/quietHours.js';
import type { Incoming } from '../../incoming.js';
import { localeOf } from '../localeOf.js';
import { awake, type Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import { isBusyElsewhere } from '../resident/topic.js';
import type { ResidentDeps } from '../resident/turn.js';
import type { StaffDeps } from '../staff/turn.js';
import { readTalkButton } from './buttons.js';
import { type Hurry, hurry } from './hurry.js';
import { TalkSay } from './say.js';
import { asksForPerson, endsTalk } from './words.js';

export type TalkDeps = ResidentDeps & Hurry & Pick<StaffDeps, 'isLeftToStaff'>;

/**
 * Asking for a person to talk with, the first officer's taking it, and either side's ending it: by buttons, which are good for ever and say what became of it,
 * and by words as a whole message. Null where the update is about none of it. Doing it again changes nothing, and says the same.
 */
export async function talkTurn(
  deps: TalkDeps,
  incoming: Incoming,
  person: Person | null,
  talk: Talk | null,
): Promise<Turn | null> {
  if (incoming.externalId.startsWith('-')) return null;
  const say = talkSayTo(deps, incoming, person);
  if (incoming.kind === 'button') {
    const pressed = readTalkButton(incoming.data);
    if (pressed === null) return null;
    if (pressed.do === 'take') return answered(person, await take(deps, incoming, pressed.talk, say));
    return answered(
      person,
      pressed.do === 'end' ? await end(deps, incoming, talk, say) : await ask(deps, incoming, person, talk, say),
    );
  }
  const typed = incoming.kind === 'text' ? incoming.text : incoming.kind === 'command' ? incoming.name : null;
  if (typed === null) return null;
  if (endsTalk(typed) && (talk !== null || !(await isBusyElsewhere(deps, incoming))))
    return answered(person, await end(deps, incoming, talk, say));
  if (talk?.state === 'joined' || incoming.kind !== 'text' || !asksForPerson(typed)) return null;
  // Somebody is answering here by hand already: it is said to them.
  if (await deps.isLeftToStaff()) return null;
  return answered(person, await ask(deps, incoming, person, talk, say));
}

/** In danger those on duty are asked, at any hour; else, by day, the staff of the place. Who asks again while it lasts hears how far it is. */
async function ask(deps: TalkDeps, incoming: Incoming, person: Person | null, talk: Talk | null, say: TalkSay) {
  const { database: db, clock } = deps;
  const { channel, externalId, at } = incoming;
  const chat = { channel, externalId };
  const place = person?.place ?? null;
  if (talk?.state === 'joined') return say.isJoined();
  const kind = deps.open.danger ? ((await readDangerChat(db, chat, at))?.kind ?? null) : null;
  // What was asked before there was a danger went to others.
  if (talk !== null && (talk.duty || kind === null)) return say.asking(talk);
  if (kind !== null && place === null) return say.cannot('stranger');
  if (kind === null && !isOpen(clock.now())) return say.cannot('night');
  const of: Askable =
    kind === null ? await staffToAsk(db, place, chat) : await dutyToAsk(db, place, chat, at, kindsFor(kind, false));
  if (of.chats.length === 0) return say.cannot(kind === null ? 'noStaff' : 'noDuty');
  if (talk !== null) await endTalkOf(db, chat, 'ended', at);
  await hurry(deps, await askForOfficer(db, chat, { place, kind, at, of }));
  return say.asking({ place, duty: kind !== null });
}

/** Whoever was not asked takes nothing, and learns nothing. */
async function take(deps: TalkDeps, { channel, externalId, at }: Incoming, id: number, say: TalkSay) {
  const { database: db } = deps;
  const chat = { channel, externalId };
  const staff = await staffOfChat(db, channel, externalId);
  if (staff === null) return say.notTaken('stranger');
  const { took, toTell } = await takeTalk(db, id, { staff, chat, at });
  await hurry(deps, toTell);
  if (took === 'not-called') return say.notTaken('stranger');
  if (took !== 'taken' && took !== 'mine') return say.notTaken(took);
  const talk = await readTalk(db, chat);
  return talk?.state === 'joined' && talk.side === 'officer' ? say.youJoined(talk) : say.notTaken('over');
}

async function end(deps: TalkDeps, { channel, externalId, at }: Incoming, talk: Talk | null, say: TalkSay) {
  if (talk === null) return say.noTalk();
  const { database: db } = deps;
  const chat = { channel, externalId };
  const staff = talk.side === 'officer' ? await staffOfChat(db, channel, externalId) : null;
  const toTell = await endTalkOf(db, chat, 'ended', at);
  if (staff !== null && toTell.length > 0)
    await appendAudit(db, {
      at,
      actor: staff.name,
      action: 'handover.end',
      subject: `handover:${talk.id}`,
      detail: {},
    });
  await hurry(deps, toTell);
  return say.ended(talk);
}

export function talkSayTo({ places }: Pick<TalkDeps, 'places'>, incoming: Incoming, person: Person | null): TalkSay {
  return new TalkSay(localeOf(incoming, person), places, incoming.channel);
}

const answered = (person: Person | null, reply: Turn['replies'][number]): Turn => ({
  ...awake(person, { effects: [], replies: [reply] }),
  urgent: true,
});
