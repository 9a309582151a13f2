import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../base/root.js';

export const MIGRATIONS_FOLDER = join(projectRoot, 'prisma', 'migrations');
const SCHEMA_FILE = join(projectRoot, 'prisma', 'schema.prisma');

/** One migration of the program; `name` is its folder, names sort in the order in which they apply. */
export interface MigrationFile {
  name: string;
  sql: string;
}

/** The program's migrations in order, in Prisma's own layout. */
export async function readMigrations(): Promise<MigrationFile[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ name, sql: await readFile(join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8') })),
  );
}

/** prisma/schema.prisma as the schema engine takes it. */
export async function readSchema(): Promise<{ path: string; content: string }> {
  return { path: SCHEMA_FILE, content: await readFile(SCHEMA_FILE, 'utf8') };
}
