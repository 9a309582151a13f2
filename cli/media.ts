import type { Database } from '../prisma/database.js';

/** The bytes of a file that a broadcast names. */
export async function loadMedia(db: Database, sha256: string): Promise<Uint8Array | null> {
  const { rows } = await db.pool.query<{ bytes: Buffer }>('select bytes from media where sha256 = $1', [sha256]);
  return rows[0]?.bytes ?? null;
}
