import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../base/root.js';
import type { Database } from '../prisma/database.js';
import { migrate } from '../prisma/migrate.js';
import { backend, freshDatabase } from './support/database.js';

const MIGRATIONS = readdirSync(join(projectRoot, 'prisma', 'migrations'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

test('a database that is current is left as it is', async () => {
  expect(await migrate(db)).toEqual({ applied: [] });
});

test('services started at once on an empty database all come up', async () => {
  await db.pool.query('drop schema public cascade; create schema public;');
  // The embedded database is opened by one process under the folder's lock: nobody else can be migrating it.
  const services = backend === 'server' ? 3 : 1;
  const reports = await Promise.all(Array.from({ length: services }, () => migrate(db)));
  expect(reports.flatMap((report) => report.applied)).toEqual(MIGRATIONS);
});

test('a database that is newer than the program is refused and left as it is', async () => {
  await db.pool.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values ('later', 'x', '20991231000000_later', now(), now(), 1)`,
  );
  await expect(migrate(db)).rejects.toMatchObject({ code: 'database-newer' });
  await db.pool.query(`delete from _prisma_migrations where id = 'later'`);
});

test('a migration that was cut off by a crash is begun again at the next start', async () => {
  await db.pool.query(
    `create schema kept; alter table _prisma_migrations set schema kept; drop schema public cascade; create schema public;
     alter table kept._prisma_migrations set schema public; delete from _prisma_migrations where migration_name <> '${MIGRATIONS[0]}';
     update _prisma_migrations set finished_at = null, applied_steps_count = 0`,
  );
  expect((await migrate(db)).applied).toEqual(MIGRATIONS);
  expect(await migrate(db)).toEqual({ applied: [] });
});

test('a migration that does not apply says so, and leaves the database as it was', async () => {
  await db.pool.query(`update _prisma_migrations set finished_at = null where rolled_back_at is null`);
  await expect(migrate(db)).rejects.toMatchObject({ code: 'migration-failed' });
  expect(await db.prisma.place.count()).toBe(0);
});
