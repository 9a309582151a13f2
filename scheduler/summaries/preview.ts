import type { Clock } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { nextOf } from './dueScopes.js';
import { type PersonSummary, planSummaries } from './planSummaries.js';
import { readPicture } from './readPicture.js';
import { readScopes, type Scope } from './scopes.js';
import { mondayOf, type SummaryKind } from './setting.js';

/** A summary as it is set, with when it comes next, whom it would reach and whom not. */
export interface ListedSummary extends Scope {
  next: Date | null;
  to: string[];
  /** Who was named and has no linked chat, or has stopped. */
  unreached: string[];
}

/** Every summary of live plans, off or on. What heads of agencies asked for is theirs and not listed. */
export async function listSummaries(on: Sql, clock: Clock, planId: number | null): Promise<ListedSummary[]> {
  const { scopes, announced } = await readScopes(on);
  const shown = scopes.filter((one) => one.planId !== 0 && (planId === null || one.planId === planId));
  const standing = shown.flatMap(({ standingId }) => (standingId === null ? [] : [standingId]));
  const picture = await readPicture(on, vietnamDay(clock.now()), standing);
  const { rows: staff } = await queryable(on).query<{ id: number; name: string }>(`select id, name from staff`);
  return shown.map((scope) => {
    // A weekly one reaches everybody it is for, whatever the state of things.
    const due = [{ scope: { ...scope, kind: 'weekly' as const }, countedTo: '' }];
    const named = staff.filter(({ id }) => scope.setting.staff.includes(id));
    const reached = picture.staff.map(({ staffId }) => staffId);
    return {
      ...scope,
      next: nextOf(scope, announced, clock.now()),
      to: planSummaries(due, picture).map(({ name }) => name),
      unreached: named.filter(({ id }) => !reached.includes(id)).map(({ name }) => name),
    };
  });
}

/** Who would be told what, if every summary that is on came at this moment. Writes nothing. */
export async function previewSummaries(
  on: Sql,
  clock: Clock,
  wanted: { planId: number | null; kind: SummaryKind | null },
): Promise<PersonSummary[]> {
  const { scopes } = await readScopes(on);
  const day = vietnamDay(clock.now());
  const due = scopes
    .filter(({ planId, kind, setting }) => {
      const isMeant = wanted.planId === null || planId === wanted.planId;
      // Who asks for one kind wants to see it before they choose its hour.
      return isMeant && (wanted.kind === null ? setting.atMinute !== null : kind === wanted.kind);
    })
    .map((scope) => ({ scope, countedTo: scope.kind === 'daily' ? day : mondayOf(day) }));
  const standing = due.flatMap(({ scope }) => (scope.standingId === null ? [] : [scope.standingId]));
  return planSummaries(due, await readPicture(on, day, standing));
}
