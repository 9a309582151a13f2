import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { expect, test } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations, readSchema } from '../prisma/migrationFiles.js';
import { openSchemaEngine } from '../prisma/schemaEngine.js';

// On the embedded database only: on a server the engine's driver cannot read the catalogue's "char" columns.
test('the migrations and schema.prisma say the same', async () => {
  const db = await PGlite.create();
  try {
    const schema = await readSchema();
    const factory = new PrismaPGlite(db);
    const connect = factory.connect.bind(factory);
    factory.connect = async () => {
      const adapter = await connect();
      adapter.executeScript = async (script) => {
        await db.exec(script);
      };
      return adapter;
    };
    factory.connectToShadowDb = factory.connect;
    const engine = await openSchemaEngine(factory, schema);
    const migrations = await readMigrations();
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
  } finally {
    await db.close();
  }
});
