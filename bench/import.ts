/**
 * How fast a list of contacts comes in, and in how much memory: `npx tsx bench/import.ts [rows] [bad rows in a thousand]`.
 * Wanted on PostgreSQL: 1,000,000 rows at 15,000 rows/s or more, below 300 MB. Takes TEST_DATABASE_URL, else starts a
 * PostgreSQL of its own. Imports the list twice: as new, and again with nothing to change.
 */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { createLog } from '../base/log.js';
import { type ImportResult, importContacts } from '../people/import/importContacts.js';
import { bundledPlaces } from '../people/places.js';
import { syncPlaces } from '../people/syncPlaces.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { startPostgres } from '../setup/services/postgres.mjs';
import { describeMachine } from './machine.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const badPerThousand = Number(process.argv[3] ?? 0);
const MIB = 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'loa-bench-'));
const own = process.env['TEST_DATABASE_URL'] === undefined ? await startPostgres() : null;
const server = own?.url ?? process.env['TEST_DATABASE_URL'] ?? '';
const name = `loa_bench_${process.pid}`;
await onServer((client) => client.query(`create database ${name}`));
try {
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openDatabase({
    databaseUrl: url.href,
    dataFolder: folder,
    role: 'command',
    log: createLog('warn', 'bench'),
  });
  try {
    console.log(await describeMachine(db.pool));
    await syncPlaces(db);
    const file = await writeList();
    console.log(`${rows} rows, ${badPerThousand} ‰ of them bad, ${(statSync(file).size / MIB).toFixed(1)} MiB`);
    await measure('new', db, file);
    await measure('again', db, file);
  } finally {
    await db.close();
  }
} finally {
  await onServer((client) => client.query(`drop database if exists ${name} with (force)`));
  await own?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(label: string, db: Database, file: string): Promise<ImportResult> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  let faults = 0;
  const started = performance.now();
  const result = await importContacts({ db, secret: 'bench', file, onFault: () => void faults++ });
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(sampling);
  const { faults: kept, ...counts } = result;
  console.log(
    `${label}: ${Math.round(rows / seconds)} rows/s (${seconds.toFixed(1)} s), RSS ${Math.round(before / MIB)} MiB before, ` +
      `${Math.round(peak / MIB)} MiB at most; ${JSON.stringify({ ...counts, faultsSeen: faults, faultsKept: kept.length })}`,
  );
  return result;
}

/** A list as provinces send them: communes of one province, a few groups, Vietnamese names, some cells quoted. */
async function writeList(): Promise<string> {
  const file = join(folder, 'contacts.csv');
  const communes = bundledPlaces().places.filter((place) => place.parent === '38');
  const groups = ['student', 'parent', '"student;youth-union"', 'worker', ''];
  function* lines(): Generator<string> {
    yield 'channel,external_id,place,groups,locale,name\n';
    let chunk = '';
    for (let row = 0; row < rows; row++) {
      const bad = row % 1_000 < badPerThousand;
      const place = bad ? '99999' : communes[row % communes.length]?.code;
      chunk += `telegram,${100_000_000 + row},${place},${groups[row % groups.length]},${row % 50 === 0 ? 'en' : 'vi'},Nguyễn Văn ${row % 977}\n`;
      if (chunk.length > 65_536) {
        yield chunk;
        chunk = '';
      }
    }
    yield chunk;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return file;
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await work(client).finally(() => client.end());
}
