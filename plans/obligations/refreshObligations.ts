import { z } from 'zod';
import type { Clock } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow, type Queryable, type Sql } from '../../people/queryable.js';
import { OUTSIDE_AUTHORITY } from '../agencies/lexicon.js';
import { deadlineSchema } from '../review/decision.js';
import { has, matchKey } from '../text/key.js';
import { type OwedBasis, owedOf } from './owed.js';
import {
  CARRY_DUTIES,
  CARRY_PERIODS,
  CARRY_TASKS,
  CHANGE,
  DROP,
  LAY_OUT,
  LEADS,
  READ,
  SUCCEED,
  UNGIVEN,
} from './refreshSql.js';

export interface Refreshed {
  laidOut: number;
  changed: number;
  dropped: number;
  /** Went over from the version of a plan that was replaced, or from a body that exists no longer. */
  carried: number;
  /** What somebody should do although nobody in particular does: bodies that mean no agency. */
  ungiven: { planId: number; task: number; section: string; printed: string }[];
}

/**
 * Brings the obligations to what the active plans say today: new days and bodies are laid out, a changed deadline moves what is owed, what is
 * not owed any more and was not reported is dropped; a version's obligations go over to the one that replaces it, task by task, under
 * their ids and with all that happened to them. Nothing that was reported is touched, nor a day that was granted while the plan says what
 * it said. Doing it again changes nothing. As many statements for ten thousand obligations as for one, in one transaction: the caller's where one is given.
 */
export async function refreshObligations(
  on: Sql,
  { planId = null, clock }: { planId?: number | null; clock: Clock },
): Promise<Refreshed> {
  if ('pool' in on) return inTransaction(on, (client) => refresh(client, planId, clock.now()));
  return refresh(on, planId, clock.now());
}

async function refresh(client: Queryable, planId: number | null, at: Date): Promise<Refreshed> {
  const today = vietnamDay(at);
  const carried = [
    await count(client, CARRY_TASKS, [planId, at, today]),
    await count(client, CARRY_DUTIES, [planId, at, today]),
    await count(client, CARRY_PERIODS, [planId, at, today]),
    await count(client, SUCCEED, [planId, at, today]),
  ];
  const bases = await readBases(client, planId, at);
  const owed = JSON.stringify({
    owed: bases.flatMap((basis) => owedOf(basis, today)),
    asked: await onlyAsked(client, planId),
  });
  const laidOut = await count(client, LAY_OUT, [owed]);
  const changed = await count(client, CHANGE, [owed, at, today]);
  const dropped = await count(client, DROP, [owed, at, today, planId]);
  const { rows: ungiven } = await client.query<Refreshed['ungiven'][number]>(UNGIVEN, [planId]);
  return { laidOut, changed, dropped, carried: carried.reduce((sum, one) => sum + one, 0), ungiven };
}

/**
 * Who is meant with others by words such as "các sở, ban, ngành, đoàn thể" and stands outside the issuer's authority: the Front, courts, the Party's
 * bodies. A committee cannot order them. Where the plan names such a body itself, the task's mode is as read and as the review left it.
 */
async function onlyAsked(client: Queryable, planId: number | null): Promise<{ task: number; agency: number }[]> {
  const { rows } = await client.query<{ task: number; agency: number; name: string; printed: string }>(LEADS, [planId]);
  const outside = new Map<string, boolean>();
  const isOutside = (words: string): boolean => {
    const known = outside.get(words) ?? has(matchKey(words), OUTSIDE_AUTHORITY);
    outside.set(words, known);
    return known;
  };
  const named = new Set(rows.flatMap((row) => (isOutside(row.printed) ? [`${row.task}/${row.agency}`] : [])));
  return rows.flatMap(({ task, agency, name }) =>
    isOutside(name) && !named.has(`${task}/${agency}`) ? [{ task, agency }] : [],
  );
}

async function count(client: Queryable, statement: string, values: unknown[]): Promise<number> {
  return (await oneRow<{ count: number }>(client, statement, values)).count;
}

const stored = z.array(
  deadlineSchema.extend({
    source: z.enum(['plan', 'clerk', 'follow-up']),
    no: z.int(),
    basis: z.string().nullable(),
  }),
);

async function readBases(client: Queryable, planId: number | null, at: Date): Promise<OwedBasis[]> {
  const { rows } = await client.query<
    Omit<OwedBasis, 'issuedOn' | 'owedFrom'> & {
      issuedOn: string | null;
      createdAt: Date;
      activatedAt: Date | null;
      follows: boolean;
    }
  >(READ, [planId]);
  return rows.map(({ issuedOn, createdAt, activatedAt, follows, deadlines, ...row }) => {
    const issued = issuedOn ?? vietnamDay(createdAt);
    return {
      ...row,
      issuedOn: issued,
      // A version is owed from the day it took effect here: until then the one before it was.
      owedFrom: follows ? vietnamDay(activatedAt ?? at) : issued,
      deadlines: stored.parse(deadlines),
    };
  });
}
