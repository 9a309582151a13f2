import { vietnamDay } from '../../base/vietnamDay.js';
import type { Audience } from '../../people/audience/audience.js';
import { audienceSql } from '../../people/audience/audienceSql.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { mayBePupil } from '../../people/pupils.js';
import { oneRow } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { nextOpen } from '../time/quietHours.js';
import { sitsOneOf } from './heldForExam.js';
import { type ExamPeriod, readExams } from './readExams.js';

/** What a message meets on its day. */
export interface ExamsOfItem {
  /** Examinations of some whom it is meant for, and how many of these are known now; they are not sent it. */
  met: { exam: ExamPeriod; people: number }[];
  /** The examination that everybody whom it is meant for sits, whoever joins until then: nothing is left to send. */
  all: ExamPeriod | null;
}

export interface ExamsMet {
  items: ExamsOfItem[];
  /** Years in which a message for pupils lies and for which no examination of the place, above or below it is known. */
  unknownYears: number[];
}

/**
 * The examinations that messages on their dates fall on, in a campaign for a place (null: everywhere). People are counted now;
 * `all` goes by the rule alone, so it holds for whoever joins later.
 */
export async function examsMet(
  db: Database,
  items: readonly { at: Date; audience: Audience }[],
  { place, places }: { place: string | null; places: PlaceFinder },
): Promise<ExamsMet> {
  const known = await readExams(db, place);
  const found: ExamsOfItem[] = [];
  for (const { at, audience } of items) {
    const day = sendingDay(at);
    const met: ExamsOfItem['met'] = [];
    for (const exam of known.filter(({ from, to }) => from <= day && day <= to)) {
      const people = await sitting(db, audience, exam);
      if (people > 0 || names(audience, exam)) met.push({ exam, people });
    }
    found.push({ met, all: met.find(({ exam }) => reachesOnly(audience, exam, places))?.exam ?? null });
  }
  const years = items.filter(({ audience }) => names(audience, ALL_PUPILS)).map(({ at }) => sendingDay(at).slice(0, 4));
  const unknownYears = [...new Set(years)]
    .filter((year) => !known.some(({ from, to }) => from.slice(0, 4) <= year && year <= to.slice(0, 4)))
    .map(Number)
    .sort((a, b) => a - b);
  return { items: found, unknownYears };
}

/** The day in Vietnam on which what is to go at a moment does go (`sendingDayOf`). */
export const sendingDay = (at: Date): string => vietnamDay(nextOpen(at));

const ALL_PUPILS = { groups: [] };

const isOf = (group: string, { groups }: Pick<ExamPeriod, 'groups'>): boolean =>
  groups.length === 0 ? mayBePupil([group]) : groups.includes(group);

/** Whether the rule speaks of those whose examination it is. */
function names(rule: Audience, exam: Pick<ExamPeriod, 'groups'>): boolean {
  if (rule.type === 'group') return isOf(rule.name, exam);
  if (rule.type === 'children') return exam.groups.length === 0;
  return rule.type === 'and' || rule.type === 'or' ? rule.of.some((part) => names(part, exam)) : false;
}

/** Whether everybody whom the rule can reach sits that examination; where that cannot be told, no. */
function reachesOnly(rule: Audience, exam: Pick<ExamPeriod, 'groups' | 'place'>, places: PlaceFinder): boolean {
  const isPupil = implies(rule, (part) =>
    part.type === 'group'
      ? isOf(part.name, exam)
      : part.type === 'children' && part.are === 'only' && exam.groups.length === 0,
  );
  const { place } = exam;
  const isThere = (part: Audience): boolean =>
    part.type === 'place' && place !== null && (places.byCode(part.code)?.path ?? '').split('/').includes(place);
  return isPupil && (place === null || implies(rule, isThere));
}

/** Whether whoever the rule matches has what one of its parts says. */
function implies(rule: Audience, says: (part: Audience) => boolean): boolean {
  if (rule.type === 'and') return rule.of.some((part) => implies(part, says));
  if (rule.type === 'or') return rule.of.every((part) => implies(part, says));
  return rule.type !== 'not' && says(rule);
}

async function sitting(db: Database, audience: Audience, exam: ExamPeriod): Promise<number> {
  const { sql, values } = audienceSql(audience, 1);
  const { n } = await oneRow<{ n: number }>(
    db,
    `select count(*)::int as n from contact c where ${sql} and ${sitsOneOf([exam.id])('c')}`,
    values,
  );
  return n;
}
