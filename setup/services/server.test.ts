import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { findPostgres, findRedis, startPostgres, startRedis } from '../services.mjs';

const services = new URL('../services.mjs', import.meta.url).href;

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Whether anybody listens at an address. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

test.skipIf(findPostgres() === null)('a private PostgreSQL that is killed has what it had acknowledged', async () => {
  const postgres = await startPostgres();
  await query(postgres.url, 'create table kept as select 7 as n');
  await postgres.kill();
  expect(await answers(postgres.url)).toBe(false);
  await postgres.restart();
  expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 7 }]);
  await postgres.stop();
  expect(existsSync(postgres.folder)).toBe(false);
});

test.skipIf(findRedis() === null)('a private Redis is left by nobody, even when its starter is killed', async () => {
  const script = `const { startRedis } = await import(${JSON.stringify(services)});
    const redis = await startRedis();
    process.stdout.write(JSON.stringify([redis.url, redis.folder]));
    setInterval(() => undefined, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) =>
    starter.stdout.once('data', (data: Buffer) => resolve(data.toString())),
  );
  const [url = '', folder = ''] = JSON.parse(said) as string[];
  expect(await answers(url)).toBe(true);
  starter.kill('SIGKILL');
  while ((await answers(url)) || existsSync(folder)) await new Promise((resolve) => setTimeout(resolve, 50));
});

test.skipIf(findRedis() === null)('two private servers do not get in each other’s way', async () => {
  const [one, two] = await Promise.all([startRedis(), startRedis()]);
  expect(one.url).not.toBe(two.url);
  await Promise.all([one.stop(), two.stop()]);
  expect(await answers(one.url)).toBe(false);
});
