import type { Clock } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { refreshObligations } from '../../plans/obligations/refreshObligations.js';
import type { Database } from '../../prisma/database.js';
import { readAnnounced } from '../calendar/announced.js';
import { isWorkingDay } from '../calendar/workingDays.js';
import { minuteOfDay } from '../time/vietnamTime.js';
import { type Run, runNudges } from './run.js';

/** Nudges go at eight in the morning. */
export const NUDGES_AT_MINUTE = 8 * 60;
/** Who was away at eight still sends the day's nudges until eight in the evening; after that the next working day's run does. */
const NOT_AFTER_MINUTE = 20 * 60;

/**
 * Carries out the day's run of nudges where it is due: on a working day, from eight in the morning, once, and not from a
 * database that has woken up somewhere else. What plans owe is brought up to date before; where that fails the run goes by what is known.
 * Null: nothing was due.
 */
export async function nudgesDue(db: Database, { clock, log }: { clock: Clock; log: Log }): Promise<Run | null> {
  const now = clock.now();
  const minute = minuteOfDay(now);
  if (minute < NUDGES_AT_MINUTE || minute >= NOT_AFTER_MINUTE) return null;
  const day = vietnamDay(now);
  const { rowCount: stopped } = await db.pool.query(
    `select from nudge_run where on_day = $1::date union all select from home where held_at is not null`,
    [day],
  );
  if (stopped !== 0 || !isWorkingDay(day, await readAnnounced(db))) return null;
  try {
    await refreshObligations(db, { clock });
  } catch (error) {
    if (db.isAway(error)) throw error;
    log.error({ err: messageOf(error) }, 'what plans owe could not be brought up to date; nudges go by what is known');
  }
  return runNudges(db, day, { clock, log });
}
