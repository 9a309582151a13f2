import { MINUTE_MS } from '../../../base/clock.js';
import { endDanger, keepDangerChat, raiseAlert, readDangerChat } from '../../../people/duty/danger.js';
import { onDuty } from '../../../people/duty/onDuty.js';
import { readTalk } from '../../../people/handover/talk.js';
import { inTransaction } from '../../../people/inTransaction.js';
import type { Database } from '../../../prisma/database.js';
import { kindsFor } from '../../../scheduler/danger/callOnDuty.js';
import type { Incoming } from '../../incoming.js';
import { localeOf } from '../localeOf.js';
import { awake, type Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import type { Step } from '../resident/turn.js';
import { isHelpWord, isStopWord } from '../resident/words.js';
import { readDangerButton } from './buttons.js';
import { saysOver } from './over.js';
import { readDanger } from './recognise.js';
import { type Around, DangerSay } from './say.js';
import { takes } from './taken.js';
import { DANGER_KINDS, type DangerKind } from './words.js';

/** So long after the last word of theirs everything is read in the light of a danger. */
const LASTS_MS = 30 * MINUTE_MS;

/**
 * Danger, before everything and everybody else: whoever writes, whatever was asked of them, and while somebody answers by hand. Null where
 * the update speaks of none. The numbers stand first; then those on duty are called, the police only where the person says so. What is kept
 * is that the chat is in danger, of which kind and until when; never a word.
 */
export const dangerTurn: Step = async (deps, incoming, person) => {
  const { database: db } = deps;
  const { channel, externalId, at } = incoming;
  if (externalId.startsWith('-')) return null;
  const say = sayTo(deps, incoming, person);
  const pressed = incoming.kind === 'button' ? readDangerButton(incoming.data) : null;
  if (pressed?.do === 'take') return urgent(person, say.taken(await takes(db, incoming, pressed.alert, at), at));
  const text = typedIn(incoming);
  const kind = pressed?.do === 'kind' ? pressed.kind : text === null ? null : readDanger(text);
  if (pressed === null && text === null) return null;
  const chat = { channel, externalId };
  const known = deps.open.danger ? await readDangerChat(db, chat, at) : null;
  if (text !== null && known !== null && isStopWord(text)) {
    await endDanger(db, chat, at);
    return null;
  }
  if (pressed?.do === 'over' || (known !== null && text !== null && saysOver(text))) {
    await endDanger(db, chat, at);
    return urgent(person, say.over());
  }
  if (pressed?.do === 'police') {
    if (!pressed.yes) return urgent(person, say.police('policeNot', null));
    return urgent(person, await askedPolice(db, say, incoming, person, kindOf(known?.kind)));
  }
  if (kind === null) return null;
  // A bare cry for help after it was said what it is about is about the same.
  const about = kind === 'unclear' ? kindOf(known?.kind) : kind;
  return urgent(person, say.first(about, await begin(db, incoming, person, about)));
};

/**
 * What else is written while a danger lasts is answered in its light: still here, the numbers, the next step. Buttons and commands are what
 * they are; a word for help is meant as it stands. For whoever is left to somebody's own hands only what is urgent is said.
 */
export const stillInDanger: Step = async (deps, incoming, person) => {
  const { channel, externalId, updateId, at } = incoming;
  const isUnread = incoming.kind === 'other';
  const text = incoming.kind === 'text' ? incoming.text : null;
  if (!isUnread && text === null && !(incoming.kind === 'command' && isHelpWord(incoming.name))) return null;
  if (text !== null && isStopWord(text)) return null;
  const chat = { channel, externalId };
  const known = deps.open.danger ? await readDangerChat(deps.database, chat, at) : null;
  if (known === null) return null;
  const kind = kindOf(known.kind);
  const until = new Date(at.getTime() + LASTS_MS);
  const step = known.lastUpdate === updateId ? known.step : known.step + 1;
  await keepDangerChat(deps.database.pool, chat, { kind, step, lastUpdate: updateId }, until);
  return {
    ...awake(person, { effects: [], replies: [sayTo(deps, incoming, person).still(kind, isUnread)] }),
    danger: true,
  };
};

/** Notes the danger and who is to be told of it, in one transaction; answering the same update again notes nothing more. */
async function begin(
  db: Database,
  { channel, externalId, updateId, at }: Incoming,
  person: Person | null,
  kind: DangerKind,
): Promise<Around> {
  const chat = { channel, externalId };
  const place = person?.place ?? null;
  return inTransaction(db, async (client) => {
    await keepDangerChat(client, chat, { kind, step: 0, lastUpdate: updateId }, new Date(at.getTime() + LASTS_MS));
    if (place === null) return { duty: 'stranger', place, mayAskPolice: false, mayTalk: false };
    const isAnyone = (await onDuty(client, place, at, kindsFor(kind, false))).length > 0;
    const state = isAnyone ? await raiseAlert(client, chat, { place, kind, police: false }, at) : null;
    const mayAskPolice = MAY_NEED_POLICE.has(kind) && (await onDuty(client, place, at, ['police'])).length > 0;
    const mayTalk = isAnyone && (await readTalk(client, chat))?.state !== 'joined';
    return { duty: state === null ? 'nobody' : (SAID[state] ?? 'calling'), place, mayAskPolice, mayTalk };
  });
}

/** What is said of an alert that is under way already, by its state. */
const SAID: Readonly<Record<string, Around['duty']>> = { called: 'called', taken: 'taken', nobody: 'unanswered' };

/** Where somebody is ill or wants to die, being asked about the police only frightens. */
const MAY_NEED_POLICE: ReadonlySet<DangerKind> = new Set(['violence', 'child']);

/** The person wants the police on duty told. */
async function askedPolice(
  db: Database,
  say: DangerSay,
  { channel, externalId, updateId, at }: Incoming,
  person: Person | null,
  kind: DangerKind,
) {
  const place = person?.place ?? null;
  if (place === null || (await onDuty(db, place, at, ['police'])).length === 0) return say.police('policeNobody', null);
  const chat = { channel, externalId };
  await inTransaction(db, async (client) => {
    await keepDangerChat(client, chat, { kind, step: 0, lastUpdate: updateId }, new Date(at.getTime() + LASTS_MS));
    await raiseAlert(client, chat, { place, kind, police: true }, at);
  });
  return say.police('police', place);
}

function sayTo({ places }: Parameters<Step>[0], incoming: Incoming, person: Person | null): DangerSay {
  return new DangerSay(localeOf(incoming, person), places, incoming.channel);
}

const kindOf = (kind: string | undefined): DangerKind => DANGER_KINDS.find((one) => one === kind) ?? 'unclear';

const urgent = (person: Person | null, reply: Turn['replies'][number]): Turn => ({
  ...awake(person, { effects: [], replies: [reply] }),
  urgent: true,
  danger: true,
});

/** What was typed, also behind a command or as the caption of a picture. */
function typedIn(incoming: Incoming): string | null {
  switch (incoming.kind) {
    case 'text':
      return incoming.text;
    case 'command':
      return `${incoming.name} ${incoming.text}`;
    case 'start':
      return incoming.payload === '' ? null : incoming.payload;
    default:
      return null;
  }
}
