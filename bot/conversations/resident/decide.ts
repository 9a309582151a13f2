import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import type { Incoming } from '../../incoming.js';
import { readJoinCode } from '../../joinCode.js';
import { decodeJoinPayload, type JoinPayload } from '../../joinPayload.js';
import { BUTTONS } from './buttons.js';
import type { Person } from './person.js';
import { Say } from './say.js';
import { isHelpWord, isStartWord, isStopWord } from './words.js';

/** What a conversation wants done before it answers. */
export type Effect =
  | { do: 'opt-out' }
  | { do: 'join'; place: string; groups: string[]; locale: string; wording: string }
  | { do: 'mark-blocked'; reason: string }
  | { do: 'mark-active' }
  | { do: 'mark-gone' }
  | { do: 'move'; to: string }
  | { do: 'erase' }
  | { do: 'leave-to-staff' };

export interface Turn {
  effects: Effect[];
  replies: Part[];
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
  const say = new Say(person?.locale ?? localeOf(incoming.language), places, incoming.channel);
  switch (incoming.kind) {
    case 'blocked':
      return silently({ do: 'mark-blocked', reason: 'blocked-by-user' });
    case 'unfollowed':
      return silently({ do: 'mark-blocked', reason: UNFOLLOWED });
    case 'withdrawn':
      return silently({ do: 'erase' });
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

function localeOf(language: string | null): string {
  return language !== null && /^en\b/i.test(language) ? 'en' : 'vi';
}

function start(payload: string, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (payload === '') {
    if (person === null) return answer(say.welcome());
    return person.state === 'opted_out'
      ? answer(say.consent({ place: person.place, groups: [] }))
      : answer(say.already(person.place));
  }
  const joining = decodeJoinPayload(payload);
  if (joining !== null && places.byCode(joining.place) !== undefined) return offer(joining, person, say);
  // What people type behind /start is a place's name more often than a broken link.
  return search(payload, person, places, say) ?? answer(say.unknownLink());
}

function command(name: string, person: Person | null, say: Say): Turn {
  if (name === 'stop') return stop(say);
  return name === 'help' ? answer(say.help()) : notUnderstood(say.fallback(person?.state === 'opted_out'));
}

function text(typed: string, person: Person | null, places: PlaceFinder, say: Say): Turn {
  if (isStopWord(typed)) return stop(say);
  if (isHelpWord(typed)) return answer(say.help());
  if (isStartWord(typed)) return start('', person, places, say);
  const code = readJoinCode(typed, (place) => places.byCode(place) !== undefined);
  if (code !== null) return code === 'wrong' ? answer(say.wrongCode()) : offer(code, person, say);
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
    if (place !== undefined) return offer({ place: place.code, groups: [] }, person, say);
  }
  if (data.startsWith(BUTTONS.join)) {
    const joining = decodeJoinPayload(data.slice(BUTTONS.join.length));
    if (joining !== null && places.byCode(joining.place) !== undefined) return join(joining, shown, say);
  }
  return answer(say.oldButton());
}

/** Asks for the consent, unless the person receives just that already. */
function offer(joining: JoinPayload, person: Person | null, say: Say): Turn {
  const has =
    person !== null &&
    person.state !== 'opted_out' &&
    person.place === joining.place &&
    joining.groups.every((group) => person.groups.includes(group));
  return answer(has ? say.already(joining.place) : say.consent(joining));
}

function join(joining: JoinPayload, shown: string | null, say: Say): Turn {
  // What stood on the screen is the record; only where the channel does not tell, what we would write there today.
  const wording = shown ?? say.consent(joining).body.text;
  return { effects: [{ do: 'join', ...joining, locale: say.locale, wording }], replies: [say.joined(joining.place)] };
}

function stop(say: Say): Turn {
  return { effects: [{ do: 'opt-out' }], replies: [say.stopped()], urgent: true };
}

/** A typed name: one place, a choice, or null. For who has a place already, only a name that is meant as one counts. */
function search(typed: string, person: Person | null, places: PlaceFinder, say: Say): Turn | null {
  const found = places.find(typed);
  if (found.kind === 'one') return offer({ place: found.place.code, groups: [] }, person, say);
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
