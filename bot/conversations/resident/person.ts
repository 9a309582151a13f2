import type { Database } from '../../../prisma/database.js';

/** What a conversation must know of whoever wrote. */
export interface Person {
  contactId: number;
  place: string;
  groups: string[];
  locale: string;
  state: 'active' | 'blocked' | 'opted_out' | 'gone';
  /** Why, where it is not active. */
  stateReason: string | null;
  /** Under 16: their guardian agreed, and no name is stored. */
  minor?: true;
  /** What they were offered once: `group`, `language`. */
  asked?: readonly string[];
}

/** The person behind a chat as the database has them. */
export interface PersonRow {
  contact_id: number;
  place: string;
  groups: string[];
  locale: string;
  state: Person['state'];
  state_reason: string | null;
  minor: boolean;
  asked: string[];
}

/** Selects the person behind a chat; both arguments are SQL. */
export const personWhere = (channel: string, externalId: string): string => `
  SELECT a.contact_id, c.place, c.groups, c.locale, a.state, a.state_reason, c.minor, c.asked
    FROM address a JOIN contact c ON c.id = a.contact_id
   WHERE a.channel = ${channel} AND a.external_id = ${externalId}
     AND (c.resident OR EXISTS (SELECT FROM official o WHERE o.contact_id = c.id)
          OR EXISTS (SELECT FROM relayer r WHERE r.contact_id = c.id))`;
const PERSON = personWhere('$1', '$2');

/** The person behind a chat, or null for somebody new; a chat that is staff's and nothing else belongs to nobody who is talked with here. */
export async function readPerson(database: Database, channel: string, externalId: string): Promise<Person | null> {
  const { rows } = await database.pool.query<PersonRow>(PERSON, [channel, externalId]);
  return rows[0] === undefined ? null : personOf(rows[0]);
}

export function personOf(row: PersonRow): Person {
  return {
    contactId: row.contact_id,
    place: row.place,
    groups: row.groups,
    locale: row.locale,
    state: row.state,
    stateReason: row.state_reason,
    ...(row.minor ? { minor: true } : {}),
    asked: row.asked,
  };
}
