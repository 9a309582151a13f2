import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/**
 * Prisma's PostgreSQL adapter, except that a migration script goes to the server whole. The adapter (7.10) cuts it at
 * every semicolon, through function bodies and all, and sends the pieces one by one; whole, it is one implicit
 * transaction: applied, or not.
 *
 * `pool` should have a single connection, so that the engine's advisory lock and its work share a session.
 */
export function migrationAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(script);
    };
    return adapter;
  };
  return factory;
}
