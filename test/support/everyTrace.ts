import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import type { Database } from '../../prisma/database.js';
import { findPostgres } from '../../setup/services.mjs';

/** Where words turned up: a table with its column, a key of Redis, a file. */
export type Trace = string;

/** Every column of every table in every schema that is not PostgreSQL's own, as a backup would take them along. */
export async function inDatabase(db: Database, words: readonly string[]): Promise<Trace[]> {
  const { rows: columns } = await db.pool.query<{ schema: string; table: string; column: string }>(
    `select c.table_schema as schema, c.table_name as table, c.column_name as column
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const traces: Trace[] = [];
  for (const { schema, table, column } of columns) {
    // Bytes come out as hex.
    const { rows } = await db.pool.query<{ value: string }>(
      `select "${column}"::text as value from "${schema}"."${table}" where "${column}" is not null`,
    );
    for (const word of words)
      if (rows.some(({ value }) => holds(value, word))) traces.push(`${schema}.${table}.${column}: ${word}`);
  }
  // What ANALYZE noted of values, which a copy of the database takes along.
  const { rows: noted } = await db.pool.query<{ said: string }>(
    `select concat_ws(' ', schemaname, tablename, attname, most_common_vals::text, histogram_bounds::text, most_common_elems::text) as said
       from pg_stats where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const word of words)
    for (const { said } of noted) if (holds(said, word)) traces.push(`statistics of ${said.slice(0, 60)}: ${word}`);
  return traces;
}

/** A backup of a server as the README has it made. */
export function inBackup(url: string, words: readonly string[]): Trace[] {
  // The server's own, whose version fits; what stands in the path may be a link to it.
  const own = join(dirname(realpathSync(join(findPostgres() ?? '', 'postgres'))), 'pg_dump');
  const dump = existsSync(own) ? own : 'pg_dump';
  const { stdout, stderr, status, error } = spawnSync(dump, ['--dbname', url], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${dump} ended with ${status}: ${error?.message ?? stderr}`);
  return words.filter((word) => holds(stdout, word)).map((word) => `backup: ${word}`);
}

/** Every key of a Redis, its name and whatever it holds. */
export async function inRedis(url: string, words: readonly string[]): Promise<Trace[]> {
  const redis = new Redis(url);
  try {
    const read: Record<string, (key: string) => Promise<unknown>> = {
      string: (key) => redis.get(key),
      hash: (key) => redis.hgetall(key),
      list: (key) => redis.lrange(key, 0, -1),
      set: (key) => redis.smembers(key),
      zset: (key) => redis.zrange(key, '0', '-1'),
      stream: (key) => redis.xrange(key, '-', '+'),
    };
    const traces: Trace[] = [];
    for (const key of await redis.keys('*')) {
      const value = JSON.stringify([key, await read[await redis.type(key)]?.(key)]);
      traces.push(...words.filter((word) => value.includes(word)).map((word) => `${key}: ${word}`));
    }
    return traces;
  } finally {
    redis.disconnect();
  }
}

/** The bytes of every file in a folder: of an embedded database its tables with their dead rows, and its log of changes. */
export function inFiles(folder: string, words: readonly string[]): Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return words.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`);
    });
}

const holds = (value: string, word: string): boolean =>
  value.includes(word) || value.includes(Buffer.from(word).toString('hex'));
