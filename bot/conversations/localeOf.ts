import { localeLike } from '../../content/locale.js';
import type { Incoming } from '../incoming.js';
import type { Person } from './resident/person.js';

/** The language in which a chat is answered: the person's, else that of their app where the channel tells it. */
export function localeOf({ language }: Pick<Incoming, 'language'>, person: Pick<Person, 'locale'> | null): string {
  return person?.locale ?? localeLike(language);
}
