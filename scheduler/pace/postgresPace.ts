import type pg from 'pg';
import { AHEAD_MS, type Pace, type Priority, type Reservation } from './pace.js';

/**
 * One statement reserves: it reads the next free slot under the row's lock, moves it by as many intervals as begin
 * before the horizon, and says where the slots begin, all by the database's clock, so that no two processes can have
 * the same slot however their own clocks stand. The arithmetic is `grant` of pace.ts in SQL.
 */
const RESERVE = `
with before as materialized (
  select id, clock_timestamp() as now, greatest(coalesce(slot_at, '-infinity'), clock_timestamp()) as free
    from sender where id = $1 for update
), granted as (
  select id, now, free,
         case when free > now + $4 * interval '1 ms' then 0
              else least($3::int, floor(($4 - extract(epoch from free - now) * 1000) / $2::float8)::int + 1) end as slots
    from before
), moved as (
  update sender s set slot_at = g.free + g.slots * $2::float8 * interval '1 ms'
    from granted g where s.id = g.id and g.slots > 0
)
select slots, (extract(epoch from free - now) * 1000)::float8 as free_in_ms from granted`;

/** Horizon for "without limit" in the SQL above; a reply never waits an hour. */
const FAR_AHEAD_MS = 3_600_000;

export function postgresPace(pool: pg.Pool): Pace {
  return {
    async reserve(sender: string, ratePerSecond: number, wanted: number, priority: Priority): Promise<Reservation> {
      const intervalMs = 1000 / ratePerSecond;
      const ahead = Math.min(AHEAD_MS[priority], FAR_AHEAD_MS);
      const { rows } = await pool.query<{ slots: number; free_in_ms: number }>(RESERVE, [sender, intervalMs, wanted, ahead]);
      const row = rows[0];
      if (!row) throw new Error(`The sender ${sender} is not registered`);
      return { slots: row.slots, startsInMs: row.slots > 0 ? row.free_in_ms : Math.max(1, row.free_in_ms - ahead), intervalMs };
    },
  };
}
