import type { Translate } from '../content/i18n.js';
import type { Queryable, Sql } from './queryable.js';

/** The person who asks what is held of them: the chat, its key in the list of who is not written to, and the contact where there is one. */
export interface HeldPerson {
  channel: string;
  externalId: string;
  key: Buffer;
  contactId: number | null;
}

/** The language that they are told in. */
export interface HeldReader {
  t: Translate;
  locale: string;
}

/**
 * One kind of thing that is held of people. A topic that stores something by contact or chat has one, and stands in the
 * list of `bot/conversations/resident/own/sources.ts`: then /mydata shows it and /erase takes it away.
 */
export interface HeldSource {
  name: string;
  /** What is held, whole, a paragraph for each thing; none where there is nothing. */
  read(on: Sql, person: HeldPerson, reader: HeldReader): Promise<string[]>;
  /** Takes it away, in the transaction of the erasure and before the contact goes. Left out where `people/erase.ts` does. */
  erase?(on: Queryable, person: HeldPerson): Promise<void>;
}
