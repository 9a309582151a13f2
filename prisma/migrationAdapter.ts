import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/**
 * Prisma's PostgreSQL adapter, except that a migration script goes to the server whole. The adapter of 7.10 cuts a
 * script at every semicolon, through function bodies and all, and sends the pieces one by one; whole, it is one
 * implicit transaction: a migration is applied or it is not.
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
  // Comparing replays the migrations: on this very database, which is an empty one made for the purpose.
  factory.connectToShadowDb = factory.connect;
  return factory;
}
