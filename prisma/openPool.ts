import pg from 'pg';
import type { Log } from '../base/log.js';

/**
 * A pool whose connections may break at any time: the statement that was under way on one fails, and nothing else.
 * Without a listener of its own a connection that breaks while somebody holds it would end the process.
 */
export function openPool(config: pg.PoolConfig, log: Log): pg.Pool {
  const pool = new pg.Pool({ keepAlive: true, ...config });
  const note = (error: Error) => log.debug({ err: error.message }, 'a database connection dropped');
  pool.on('error', note);
  pool.on('connect', (client) => client.on('error', note));
  return pool;
}
