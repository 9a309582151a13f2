import { queryable, type Sql } from '../../people/queryable.js';
import { readAnnounced } from '../calendar/announced.js';
import type { Announced } from '../calendar/workingDays.js';
import { DEFAULTS, HEADS_AT, type Setting, SUMMARY_KINDS, type SummaryKind } from './setting.js';

/** What a summary can be about: a live plan, one of its reporting periods with an hour of its own, or what heads asked for. */
export interface Scope {
  kind: SummaryKind;
  /** 0 for what heads of agencies asked for. */
  planId: number;
  /** 0 for the plan. */
  periodId: number;
  number: string | null;
  title: string | null;
  period: string | null;
  /** The codes from the top down to the plan's place; empty where it has none. */
  path: readonly string[];
  standingId: number | null;
  setting: Setting;
  /** An hour that had passed before then is not made good: nobody had asked for it. */
  since: Date;
  /** On whose word it goes. */
  basis: string;
  /** The last day (of weeks: Monday) it was made for. */
  madeTo: string | null;
  /** Periods of the plan that have an hour of their own and are left out here. */
  without: readonly number[];
}

export interface Scopes {
  announced: Announced;
  scopes: readonly Scope[];
}

/** The plan, and the versions it took the place of: an hour that was chosen for one of them goes on. */
const PLANS = `
with recursive line as (
  select id as plan, id as version, 0 as back from plan where state = 'active'
  union all
  select line.plan, p.replaces_id, line.back + 1 from line join plan p on p.id = line.version where p.replaces_id is not null and line.back < 100
)
select p.id as "planId", p.number, p.title, p.activated_by as "activatedBy", coalesce(p.activated_at, p.created_at) as "activatedAt",
       coalesce(string_to_array(trim(trailing '/' from l.path), '/'), '{}') as path,
       (select r.standing_id from reporting_period r where r.plan_id = p.id order by r.id desc limit 1) as "standingId",
       (select array_agg(line.version order by line.back) from line where line.plan = p.id) as versions
  from plan p left join place l on l.code = p.place where p.state = 'active' order by p.id`;

const PERIODS = `select r.id, r.plan_id as "planId", r.name, r.standing_id as "standingId" from reporting_period r order by r.id`;

const SETTINGS = `
select plan_id as "planId", period_id as "periodId", kind, at_minute as "atMinute", coalesce(weekday, 1) as weekday, coalesce(staff, '{}') as staff, officials,
       set_by as "setBy", set_at as "setAt" from summary_setting`;

const MADE = `select kind, plan_id as "planId", period_id as "periodId", max(counted_to)::text as "to" from summary_run group by kind, plan_id, period_id`;

interface PlanRow extends Pick<Scope, 'planId' | 'number' | 'title' | 'path' | 'standingId'> {
  activatedBy: string | null;
  activatedAt: Date;
  versions: number[];
}

/** Every summary there could be, off or on, with its setting and when it was made last; five statements however many plans there are. */
export async function readScopes(on: Sql): Promise<Scopes> {
  const db = queryable(on);
  const announced = await readAnnounced(on);
  const { rows: plans } = await db.query<PlanRow>(PLANS);
  const { rows: periods } = await db.query<{ id: number; planId: number; name: string; standingId: number }>(PERIODS);
  const { rows: set } = await db.query<Setting & { planId: number; periodId: number }>(SETTINGS);
  const { rows: made } = await db.query<{ kind: string; planId: number; periodId: number; to: string }>(MADE);
  const madeTo = (kind: string, plan: number, period: number): string | null =>
    made.find((one) => one.kind === kind && one.planId === plan && one.periodId === period)?.to ?? null;

  const scopes = SUMMARY_KINDS.flatMap((kind) => {
    const own = set.filter((one) => one.kind === kind && one.periodId !== 0);
    return plans.flatMap((plan) => {
      const { planId, activatedBy, activatedAt, versions, ...told } = plan;
      const ofPlan = versions
        .map((version) => set.find((one) => one.kind === kind && one.planId === version && one.periodId === 0))
        .find((one) => one !== undefined);
      const apart = periods.filter(
        (period) => period.planId === planId && own.some((one) => one.periodId === period.id),
      );
      const scopeOf = (setting: Setting, periodId: number, more: Partial<Scope> = {}): Scope => ({
        ...told,
        ...{ kind, planId, periodId, period: null, setting, without: [], ...more },
        since: setting.setAt !== null && setting.setAt > activatedAt ? setting.setAt : activatedAt,
        basis: setting.setBy ?? activatedBy ?? '',
        madeTo: madeTo(kind, planId, periodId),
      });
      return [
        scopeOf(ofPlan ?? DEFAULTS[kind], 0, { without: apart.map(({ id }) => id) }),
        ...apart.flatMap(({ id, name, standingId }) => {
          const setting = own.find((one) => one.periodId === id);
          return setting === undefined ? [] : [scopeOf(setting, id, { period: name, standingId })];
        }),
      ];
    });
  });
  const heads = SUMMARY_KINDS.map(
    (kind): Scope => ({
      ...{ kind, planId: 0, periodId: 0, number: null, title: null, period: null, path: [], standingId: null },
      ...{ setting: HEADS_AT[kind], since: new Date(0), basis: '', without: [] },
      madeTo: madeTo(`leaders-${kind}`, 0, 0),
    }),
  );
  return { announced, scopes: [...scopes, ...heads] };
}

/** What stands in the run's row. */
export const storedKind = ({ kind, planId }: Scope): string => (planId === 0 ? `leaders-${kind}` : kind);
