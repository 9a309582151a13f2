/**
 * Whether the pace that was asked for is kept, and never exceeded: against an API that refuses what goes beyond it in
 * any sliding second. `npx tsx bench/pace.ts [--only slow,embedded,fast] [--write]`; takes two and a half minutes.
 * Wanted: at TELEGRAM_RATE=30 1,800 messages within 63 s, 98 % of the rate and no 429 above 32 a second; at 1,000 a
 * second 97 % of the rate above 1,030, and one 429 in 10,000 at most.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres, startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { publish, table, whole } from './support/results.js';
import { startApi } from './support/startApi.js';
import { type RunResult, startContestant } from './support/startContestant.js';

const { values } = parseArgs({
  options: { only: { type: 'string', default: 'slow,embedded,fast' }, write: { type: 'boolean', default: false } },
});
const RUNS = {
  slow: { label: 'PostgreSQL + Redis', rate: 30, refuseAbove: 32, people: 1_800, embedded: false },
  embedded: { label: 'embedded default', rate: 30, refuseAbove: 32, people: 1_800, embedded: true },
  fast: { label: 'PostgreSQL + Redis', rate: 1_000, refuseAbove: 1_030, people: 20_000, embedded: false },
} as const;
type Run = (typeof RUNS)[keyof typeof RUNS];

const wanted = Object.entries(RUNS).filter(([name]) => values.only.split(',').includes(name));
const postgres = await startPostgres();
const redis = await startRedis();
const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
try {
  const machine = await describeMachine(pool);
  console.log(machine);
  const rows: string[][] = [];
  for (const [name, run] of wanted) rows.push(row(run, await measure(name, run)));
  const head = ['on', 'rate', 'API refuses above', 'messages', 'first to last', 'of the rate', '429'];
  publish('Pace', `${machine}.\nCommand: \`npx tsx bench/pace.ts\`.\n\n${table(head, rows)}`);
} finally {
  await pool.end();
  await redis.stop();
  await postgres.stop();
}

async function measure(name: string, run: Run): Promise<RunResult> {
  await pool.query(`create database ${name}`);
  const database = new URL(postgres.url);
  database.pathname = `/${name}`;
  const api = await startApi({ refuseAbove: run.refuseAbove });
  const stores: Record<string, string> = run.embedded ? {} : { DATABASE_URL: database.href, REDIS_URL: redis.url };
  const loa = await startContestant('loa', api, { ...stores, TELEGRAM_RATE: String(run.rate) });
  try {
    return await loa.run(run.people);
  } finally {
    await loa.close();
    api.close();
  }
}

function row(run: Run, { spanSeconds, refused }: RunResult): string[] {
  // Between the first and the last message lie one fewer distances than messages.
  const share = (run.people - 1) / spanSeconds / run.rate;
  return [
    run.label,
    `${whole(run.rate)}/s`,
    `${whole(run.refuseAbove)}/s`,
    whole(run.people),
    `${spanSeconds.toFixed(2)} s`,
    `${(share * 100).toFixed(1)} %`,
    whole(refused),
  ];
}
