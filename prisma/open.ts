import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFull, isFull } from '../base/diskFull.js';
import { LoaError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { connect } from './connect.js';
import type { Database } from './database.js';
import { type FolderLock, type LockHolder, lockHolder, takeLock } from './embedded/lock.js';
import { startEmbedded } from './embedded/start.js';
import { migrate, requireCurrent } from './migrate.js';

export interface OpenOptions {
  /** PostgreSQL's connection string; without it the embedded database of `dataFolder` is used. */
  databaseUrl: string | undefined;
  dataFolder: string;
  /** A `service` refuses a folder that another service holds; a `command` talks to that service's database. */
  role: LockHolder['role'];
  log: Log;
  /** The embedded database died under us: nothing can be saved any more. */
  onDeath?: (error: Error) => void;
}

/** Longest path of a Unix socket on every system we run on (macOS: 104 bytes with the terminator). */
const SOCKET_PATH_MAX = 100;
/** How long to wait for a command that has the folder open; commands are over in seconds. */
const WAIT_FOR_COMMAND_MS = 60_000;

/**
 * The one way to open a database: a server by its URL, the running service's embedded database by its socket, or the
 * embedded folder itself under its lock. It comes migrated, or not at all.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  if (options.databaseUrl !== undefined) return openServer(options.databaseUrl, options.log);
  try {
    return await openEmbedded(options);
  } catch (error) {
    throw orDiskFull(options.dataFolder, error);
  }
}

async function openEmbedded(options: OpenOptions): Promise<Database> {
  mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
  const folder = socketFolderFor(options.dataFolder);
  const giveUpAt = Date.now() + WAIT_FOR_COMMAND_MS;
  for (;;) {
    const taken = takeLock(options.dataFolder, options.role, folder);
    if ('lock' in taken) return openFolder(options, folder, taken.lock);
    if (taken.holder.role === 'service') {
      if (options.role === 'service') throw alreadyRunning(taken.holder);
      const there = taken.holder.ready ? await openRunning(taken.holder, options) : null;
      if (there) return there;
    }
    if (Date.now() > giveUpAt) throw alreadyRunning(taken.holder);
    await sleep(100);
  }
}

/** Whether a service has this folder open now. */
export function isRunning(dataFolder: string): boolean {
  return lockHolder(dataFolder)?.role === 'service';
}

async function openServer(url: string, log: Log): Promise<Database> {
  const { end, ...database } = connect(url, 'server', log);
  try {
    await migrate(database);
  } catch (error) {
    await end();
    throw isAway(error) ? noDatabase(error) : error;
  }
  return { ...database, close: end };
}

/**
 * Through the socket of the service that holds the folder; null when it has just gone. It is never migrated from here:
 * the embedded database is one session for all, whose advisory locks exclude nobody. Whoever holds the folder has done
 * it, with a program that must be this one.
 */
async function openRunning(holder: LockHolder, options: OpenOptions): Promise<Database | null> {
  const { end, ...database } = connect(embeddedUrl(holder.socketFolder), 'embedded', options.log);
  try {
    await requireCurrent(database.pool);
  } catch (error) {
    await end();
    if (isNotListening(error)) return null;
    throw error;
  }
  return { ...database, close: end };
}

async function openFolder(options: OpenOptions, socketFolder: string, lock: FolderLock): Promise<Database> {
  const socketPath = join(socketFolder, '.s.PGSQL.5432');
  const database = join(options.dataFolder, 'postgres');
  const isNew = !existsSync(database);
  try {
    mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
    requireOwn(socketFolder);
    chmodSync(socketFolder, 0o700);
    rmSync(socketPath, { force: true });
    const postgres = await startEmbedded({
      dataFolder: database,
      socketPath,
      ...(options.onDeath ? { onDeath: options.onDeath } : {}),
    });
    const { end, ...connected } = connect(embeddedUrl(socketFolder), 'embedded', options.log);
    const close = async () => {
      try {
        await end();
        await postgres.stop();
      } finally {
        rmSync(socketPath, { force: true });
        lock.release();
      }
    };
    try {
      await migrate(connected);
    } catch (error) {
      await close();
      throw error;
    }
    lock.ready();
    return { ...connected, close };
  } catch (error) {
    const told = orDiskFull(options.dataFolder, error);
    // Begun and not finished: nobody's data are in it, and the next start would take it for a damaged one.
    if (isNew) rmSync(database, { recursive: true, force: true });
    lock.release();
    throw told;
  }
}

/** Why the folder could not be opened: its disk is full, or what was thrown. To be asked before anything is tidied away. */
function orDiskFull(folder: string, error: unknown): unknown {
  if (error instanceof LoaError && !['embedded-database-failed', 'migration-failed'].includes(error.code)) return error;
  return isFull(folder, error) ? diskFull(folder, error) : error;
}

/** The data folder itself, or where its path is too long for a socket a folder of our own under the temporary one. */
function socketFolderFor(dataFolder: string): string {
  if (Buffer.byteLength(join(dataFolder, '.s.PGSQL.5432')) <= SOCKET_PATH_MAX) return dataFolder;
  return join(tmpdir(), `loa-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`);
}

/** The socket asks for no password: its folder must be ours, not one that somebody else made under the temporary folder. */
function requireOwn(folder: string): void {
  const { uid } = lstatSync(folder);
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new LoaError(
      'foreign-folder',
      `The folder ${folder} belongs to somebody else. Remove it, or set LOA_DATA to a shorter path.`,
    );
  }
}

export function embeddedUrl(socketFolder: string): string {
  return `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}`;
}

/** Nothing listens on the socket (any more, or yet). */
const isNotListening = (error: unknown): boolean => hasCode(error, ['ENOENT', 'ECONNREFUSED']);

/** The server cannot be reached, does not know us, or has no such database. */
const isAway = (error: unknown): boolean =>
  hasCode(error, [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'ECONNRESET',
    '28P01',
    '28000',
    '3D000',
    '57P03',
  ]);

function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && codes.includes(cause.code)) return true;
  }
  return false;
}

function noDatabase(error: unknown): LoaError {
  return new LoaError(
    'no-database',
    `PostgreSQL at DATABASE_URL refuses or does not answer (${messageOf(error)}). Start it, correct DATABASE_URL, or leave it out to use the embedded database.`,
    { again: 'unknown' },
    { cause: error, values: { reason: messageOf(error) } },
  );
}

function alreadyRunning(holder: LockHolder): LoaError {
  return new LoaError(
    'already-running',
    `Loa is already running on this folder (process ${holder.pid} on ${holder.host}). Stop it first, or set LOA_DATA to another folder.`,
    { again: 'no' },
    { values: { pid: holder.pid, host: holder.host } },
  );
}
