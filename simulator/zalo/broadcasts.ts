import type { Assumptions } from './assumptions.js';
import { dayOf } from './hours.js';
import type { ZaloUser } from './user.js';

/** Broadcasts of articles: how many each follower may still get. */
export class Broadcasts {
  readonly #assume: Assumptions;

  constructor(assume: Assumptions) {
    this.#assume = assume;
  }

  /** What a follower may still get today and in this month of the Vietnamese calendar. */
  leftFor(user: ZaloUser, nowMs: number) {
    const today = dayOf(nowMs);
    const { broadcastsPerMonth: total } = this.#assume;
    let [day, month] = [0, 0];
    for (const atMs of user.broadcastsMs) {
      const on = dayOf(atMs);
      if (on === today) day += 1;
      if (on.slice(0, 7) === today.slice(0, 7)) month += 1;
    }
    return {
      daily_remain: Math.max(0, 1 - day),
      daily_total: 1,
      monthly_remain: Math.max(0, total - month),
      monthly_total: total,
    };
  }
}
