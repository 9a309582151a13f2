import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LoaError, messageOf } from '../base/errors.js';
import { migrationAdapter } from './migrationAdapter.js';
import { MIGRATIONS_FOLDER, readMigrations, readSchema } from './migrationFiles.js';
import { openSchemaEngine } from './schemaEngine.js';

export interface MigrationReport {
  /** Names applied by this call, in order; empty when the database was current. */
  applied: string[];
}

/**
 * Brings the database to this program's schema, with the ledger (`_prisma_migrations`) that Prisma's own commands use.
 * Two processes may call it at once: the engine takes PostgreSQL's advisory lock. When everything is applied it costs
 * one query and does not load the engine.
 *
 * Throws `database-newer` when the database knows a migration that this program does not, `migration-failed` when one does not
 * apply: nothing is changed in either case.
 */
export async function migrate({ pool, url }: { pool: pg.Pool; url: string }): Promise<MigrationReport> {
  const known = await readMigrations();
  const ledger = await settledLedger(pool);
  refuseNewer(
    ledger,
    known.map((file) => file.name),
  );
  if (known.every((file) => ledger.some((row) => row.name === file.name))) return { applied: [] };

  const single = new pg.Pool({ connectionString: url, max: 1, application_name: 'loa migrate' });
  const engine = await openSchemaEngine(migrationAdapter(single), await readSchema());
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: MIGRATIONS_FOLDER,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: known.map((file) => ({
          path: file.name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: file.sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return { applied: appliedMigrationNames };
  } catch (error) {
    throw new LoaError(
      'migration-failed',
      `The database could not be brought up to date: ${messageOf(error)}. Restore the backup made before, or mend the database and mark the migration with \`prisma migrate resolve\`.`,
      { again: 'no' },
      { cause: error, values: { reason: messageOf(error) } },
    );
  } finally {
    engine.free();
    await single.end();
  }
}

/**
 * That the database is exactly at this program's schema, changing nothing. Throws `database-newer`, or `service-older`
 * when a service of an older version has it open.
 */
export async function requireCurrent(pool: pg.Pool): Promise<void> {
  const known = (await readMigrations()).map((file) => file.name);
  const ledger = await readLedger(pool);
  refuseNewer(ledger, known);
  const missing = known.find((name) => !ledger.some((row) => row.name === name));
  if (missing === undefined) return;
  throw new LoaError(
    'service-older',
    'The running service is of an older version than this command. Restart the service; it brings the database up to date.',
  );
}

interface LedgerRow {
  name: string;
  finished: boolean;
  ageSeconds: number;
}

/** A migration begun so long ago is not under way any more, whatever the lock says. */
const UNDER_WAY_SECONDS = 120;
const LOOK_AGAIN_MS = 200;

/**
 * The ledger, once nobody is just applying a migration: two services may be started on an empty database at once. One
 * whose process died is begun again: a script is one transaction, so it was taken back.
 */
async function settledLedger(pool: pg.Pool): Promise<LedgerRow[]> {
  for (;;) {
    const ledger = await readLedger(pool);
    const open = ledger.find((row) => !row.finished);
    if (open === undefined) return ledger;
    if (open.ageSeconds < UNDER_WAY_SECONDS && (await isUnderWay(pool))) await sleep(LOOK_AGAIN_MS);
    else await pool.query(CUT_OFF, [open.name]);
  }
}

const CUT_OFF = `update _prisma_migrations set rolled_back_at = now()
                  where migration_name = $1 and finished_at is null and rolled_back_at is null`;

/** Whether somebody holds the lock that Prisma's schema engine takes while it migrates. Given back with the statement. */
async function isUnderWay(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [PRISMA_LOCK]);
  return rows[0]?.free !== true;
}

const PRISMA_LOCK = 72_707_369;

async function readLedger(pool: pg.Pool): Promise<LedgerRow[]> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `select to_regclass('public._prisma_migrations') is not null as there`,
  );
  if (!tables[0]?.there) return [];
  const { rows } = await pool.query<LedgerRow>(
    `select migration_name as name, finished_at is not null as finished,
            extract(epoch from now() - started_at)::float8 as "ageSeconds"
       from _prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  return rows;
}

function refuseNewer(ledger: LedgerRow[], known: string[]): void {
  const unknown = ledger.find((row) => !known.includes(row.name));
  if (unknown) {
    throw new LoaError(
      'database-newer',
      `The database is newer than this program: it knows the migration ${unknown.name}. Run the newer version of Loa, or restore an older backup.`,
      { again: 'no' },
      { values: { name: unknown.name } },
    );
  }
}
