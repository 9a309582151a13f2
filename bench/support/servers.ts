import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../base/log.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { startPostgres } from '../../setup/services.mjs';

export interface OpenServer {
  db: Database;
  url: string;
  close(): Promise<void>;
}

/** A PostgreSQL of our own with its default settings, and an empty, migrated database on it with all places. */
export async function openServer(): Promise<OpenServer> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-bench-'));
  const postgres = await startPostgres();
  const close = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const log = createLog('warn', 'bench');
    const db = await openDatabase({ databaseUrl: postgres.url, dataFolder: folder, role: 'command', log });
    await syncPlaces(db);
    return {
      db,
      url: postgres.url,
      close: async () => {
        await db.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Highest resident memory of this process while `work` runs, and what it was before, in MiB. */
export async function withPeakRss<T>(work: () => Promise<T>): Promise<{ result: T; before: number; peak: number }> {
  global.gc?.();
  const before = rssMib();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, rssMib());
  }, 20);
  try {
    const result = await work();
    return { result, before, peak: Math.max(peak, rssMib()) };
  } finally {
    clearInterval(sampling);
  }
}

const rssMib = (): number => process.memoryUsage.rss() / 2 ** 20;
