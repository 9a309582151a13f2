import type { Audience } from '../../people/audience/audience.js';
import { audienceSql } from '../../people/audience/audienceSql.js';
import { formatAudience } from '../../people/audience/formatAudience.js';
import { parseAudience } from '../../people/audience/parseAudience.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Database } from '../../prisma/database.js';

/** One message of awareness on its time: of the campaign that is being planned, or one that is already there. */
export interface Dated {
  name: string;
  at: Date;
  audience: Audience;
}

/** People for whom the same messages are meant, and how many there are. */
export interface Load {
  people: number;
  /** Indices into the messages that were asked about. */
  messages: readonly number[];
}

/**
 * Who gets which of these messages: everybody with an address that could be written to, counted by the set of messages that they are in.
 * One statement that reads the contacts once, however many messages there are; equal rules are evaluated once.
 */
export async function loadOf(db: Database, messages: readonly Dated[], channels: readonly string[]): Promise<Load[]> {
  if (messages.length === 0) return [];
  const values: unknown[] = [channels];
  const columns = new Map<string, number>();
  const terms: string[] = [];
  const columnOf = messages.map(({ audience }) => {
    const key = JSON.stringify(audience);
    const known = columns.get(key);
    if (known !== undefined) return known;
    const part = audienceSql(audience, values.length + 1);
    values.push(...part.values);
    terms.push(`(${part.sql})`);
    columns.set(key, terms.length - 1);
    return terms.length - 1;
  });
  const { rows } = await db.pool.query<{ fits: string; people: number }>(
    `select fits, count(*)::int as people from (
       select ${terms.map((term) => `${term}::int::text`).join(' || ')} as fits
         from contact c
        where (${terms.join(' or ')})
          and exists (select from address a left join suppression s on s.key = a.key
                       where a.contact_id = c.id and a.channel = any($1::text[]) and a.state = 'active' and s.key is null)
     ) person group by fits`,
    values,
  );
  return rows.map(({ fits, people }) => ({
    people,
    messages: columnOf.flatMap((column, at) => (fits[column] === '1' ? [at] : [])),
  }));
}

/** More than this of other people's messages make a statement nobody waits for; the first in time are looked at, the rest are told. */
const MOST_OTHERS = 200;

/** What a message of a campaign has become when it was scheduled before: of the same name, time and people. */
export const madeOf = (name: string, at: Date, audience: Audience): string =>
  `${name} ${at.toISOString()} ${formatAudience(audience)}`;

/** Awareness that is armed, running or was sent between two moments, but for what was made of this campaign itself (`madeOf`). */
export async function othersBetween(
  db: Database,
  from: Date,
  to: Date,
  own: ReadonlySet<string>,
  locale: string,
): Promise<{ others: Dated[]; leftOut: number }> {
  const { rows } = await db.pool.query<{ id: number; name: string | null; at: Date; audience: string }>(
    `select id, campaign || '/' || campaign_item as name, coalesce(started_at, at) as at,
            case when bound_place is null then audience else 'place:' || bound_place || ' (' || audience || ')' end as audience
       from broadcast
      where kind = 'awareness' and not catch_up and parent_id is null and state <> 'cancelled' and coalesce(started_at, at) between $1 and $2
      order by coalesce(started_at, at), id`,
    [from, to],
  );
  const places = await loadPlaceFinder(db);
  const others = rows
    .map(
      (row): Dated => ({
        name: row.name ?? String(row.id),
        at: row.at,
        audience: parseAudience(row.audience, { places, locale }),
      }),
    )
    .filter(({ name, at, audience }) => !own.has(madeOf(name, at, audience)));
  return { others: others.slice(0, MOST_OTHERS), leftOut: Math.max(0, others.length - MOST_OTHERS) };
}
