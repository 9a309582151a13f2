import { type Queryable, queryable, type Sql } from '../../people/queryable.js';
import type { MassBudget } from './channel.js';
import { afterDay, afterMonth } from './hours.js';
import { readTarget } from './row.js';
import { type MassTarget, mayOverlap } from './target.js';

/** What one person of a target may still get in a month, by what this installation has sent and promised. */
export interface BudgetState {
  /** `2026-11` */
  month: string;
  limit: number;
  used: number;
  left: number;
  /** The day itself is taken: one a day. */
  dayTaken: boolean;
  /** When the next one may go; null: there is room on that day. */
  freeAgainAt: Date | null;
}

interface Counted {
  id: number;
  target: unknown;
  day: string;
}

const COUNTED = `select id, target, to_char(budget_day, 'YYYY-MM-DD') as day from mass_post
  where sender = $1 and budget_day is not null and to_char(budget_day, 'YYYY-MM') = $2`;

/**
 * Who decides over the budget holds every article of the account that could still count, in the order of their numbers,
 * until the decision is committed: two approvals of the last one that is left come one after the other, and the second
 * sees what the first has taken.
 */
const HOLD_ALL = `select id from mass_post
  where sender = $1 and (state in ('draft', 'approved', 'creating', 'ready', 'publishing', 'held') or budget_day is not null)
  order by id for update`;

export async function holdBudget(client: Queryable, sender: string): Promise<void> {
  await client.query(HOLD_ALL, [sender]);
}

/**
 * The budget of a day for a target, without the article `except` itself. Every article counts whose target may have a
 * person in common with this one: articles to different provinces take nothing from each other.
 */
export async function budgetFor(
  on: Sql,
  of: { sender: string; target: MassTarget; day: string; except: number | null; budget: MassBudget },
): Promise<BudgetState> {
  const month = of.day.slice(0, 7);
  const { rows } = await queryable(on).query<Counted>(COUNTED, [of.sender, month]);
  const common = rows.filter(({ id, target }) => id !== of.except && mayOverlap(readTarget(target), of.target));
  const used = common.length;
  const { perMonth: limit, perDay } = of.budget;
  const left = Math.max(0, limit - used);
  const dayTaken = common.filter(({ day }) => day === of.day).length >= perDay;
  return {
    ...{ month, limit, used, left, dayTaken },
    freeAgainAt: left === 0 ? afterMonth(of.day) : dayTaken ? afterDay(of.day) : null,
  };
}
