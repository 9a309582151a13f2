import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_SERVED } from '../firstServed.js';
import { embeddedUrl } from '../open.js';
import { type EmbeddedPostgres, startEmbedded } from './start.js';

let folder: string;
let postgres: EmbeddedPostgres;
let pool: pg.Pool;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-socket-'));
  postgres = await startEmbedded({ dataFolder: 'memory://', socketPath: join(folder, '.s.PGSQL.5432') });
  pool = new pg.Pool({ connectionString: embeddedUrl(folder), max: 10 });
  await pool.query('create table seen (a int)');
});
afterAll(async () => {
  await pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

test('many clients at once get their own answers, whatever each of them asks', async () => {
  const wrong: unknown[] = [];
  const ask = async (client: number) => {
    for (let i = 0; i < 100; i++) {
      const value = client * 1_000 + i;
      const { rows } =
        client % 2 === 0
          ? await pool.query<{ a: number }>('select $1::int as a', [value])
          : await pool.query<{ a: number }>('select $2::int as a, $1::text as b, $3::int as c', ['x', value, 1]);
      if (rows[0]?.a !== value) wrong.push(rows);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, client) => ask(client)));
  expect(wrong).toEqual([]);
});

test('transactions of several clients are isolated, and a rolled back one leaves nothing', async () => {
  await pool.query('truncate seen');
  const work = async (client: number) => {
    for (let i = 0; i < 20; i++) {
      const connection = await pool.connect();
      try {
        await connection.query('begin');
        await connection.query('insert into seen values ($1)', [client]);
        await connection.query(i % 2 === 0 ? 'commit' : 'rollback');
      } finally {
        connection.release();
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, client) => work(client)));
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from seen');
  expect(rows[0]?.n).toBe(60);
});

test('a client that dies inside a transaction blocks nobody and leaves nothing', async () => {
  await pool.query('truncate seen');
  for (let i = 0; i < 30; i++) {
    const dying = new pg.Client({ connectionString: embeddedUrl(folder) });
    dying.on('error', () => undefined);
    await dying.connect();
    const begun = [dying.query('begin'), dying.query('insert into seen values (-1)')];
    if (i % 3 === 0) await begun[1];
    for (const query of begun) query.catch(() => undefined);
    await dying.end();
  }
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from seen');
  expect(rows[0]?.n).toBe(0);
});

test('whoever asked to be served first is served before those who have waited longer', async () => {
  const first = new pg.Client({ connectionString: embeddedUrl(folder), application_name: FIRST_SERVED });
  await first.connect();
  await Promise.all(Array.from({ length: 10 }, () => pool.query('select 1')));
  const order: string[] = [];
  const slow = Array.from({ length: 10 }, () =>
    pool.query('select count(*) from generate_series(1, 200000)').then(() => order.push('other')),
  );
  await first.query('select 1').then(() => order.push('first'));
  await Promise.all(slow);
  await first.end();
  expect(order.indexOf('first')).toBeLessThan(5);
});

test('a failed statement harms only who made it', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) => pool.query(i % 2 === 0 ? 'select 1 / $1::int' : 'select $1::int', [0])),
  );
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(30);
});
