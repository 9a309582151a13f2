import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../../base/log.js';
import { connect } from '../../prisma/connect.js';
import type { Database } from '../../prisma/database.js';
import { startEmbedded } from '../../prisma/embedded/start.js';
import { migrate } from '../../prisma/migrate.js';
import { readMigrations } from '../../prisma/migrationFiles.js';
import { embeddedUrl } from '../../prisma/open.js';
import { ensurePartitions } from '../../prisma/partitions.js';

/** Which database this run of the suite is about: `embedded` (PGlite) or `server` (TEST_DATABASE_URL). */
export const backend = process.env['LOA_TEST_BACKEND'] === 'server' ? 'server' : 'embedded';
export const testLog = createLog(process.env['LOG_LEVEL'] ?? 'silent', 'test');

/**
 * A database of one's own, migrated, with partitions, empty otherwise. `close` removes it. The first call of a schema
 * version migrates once and keeps the result (a snapshot, or a template database), so that the others start at once.
 */
export async function freshDatabase(): Promise<Database> {
  return backend === 'server' ? freshServerDatabase() : freshEmbeddedDatabase();
}

async function schemaVersion(): Promise<string> {
  const files = await readMigrations();
  let hash = 5381;
  for (const char of files.map((file) => file.name + file.sql).join())
    hash = (hash * 33 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}

/** Makes `folder/postgres` an embedded database, migrated and empty: the data folder of a service that tests start. */
export async function makeDataFolder(folder: string): Promise<void> {
  const file = await snapshotFile();
  if (!existsSync(file)) await (await freshEmbeddedDatabase()).close();
  const postgres = await startEmbedded({
    dataFolder: join(folder, 'postgres'),
    socketPath: join(folder, '.s.PGSQL.5432'),
    snapshot: readFileSync(file),
  });
  await postgres.stop();
}

async function snapshotFile(): Promise<string> {
  const shared = join(tmpdir(), 'loa-test-snapshots');
  mkdirSync(shared, { recursive: true });
  return join(shared, `${await schemaVersion()}.tar`);
}

async function freshEmbeddedDatabase(): Promise<Database> {
  const file = await snapshotFile();
  const folder = mkdtempSync(join(tmpdir(), 'loa-test-'));
  const postgres = await startEmbedded({
    dataFolder: 'memory://',
    socketPath: join(folder, '.s.PGSQL.5432'),
    ...(existsSync(file) ? { snapshot: readFileSync(file) } : {}),
  });
  const { end, ...database } = connect(embeddedUrl(folder), 'embedded', testLog);
  const { applied } = await migrate(database);
  if (applied.length > 0) {
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, await postgres.snapshot());
    renameSync(aside, file);
  }
  await ensurePartitions(database.pool);
  return {
    ...database,
    close: async () => {
      await end();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freshServerDatabase(): Promise<Database> {
  const admin = process.env['TEST_DATABASE_URL'];
  if (!admin) throw new Error('LOA_TEST_BACKEND=server needs TEST_DATABASE_URL: run `npm test`');
  const template = `loa_template_${await schemaVersion()}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  // One at a time: CREATE DATABASE from a template fails while somebody is connected to the template.
  await client.query('select pg_advisory_lock(20261121)');
  const name = `loa_test_${randomBytes(6).toString('hex')}`;
  try {
    const there = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (there.rowCount === 0) {
      await client.query(`create database ${template}_new`);
      const filling = connect(withDatabase(admin, `${template}_new`), 'server', testLog);
      await migrate(filling);
      await ensurePartitions(filling.pool);
      await filling.end();
      await client.query(`alter database ${template}_new rename to ${template}`);
    }
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.query('select pg_advisory_unlock(20261121)');
    await client.end();
  }
  const { end, ...database } = connect(withDatabase(admin, name), 'server', testLog);
  return {
    ...database,
    close: async () => {
      await end();
      const closing = new pg.Client({ connectionString: admin });
      await closing.connect();
      await closing.query(`drop database if exists ${name} with (force)`);
      await closing.end();
    },
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
