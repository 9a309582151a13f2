import type { Database } from '../../prisma/database.js';

/**
 * Arbitration between scheduler processes: whoever advances the row makes this pass, the others leave it. By the
 * database's clock, so that processes whose clocks disagree still take turns.
 */
export async function claimPass(db: Database, name: string, everyMs: number): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `insert into clock_pass (name, ran_at) values ($1, now())
     on conflict (name) do update set ran_at = now() where clock_pass.ran_at <= now() - $2 * interval '1 ms'
     returning name`,
    [name, everyMs],
  );
  return (rowCount ?? 0) > 0;
}
