import { oneRow, queryable, type Sql } from '../queryable.js';
import { type Audience, boundAudience } from './audience.js';
import { audienceSql } from './audienceSql.js';
import type { ChannelWindow } from './channelWindow.js';
import type { AudienceCount } from './countAudience.js';
import { addressStanding, STANDINGS, type Standing, standingSql } from './standingSql.js';

export interface AudiencePart extends AudienceCount {
  /** Code of a place, name of a group, language or channel. */
  key: string;
  /** Name of the place; null for the others. */
  name: string | null;
}

export interface AudienceExplanation extends AudienceCount {
  /** People whom the rule matches outside the bound, who are therefore not among `matched`; 0 without a bound. */
  outsideBound: number;
  /** The places with most of the matched people, largest first. */
  byPlace: AudiencePart[];
  /** How many places there are in all; more than `byPlace` lists when it was cut. */
  places: number;
  /** A person in two groups counts in both; who is in none is in no part. */
  byGroup: AudiencePart[];
  byLocale: AudiencePart[];
  /** By channel, with the standing on that channel alone; who has no address there counts as `noChannel`. */
  byChannel: AudiencePart[];
}

interface Row {
  dimension: 'all' | 'place' | 'group' | 'locale' | 'channel';
  key: string;
  name: string | null;
  standing: number;
  people: number;
}

const TOP_PLACES = 10;
const TOP_GROUPS = 30;

/**
 * How many, and why not more: the count of `countAudience`, and where these people are, in which groups and languages,
 * and what each channel reaches. Two statements; the second only where a bound is given.
 */
export async function explainAudience(
  on: Sql,
  rule: Audience,
  channels: readonly string[],
  boundPlace: string | null = null,
  windows: readonly ChannelWindow[] = [],
): Promise<AudienceExplanation> {
  const { sql, values } = standingSql(boundAudience(rule, boundPlace), channels, windows);
  const { rows } = await queryable(on).query<Row>(
    `${sql}
     select 'all' as dimension, '' as key, null as name, standing, count(*)::int as people from person group by standing
     union all
     select 'place', person.place, place.name, standing, count(*)::int
       from person left join place on place.code = person.place group by person.place, place.name, standing
     union all
     select 'locale', locale, null, standing, count(*)::int from person group by locale, standing
     union all
     select 'group', g.name, null, standing, count(*)::int from person, unnest(groups) g(name) group by g.name, standing
     union all
     select 'channel', channel, null, standing, count(*)::int
       from (select a.channel, min(${addressStanding(windows)}) as standing
               from person
               join address a on a.contact_id = person.id and a.channel = any($1::text[])
               left join suppression s on s.key = a.key
              group by person.id, a.channel) on_channel
      group by channel, standing`,
    values,
  );
  const parts = (dimension: Row['dimension']): AudiencePart[] =>
    collect(rows.filter((row) => row.dimension === dimension));
  const whole = parts('all')[0] ?? emptyPart('', null);
  const places = parts('place');
  return {
    matched: whole.matched,
    reachable: whole.reachable,
    excluded: whole.excluded,
    outsideBound: boundPlace === null ? 0 : (await countMatched(on, rule)) - whole.matched,
    byPlace: places.slice(0, TOP_PLACES),
    places: places.length,
    byGroup: parts('group').slice(0, TOP_GROUPS),
    byLocale: parts('locale'),
    byChannel: channels.map((channel) =>
      withAbsent(parts('channel').find((part) => part.key === channel) ?? emptyPart(channel, null), whole.matched),
    ),
  };
}

async function countMatched(on: Sql, rule: Audience): Promise<number> {
  const { sql, values } = audienceSql(rule, 1);
  const { matched } = await oneRow<{ matched: number }>(
    on,
    `select count(*)::int as matched from contact c where ${sql}`,
    values,
  );
  return matched;
}

/** Rows of one dimension put together by key, the largest part first. */
function collect(rows: readonly Row[]): AudiencePart[] {
  const byKey = new Map<string, AudiencePart>();
  for (const row of rows) {
    const part = byKey.get(row.key) ?? emptyPart(row.key, row.name);
    byKey.set(row.key, part);
    add(part, STANDINGS[row.standing] ?? 'gone', row.people);
  }
  return [...byKey.values()].sort((a, b) => b.matched - a.matched || (a.key < b.key ? -1 : 1));
}

function add(part: AudiencePart, standing: Standing, people: number): void {
  part.matched += people;
  if (standing === 'reachable') part.reachable += people;
  else part.excluded[standing] += people;
}

/** On a single channel everybody else has no address. */
function withAbsent(part: AudiencePart, matched: number): AudiencePart {
  add(part, 'noChannel', matched - part.matched);
  return part;
}

function emptyPart(key: string, name: string | null): AudiencePart {
  return {
    key,
    name,
    matched: 0,
    reachable: 0,
    excluded: { outsideWindow: 0, optedOut: 0, blocked: 0, gone: 0, noChannel: 0 },
  };
}
