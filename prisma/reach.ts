import type pg from 'pg';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';

const LOOK_MS = 500;
/** No write has failed for want of room for so long: there is room again. */
const ROOM_AFTER_MS = 10_000;

/** PostgreSQL's own words for "not now": connection failures, shutting down, crashed, starting up, too many clients. */
const STATES = /^(08...|57P0[1-3]|53300)$/;
/** Node's and Prisma's for a connection that does not stand or has broken. */
const CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['P1001', 'P1002', 'P1017'],
]);
/** What pg says without a code. */
const WORDS = /^Connection terminated|^timeout exceeded when trying to connect|connection error and is not queryable/;

/** PostgreSQL's disk_full: it answers, and can write nothing. */
const DISK_FULL = '53100';

/**
 * Whether the database can be reached and written to, said once to whoever reads the log: one line when it goes and one when it is
 * back, however many parts of the process meet it meanwhile. A part that fails asks here first, and is silent when
 * that is all there is to say.
 */
export interface Reach {
  /** True when the error only means that the database cannot be reached or has no room just now; by then that has been said. */
  isAway(error: unknown): boolean;
}

export function createReach(pool: pg.Pool, url: string, log: Log): Reach {
  const port = new URL(url).port || '5432';
  let away = false;
  let full: NodeJS.Timeout | null = null;

  const noteFull = (error: unknown): void => {
    if (full) clearTimeout(full);
    else
      log.error(
        { err: messageOf(error) },
        'the disk of the database is full; everything waits, and goes on when there is room',
      );
    full = setTimeout(() => {
      full = null;
      log.info('the database has room again');
    }, ROOM_AFTER_MS).unref();
  };

  const look = async (): Promise<void> => {
    try {
      await pool.query('select 1');
      away = false;
      log.info('the database is back');
    } catch {
      // Still away, which has been said; or closed by ourselves, and then nobody asks any more.
      if (!pool.ending) setTimeout(look, LOOK_MS).unref();
      else away = false;
    }
  };

  return {
    isAway(error) {
      if (causesOf(error).some((cause) => codeOf(cause) === DISK_FULL)) {
        noteFull(error);
        return true;
      }
      if (!meansAway(error, port)) return false;
      if (away) return true;
      away = true;
      log.error(
        { err: messageOf(error) },
        'the database is out of reach; everything waits, and goes on when it is back',
      );
      setTimeout(look, LOOK_MS).unref();
      return true;
    },
  };
}

function meansAway(error: unknown, port: string): boolean {
  for (const cause of causesOf(error)) {
    // Another server's port is another server's trouble.
    if ('port' in cause && cause.port !== undefined && String(cause.port) !== port) return false;
    const code = codeOf(cause);
    if (CODES.has(code) || STATES.test(code) || WORDS.test(cause.message)) return true;
    // The socket of an embedded database whose process has gone.
    if (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect') return true;
  }
  return false;
}

/** The error and what caused it: Prisma wraps what its driver threw. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 10; cause = cause.cause) causes.push(cause);
  return causes;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
