import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { SECOND_MS } from '../../base/clock.js';

/**
 * The lock of a data folder: at most one process has the embedded database open, because a second one destroys it.
 *
 * The lock is a file that says who holds it. It is created whole and atomically (written aside, then linked to its
 * name). It is stale when its process is gone: on the same machine the process table decides at once (pid and start
 * time, so that a reused pid does not count); from another machine or container, where pids mean nothing, the file's
 * modification time does, which the holder renews every 5 s.
 */
const holderSchema = z.object({
  id: z.string(),
  pid: z.number().int(),
  startedAt: z.string().nullable(),
  host: z.string(),
  /** `service` stays; a `command` is over soon and is worth waiting for. */
  role: z.enum(['service', 'command']),
  socketFolder: z.string(),
  /** The database is open and migrated: commands may come in. */
  ready: z.boolean(),
});
export type LockHolder = z.infer<typeof holderSchema>;

export interface FolderLock {
  /** Says that the database behind the lock may be used by others. */
  ready(): void;
  release(): void;
}

const RENEW_MS = 5 * SECOND_MS;
const FOREIGN_STALE_MS = 20 * SECOND_MS;

/** Who holds the folder now, or null when nobody alive does. */
export function lockHolder(folder: string): LockHolder | null {
  const found = read(join(folder, 'lock'));
  return found && isAlive(found, join(folder, 'lock')) ? found : null;
}

/** Takes the folder's lock, or returns who holds it. A lock whose holder is gone is taken over. */
export function takeLock(
  folder: string,
  role: LockHolder['role'],
  socketFolder: string,
): { lock: FolderLock } | { holder: LockHolder } {
  const file = join(folder, 'lock');
  const own: LockHolder = {
    id: randomUUID(),
    pid: process.pid,
    startedAt: startTime(process.pid),
    host: hostname(),
    role,
    socketFolder,
    ready: false,
  };
  const aside = join(folder, `lock.${own.id}`);
  try {
    writeFileSync(aside, JSON.stringify(own), { mode: 0o600 });
    for (;;) {
      try {
        linkSync(aside, file);
        return { lock: hold(file, own) };
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const found = read(file);
      if (found && isAlive(found, file)) return { holder: found };
      removeStale(file, found, own.id);
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Moves a stale lock away. Somebody else may have replaced it since it was read: then theirs is put back. */
function removeStale(file: string, stale: LockHolder | null, ownId: string): void {
  const moved = `${file}.stale.${ownId}`;
  try {
    renameSync(file, moved);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const got = read(moved);
  if (got && got.id !== stale?.id) {
    try {
      linkSync(moved, file);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  unlinkSync(moved);
}

function hold(file: string, own: LockHolder): FolderLock {
  const timer = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // The folder is gone or read-only: the lock ends with the process anyway.
    }
  }, RENEW_MS);
  timer.unref();
  return {
    ready: () => {
      const aside = `${file}.${own.id}`;
      writeFileSync(aside, JSON.stringify({ ...own, ready: true }), { mode: 0o600 });
      renameSync(aside, file);
    },
    release: () => {
      clearInterval(timer);
      if (read(file)?.id === own.id) rmSync(file, { force: true });
    },
  };
}

function read(file: string): LockHolder | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // Not a lock that this program wrote: nobody can hold it.
    return null;
  }
}

function isAlive(holder: LockHolder, file: string): boolean {
  if (holder.host !== hostname()) {
    try {
      return Date.now() - statSync(file).mtimeMs < FOREIGN_STALE_MS;
    } catch {
      return false;
    }
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  const started = startTime(holder.pid);
  return started === null || holder.startedAt === null || started === holder.startedAt;
}

/** When a process started, in the kernel's ticks since boot; null where there is no /proc (then the pid alone decides). */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the second field (the name, in parentheses) may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
