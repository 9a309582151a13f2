import type pg from 'pg';
import type { PrismaClient } from './generated/client.js';

/**
 * A database that is open and migrated, whether a server or the embedded one: everything above works through this and
 * cannot tell the two apart, except where `kind` is asked because a session lives differently (see storage notes in
 * prisma/README.md: the embedded one is a single session for all clients).
 */
export interface Database {
  kind: 'server' | 'embedded';
  /** Ordinary reading and writing. */
  prisma: PrismaClient;
  /** Hand-written SQL: the statements that carry a guarantee or carry many rows. */
  pool: pg.Pool;
  /**
   * True when an error only means that the database cannot be reached, or has no room, just now. That has been said in the log by then,
   * once for the whole process; whoever asks tries again later and need not say it again.
   */
  isAway(error: unknown): boolean;
  /** PostgreSQL connection string, for libraries that open their own connections (BullMQ). */
  url: string;
  close(): Promise<void>;
}
