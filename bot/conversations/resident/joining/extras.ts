import { locales } from '../../../../content/locale.js';
import { joinContact } from '../../../../people/joinContact.js';
import { noteOffered } from '../../../../people/noteOffered.js';
import { recordConsent } from '../../../../people/recordConsent.js';
import type { Incoming } from '../../../incoming.js';
import { AWARENESS } from '../../../purposes.js';
import { BUTTONS } from '../buttons.js';
import type { Turn } from '../decide.js';
import type { Person } from '../person.js';
import { Say } from '../say.js';
import type { ResidentDeps } from '../turn.js';
import { OFFERED_GROUPS } from './groups.js';
import { type Extra, JoinSay } from './say.js';

/** What is offered next: a group, then a language, each once in a person's time with us. */
export function nextExtra(offered: readonly string[]): Extra | null {
  if (!offered.includes('group')) return 'group';
  return offered.includes('language') ? null : 'language';
}

/**
 * Takes the group and the language that somebody adds by one tap after joining, or that they would rather not. Only
 * who is there can add anything: a button of last year, or of somebody who has stopped or been erased since, brings nobody back.
 */
export async function extras(deps: ResidentDeps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  if (incoming.kind !== 'button') return null;
  const { data, channel } = incoming;
  const isGroup = data.startsWith(BUTTONS.group);
  if (!isGroup && !data.startsWith(BUTTONS.language)) return null;
  const chosen = data.slice(BUTTONS.group.length);
  const known: readonly string[] = isGroup ? OFFERED_GROUPS : locales();
  if (person === null || person.state === 'opted_out' || (chosen !== '' && !known.includes(chosen)))
    return {
      effects: [],
      replies: [new Say(person?.locale ?? 'vi', deps.places, channel).oldButton(person?.state === 'opted_out')],
    };
  if (chosen !== '') await keep(deps, incoming, person, isGroup ? { group: chosen } : { locale: chosen });
  const next = isGroup ? nextExtra(['group', ...(person.asked ?? [])]) : null;
  if (next !== null) await noteOffered(deps.database, person.contactId, next);
  const say = new JoinSay(isGroup || chosen === '' ? person.locale : chosen, deps.places, channel);
  if (chosen === '') return { effects: [], replies: [say.skipped(next)] };
  return { effects: [], replies: [isGroup ? say.group(chosen, next) : say.language()] };
}

async function keep(
  { database, secret }: ResidentDeps,
  { channel, externalId, at, ...incoming }: Incoming,
  { contactId }: Person,
  { group, locale }: { group?: string; locale?: string },
): Promise<void> {
  const groups = group === undefined ? [] : [group];
  const chat = { channel, externalId };
  // Not their own word to receive again, should they have stopped a moment ago.
  await joinContact(database, secret, {
    ...chat,
    place: null,
    groups,
    locale: locale ?? null,
    name: null,
    ownWord: false,
  });
  const shown = incoming.kind === 'button' ? incoming.shown : null;
  if (group === undefined) return;
  const wording = `${shown ?? ''}\n[${group}]`.trim();
  await recordConsent(database, { contactId, purpose: AWARENESS, wording, how: 'button', at });
}
