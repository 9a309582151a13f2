import type { Clock } from '../../base/clock.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';
import { type Announced, isWorkingDay } from '../calendar/workingDays.js';
import { readState } from './owing.js';
import { afterDay, type DayPlan, planDay } from './planDay.js';

/** Of a range that has begun already, so far back is looked, so that rungs which fell before it are taken as told. */
const BEFORE_THE_PAST_DAYS = 120;

/**
 * Who would be told what on which day, from what is owed now, without writing anything: the planner of the real run, day by day. Days from today on
 * go by what has been told; days that have passed are shown as the ladder has them, whatever was told then. A day whose
 * run has been made stands as it was planned then, and is left out. Announced working days and rest days count.
 */
export async function previewNudges(
  db: Database,
  { from, to, clock }: { from: string; to: string; clock: Clock },
): Promise<{ days: DayPlan[]; announced: Announced }> {
  const today = vietnamDay(clock.now());
  const next = (await hasRun(db, today)) ? addDays(today, 1) : today;
  const isPast = from < today;
  const start = isPast ? addDays(from, -BEFORE_THE_PAST_DAYS) : next;
  const read = await readState(db, start, to);
  let state = isPast
    ? { ...read, told: new Map<never, never>(), snoozed: new Map<never, never>(), lastRun: null }
    : read;
  const days: DayPlan[] = [];
  for (let day = start; day <= to; day = addDays(day, 1)) {
    if (!isWorkingDay(day, state.announced)) continue;
    const plan = planDay(state, day);
    if (day >= from) days.push(plan);
    state = afterDay(state, plan);
  }
  return { days, announced: read.announced };
}

async function hasRun(db: Database, day: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(`select from nudge_run where on_day = $1::date`, [day]);
  return rowCount !== 0;
}
