import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '../base/log.js';
import type { Settings } from '../base/settings.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { isRunning, openDatabase } from '../prisma/open.js';
import type { Context } from './context.js';
import { openSecret } from './secret.js';

/** A context with the database open; `close` it. */
export interface Session extends Context {
  db: Database;
  secret: string;
  /** Where the embedded database and the secret are. */
  dataFolder: string;
  close(): Promise<void>;
}

/** Opens the database for a command: a command's log is for warnings only, its answer is on standard output. */
export async function openSession(context: Context): Promise<Session> {
  const dataFolder = chooseFolder(context.settings);
  const log = createLog(context.settings.logLevel === 'info' ? 'warn' : context.settings.logLevel, 'loa');
  const db = await openDatabase({ databaseUrl: context.settings.databaseUrl, dataFolder, role: 'command', log });
  try {
    const secret = await openSecret(db, context.settings.secret, dataFolder);
    await syncPlaces(db);
    return { ...context, log, db, secret, dataFolder, close: () => db.close() };
  } catch (error) {
    await db.close();
    throw error;
  }
}

export const demoFolder = (settings: Settings): string => join(settings.dataFolder, 'demo');

/**
 * The folder that a command means. Who has set a token, Zalo or a database means the real one. Without either, the demo is
 * meant while it runs, or where there is nothing else: so that the commands that the demo prints can be typed as they are.
 */
function chooseFolder(settings: Settings): string {
  const real = settings.dataFolder;
  if (
    settings.databaseUrl !== undefined ||
    settings.telegram.token !== undefined ||
    settings.zalo !== undefined ||
    isRunning(real)
  )
    return real;
  const demo = demoFolder(settings);
  if (isRunning(demo)) return demo;
  return existsSync(join(demo, 'postgres')) && !existsSync(join(real, 'postgres')) ? demo : real;
}
