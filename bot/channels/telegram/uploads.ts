import type { MediaRef } from '../../../content/message.js';
import type { Database } from '../../../prisma/database.js';

/** The handles (`file_id`) that Telegram gave this sender for files it has seen; they serve every process alike. */
export interface UploadStore {
  find(file: MediaRef): Promise<string | null>;
  keep(file: MediaRef, handle: string): Promise<void>;
  /** Forgets this handle, unless another process has already put a newer one in its place. */
  drop(file: MediaRef, handle: string): Promise<void>;
}

export function databaseUploads(database: Database, sender: string): UploadStore {
  const { pool } = database;
  return {
    async find(file) {
      const { rows } = await pool.query<{ file_id: string }>(
        'SELECT file_id FROM upload WHERE sender = $1 AND sha256 = $2 AND kind = $3',
        [sender, file.sha256, file.kind],
      );
      return rows[0]?.file_id ?? null;
    },
    async keep(file, handle) {
      await pool.query(
        `INSERT INTO upload (sender, sha256, kind, file_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (sender, sha256, kind) DO UPDATE SET file_id = excluded.file_id`,
        [sender, file.sha256, file.kind, handle],
      );
    },
    async drop(file, handle) {
      await pool.query('DELETE FROM upload WHERE sender = $1 AND sha256 = $2 AND kind = $3 AND file_id = $4', [
        sender,
        file.sha256,
        file.kind,
        handle,
      ]);
    },
  };
}
