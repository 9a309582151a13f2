import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../prisma/database.js';
import { migrationAdapter } from '../prisma/migrationAdapter.js';
import { MIGRATIONS_FOLDER, readMigrations, readSchema } from '../prisma/migrationFiles.js';
import { openSchemaEngine } from '../prisma/schemaEngine.js';
import { backend, freshDatabase } from './support/database.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

// The engine compares on the embedded database only: on a server its driver cannot read the catalogue's "char" columns.
test.runIf(backend === 'embedded')('the migrations and schema.prisma say the same', async () => {
  const schema = await readSchema();
  const engine = await openSchemaEngine(migrationAdapter(db.pool), schema);
  const migrations = await readMigrations();
  // The engine replays the migrations on this very database, so what stands there goes first.
  await db.pool.query('drop schema public cascade; create schema public;');
  const diff = await engine.diff({
    from: {
      tag: 'migrations',
      baseDir: MIGRATIONS_FOLDER,
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
      shadowDbInitScript: '',
      migrationDirectories: migrations.map((file) => ({
        path: file.name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: file.sql } },
      })),
    },
    to: { tag: 'schemaDatamodel', files: [schema] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  expect(diff.stdout?.trim()).toBe('-- This is an empty migration.');
});

test('each month has one partition, made once however often it is asked for', async () => {
  const { ensurePartitions } = await import('../prisma/partitions.js');
  const count = async () =>
    (await db.pool.query<{ n: number }>(`select count(*)::int as n from pg_inherits where inhparent = 'delivery'::regclass`)).rows[0]?.n;
  if (backend === 'embedded') return;
  const before = await count();
  await Promise.all([ensurePartitions(db.pool), ensurePartitions(db.pool), ensurePartitions(db.pool)]);
  expect(before).toBe(4);
  expect(await count()).toBe(4);
});
