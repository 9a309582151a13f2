import { PrismaPg } from '@prisma/adapter-pg';
import type { Log } from '../base/log.js';
import type { Database } from './database.js';
import { PrismaClient } from './generated/client.js';
import { openPool } from './openPool.js';
import { createReach } from './reach.js';

/** Connections of one process: enough for the turns, the recorder, the queue and the conversations side by side. */
const MAX_CONNECTIONS = 12;

/** A pool and a Prisma client over one connection string. Connects lazily; an idle connection that drops is not fatal. */
export function connect(
  url: string,
  kind: Database['kind'],
  log: Log,
): Omit<Database, 'close'> & { end(): Promise<void> } {
  const pool = openPool(
    { connectionString: url, max: MAX_CONNECTIONS, connectionTimeoutMillis: 10_000, application_name: 'loa' },
    log,
  );
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    kind,
    url,
    pool,
    prisma,
    ...createReach(pool, url, log),
    end: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
