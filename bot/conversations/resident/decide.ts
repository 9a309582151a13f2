import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { asksAge } from '../../../people/pupils.js';
import type { OutgoingDocument } from '../../chatFiles.js';
import type { Incoming } from '../../incoming.js';
import { readJoinCode } from '../../joinCode.js';
import { decodeJoinPayload, type JoinPayload } from '../../joinPayload.js';
import { localeOf } from '../localeOf.js';
import { BUTTONS } from './buttons.js';
import { nextExtra } from './joining/extras.js';
import { type Asked, type Extra, JoinSay } from './joining/say.js';
import type { Person } from './person.js';
import { Say } from './say.js';
import { isHelpWord, isStartWord, isStopWord } from './words.js';

/** Somebody agreed to receive messages. */
export interface Join {
  place: string;
  groups: string[];
  locale: string;
  /** The sentence that stood over the button. */
  wording: string;
  how: 'button' | 'guardian-button';
  /** Whether they are under 16; null: nobody asked, and what is known stays. */
  minor: boolean | null;
  /** What the answer offers to add; it is not offered again. */
  offers: Extra | null;
}

/** What a conversation wants done before it answers. */
export type Effect =
  | { do: 'opt-out' }
  | ({ do: 'join' } & Join)
  | { do: 'mark-blocked'; reason: string }
  | { do: 'mark-active' }
  | { do: 'mark-gone' }
  | { do: 'move'; to: string }
  | { do: 'erase'; cause: 'withdrawn' | 'asked' }
  | { do: 'leave-to-staff' };

export interface Turn {
  effects: Effect[];
  replies: Part[];
  /** Sent behind the replies, made for this person. */
  documents?: OutgoingDocument[];
  /** Only the kind answer to what was not understood: another topic may know a better one. */
  notUnderstood?: true;
  /** Said even while somebody of the agency is answering in this chat by hand. */
  urgent?: true;
  /** Somebody is in danger: said also to a chat that has had its share of replies. */
  danger?: true;
}

/**
 * The conversation with a resident: what was done, who did it and the places there are, to effects and replies. No state
 * of its own, no I/O; the same update gives the same turn. Stop comes first in every form and is never argued with.
 * Joining takes a button under the words that are agreed to: a link or a typed name alone is no consent. Whatever
 * else arrives is answered kindly; silence answers only what no person said.
 */
export function decide(incoming: Incoming, person: Person | null, places: PlaceFinder): Turn {
  const say = new Say(localeOf(incoming, person), places, incoming.channel);
  switch (incoming.kind) {
    case 'blocked':
      return silently({ do: 'mark-blocked', reason: 'blocked-by-user' });
    case 'unfollowed':
      return silently({ do: 'mark-blocked', reason: UNFOLLOWED });
    case 'withdrawn':
      return silently({ do: 'erase', cause: 'withdrawn' });
    case 'attended':
      return silently({ do: 'leave-to-staff' });
    case 'unblocked':
      return silently({ do: 'mark-active' });
    case 'removed':
      return silently({ do: 'mark-gone' });
    case 'moved':
      return silently({ do: 'move', to: incoming.to });
    case 'start':
      return awake(person, start(incoming.payload, person, places, say), true);
    case 'command':
      return awake(person, command(incoming.name, person, say));
    case 'text':
      return awake(person, text(incoming.text, person, places, say));
    case 'button':
      return awake(person, button(incoming.data, incoming.shown, person, places, say));
    case 'other':
      return awake(person, answer(say.notText()));
  }
}

function start(payload: string, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (payload === '') {
    if (person === null) return answer(say.welcome());
    return person.state === 'opted_out'
      ? offer({ place: person.place, groups: [] }, person, places, say)
      : answer(say.already(person.place));
  }
  const joining = decodeJoinPayload(payload);
  if (joining !== null && places.byCode(joining.place) !== undefined) return offer(joining, person, places, say);
  // What people type behind /start is a place's name more often than a broken link.
  return search(payload, person, places, say) ?? answer(say.unknownLink());
}

function command(name: string, person: Person | null, say: Say): Turn {
  if (isStopWord(name)) return stop(say);
  return name === 'help' ? answer(say.help()) : notUnderstood(say.fallback(person?.state === 'opted_out'));
}

function text(typed: string, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (isStopWord(typed)) return stop(say);
  if (isHelpWord(typed)) return answer(say.help());
  if (isStartWord(typed)) return start('', person, places, say);
  const code = readJoinCode(typed, (place) => places.byCode(place) !== undefined);
  if (code !== null) return code === 'wrong' ? answer(say.wrongCode()) : offer(code, person, places, say);
  if (person?.state === 'opted_out') return notUnderstood(say.fallback(true));
  return (
    search(typed, person, places, say) ?? notUnderstood(person === null ? say.placeNotFound() : say.fallback(false))
  );
}

function button(data: string, shown: string | null, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (data === BUTTONS.stop) return stop(say);
  if (data === BUTTONS.help) return answer(say.help());
  if (data === BUTTONS.place) return answer(say.askPlace());
  if (data === BUTTONS.decline)
    return answer(person === null || person.state === 'opted_out' ? say.declined() : say.already(person.place));
  if (data.startsWith(BUTTONS.chosen)) {
    const place = places.byCode(data.slice(BUTTONS.chosen.length));
    if (place !== undefined) return offer({ place: place.code, groups: [] }, person, places, say);
  }
  return joinButton(data, shown, person, places, say) ?? answer(say.oldButton());
}

/** Which screen a button stood under that carries a join payload on. */
const JOINING: readonly (readonly [string, Asked | 'younger' | 'older'])[] = [
  [BUTTONS.join, 'adult'],
  [BUTTONS.pupil, 'pupil'],
  [BUTTONS.guardian, 'guardian'],
  [BUTTONS.younger, 'younger'],
  [BUTTONS.older, 'older'],
];

function joinButton(
  data: string,
  shown: string | null,
  person: Person | null,
  places: PlaceFinder,
  say: Say,
): Turn | null {
  const [sign, screen] = JOINING.find(([begins]) => data.startsWith(begins)) ?? [];
  if (sign === undefined || screen === undefined) return null;
  const joining = decodeJoinPayload(data.slice(sign.length));
  if (joining === null || places.byCode(joining.place) === undefined) return null;
  const joinSay = new JoinSay(say.locale, places, say.channel);
  if (screen === 'younger') return answer(joinSay.consent(joining, 'guardian'));
  if (screen === 'older') return answer(joinSay.consent(joining, 'pupil'));
  return join(joining, screen, shown, person, joinSay, say);
}

/** Asks for the consent, and before it for the age where that matters, unless the person receives just that already. */
function offer(joining: JoinPayload, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (has(person, joining)) return answer(say.already(joining.place));
  const joinSay = new JoinSay(say.locale, places, say.channel);
  return answer(
    asksAge(places.byCode(joining.place), joining.groups) ? joinSay.age(joining) : joinSay.consent(joining),
  );
}

function has(person: Person | null, { place, groups }: JoinPayload): person is Person {
  return (
    person !== null &&
    person.state !== 'opted_out' &&
    person.place === place &&
    groups.every((group) => person.groups.includes(group))
  );
}

function join(
  joining: JoinPayload,
  asked: Asked,
  shown: string | null,
  person: Person | null,
  joinSay: JoinSay,
  say: Say,
): Turn {
  // What stood on the screen is the record; only where the channel does not tell, what we would write there today.
  const wording = shown ?? joinSay.consent(joining, asked).body.text;
  const minor = asked === 'guardian' ? true : asked === 'pupil' ? false : null;
  const offers = nextExtra([...(person?.asked ?? []), ...(hasGroup(joining, person, minor) ? ['group'] : [])]);
  const how = asked === 'guardian' ? 'guardian-button' : 'button';
  const effect: Effect = { do: 'join', ...joining, locale: say.locale, wording, how, minor, offers };
  return { effects: [effect], replies: [joinSay.joined(joining.place, minor ?? person?.minor === true, offers)] };
}

/** Who has a group, or is a pupil, is not asked for one. */
function hasGroup(joining: JoinPayload, person: Person | null, minor: boolean | null): boolean {
  return joining.groups.length > 0 || (person?.groups.length ?? 0) > 0 || minor !== null || person?.minor === true;
}

function stop(say: Say): Turn {
  return { effects: [{ do: 'opt-out' }], replies: [say.stopped()], urgent: true };
}

/** A typed name: one place, a choice, or null. For who has a place already, only a name that is meant as one counts. */
function search(typed: string, person: Person | null, places: PlaceFinder, say: Say): Turn | null {
  const found = places.find(typed);
  if (found.kind === 'one') return offer({ place: found.place.code, groups: [] }, person, places, say);
  if (found.kind === 'several') return answer(say.choose(found.candidates));
  return person === null && found.near.length > 0 ? answer(say.near(found.near)) : null;
}

/** Who left the account and still writes is answered, and sent nothing else until they follow it again or join anew. */
const UNFOLLOWED = 'unfollowed';

/** Who writes can be written to: a block or a dead chat of before is over. */
export function awake(person: Person | null, turn: Turn, starts = false): Turn {
  if (person?.state !== 'blocked' && person?.state !== 'gone') return turn;
  if (person.stateReason === UNFOLLOWED && !starts) return turn;
  return { ...turn, effects: [{ do: 'mark-active' }, ...turn.effects] };
}

function answer(...replies: Part[]): Turn {
  return { effects: [], replies };
}

function notUnderstood(reply: Part): Turn {
  return { ...answer(reply), notUnderstood: true };
}

function silently(effect: Effect): Turn {
  return { effects: [effect], replies: [] };
}
