import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, testLog } from '../test/support/database.js';
import { layWire, type Wire } from '../test/support/wire.js';
import { connect } from './connect.js';
import type { Database } from './database.js';
import { rollback } from './rollback.js';

let behind: Database;
let wire: Wire;
let db: Database;
let uncaught: unknown[];
const note = (error: unknown) => void uncaught.push(error);

beforeAll(async () => {
  behind = await freshDatabase();
  wire = await layWire(behind.url);
  const { end, ...connected } = connect(wire.url, behind.kind, testLog);
  db = { ...connected, close: end };
  uncaught = [];
  process.on('uncaughtException', note);
});
afterAll(async () => {
  process.off('uncaughtException', note);
  await db.close();
  await wire.close();
  await behind.close();
});

test('a connection that breaks in the middle of a transaction fails its statement, not the process', async () => {
  const client = await db.pool.connect();
  await client.query('begin');
  wire.swallowAnswerTo('select 42');
  await expect(client.query('select 42')).rejects.toThrow('Connection terminated');
  await rollback(client);
  client.release();
  expect(uncaught).toEqual([]);
});

test('nor does one that breaks while nobody asks it anything', async () => {
  const client = await db.pool.connect();
  await client.query('begin');
  wire.cut();
  await expect.poll(() => client.query('select 1').then(() => null, String)).toContain('connection error');
  client.release();
  wire.mend();
  expect((await db.pool.query('select 7 as seven')).rows).toEqual([{ seven: 7 }]);
  expect(uncaught).toEqual([]);
});

test('that the database is away is one line, however many parts of the process meet it', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  const { end, ...loud } = connect(wire.url, behind.kind, log);
  wire.cut();
  const errors = await Promise.all(
    Array.from({ length: 5 }, () => loud.pool.query('select 1').catch((e: unknown) => e)),
  );
  expect(errors.map((error) => loud.isAway(error))).toEqual([true, true, true, true, true]);
  expect(await loud.prisma.$queryRaw`select 1`.catch((error: unknown) => loud.isAway(error))).toBe(true);
  wire.mend();
  await expect.poll(() => lines).toHaveLength(2);
  expect(lines[0]).toContain('out of reach');
  expect(lines[1]).toContain('is back');
  expect(loud.isAway(new Error('syntax error'))).toBe(false);
  await end();
});
