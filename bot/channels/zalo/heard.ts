import type { Database } from '../../../prisma/database.js';

/** When the person behind a user id last did something that opens the window, as our own webhooks told; null: never that we know. */
export function databaseHeard({ pool }: Database): (userId: string) => Promise<Date | null> {
  return async (userId) => {
    const { rows } = await pool.query<{ heard_at: Date | null }>(
      `SELECT heard_at FROM address WHERE channel = 'zalo' AND external_id = $1`,
      [userId],
    );
    return rows[0]?.heard_at ?? null;
  };
}
