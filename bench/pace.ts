/**
 * Whether the pace that was asked for is kept, and never exceeded: against an API that refuses what goes beyond it in
 * any sliding second. `npx tsx bench/pace.ts [--channel zalo] [--only slow,embedded,fast] [--write]`; takes two and a half
 * minutes, over Zalo three.
 * Wanted: at TELEGRAM_RATE=30 1,800 messages within 63 s, 98 % of the rate and no 429 above 32 a second; at 1,000 a
 * second 97 % of the rate above 1,030, and one 429 in 10,000 at most. Over Zalo the same at 30 and at 10 a second, and where
 * ZALO_RATE asks for more than there is, nobody left out and as many -32 as calls were under way.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres, startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { publish, table, whole } from './support/results.js';
import { startApi, zaloEnvironment } from './support/startApi.js';
import { type RunResult, startContestant } from './support/startContestant.js';

const { values } = parseArgs({
  options: {
    channel: { type: 'string', default: 'telegram' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
interface Run {
  label: string;
  rate: number;
  refuseAbove: number;
  /** What its refusals name as its limit; without it none. */
  perMinute?: number;
  people: number;
  embedded: boolean;
}
const SERVER = { label: 'PostgreSQL + Redis', embedded: false } as const;
const EMBEDDED = { label: 'embedded default', embedded: true } as const;
const TELEGRAM: Record<string, Run> = {
  slow: { ...SERVER, rate: 30, refuseAbove: 32, people: 1_800 },
  embedded: { ...EMBEDDED, rate: 30, refuseAbove: 32, people: 1_800 },
  fast: { ...SERVER, rate: 1_000, refuseAbove: 1_030, people: 20_000 },
};
const ZALO: Record<string, Run> = {
  slow: { ...SERVER, rate: 30, refuseAbove: 32, people: 1_800 },
  embedded: { ...EMBEDDED, rate: 10, refuseAbove: 12, people: 600 },
  above: {
    ...SERVER,
    label: 'PostgreSQL + Redis, set too high',
    rate: 30,
    refuseAbove: 22,
    perMinute: 1_200,
    people: 600,
  },
};
if (values.channel !== 'telegram' && values.channel !== 'zalo') throw new Error('--channel is telegram or zalo');
const overZalo = values.channel === 'zalo';
const only = values.only?.split(',');

const wanted = Object.entries(overZalo ? ZALO : TELEGRAM).filter(([name]) => only?.includes(name) ?? true);
const postgres = await startPostgres();
const redis = await startRedis();
const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
try {
  const machine = await describeMachine(pool);
  console.log(machine);
  const rows: string[][] = [];
  for (const [name, run] of wanted) rows.push(row(run, await measure(name, run)));
  const head = [
    'on',
    'rate',
    'API refuses above',
    'messages',
    'first to last',
    'of the rate',
    overZalo ? '-32' : '429',
    'twice',
  ];
  const [heading, option] = overZalo ? ['Pace over Zalo', ' --channel zalo'] : ['Pace', ''];
  publish(
    heading,
    `${machine}.\nCommand: \`npx tsx bench/pace.ts${option}\`. Nobody was left out.\n\n${table(head, rows)}`,
  );
} finally {
  await pool.end();
  await redis.stop();
  await postgres.stop();
}

async function measure(name: string, run: Run): Promise<RunResult> {
  await pool.query(`create database ${name}`);
  const database = new URL(postgres.url);
  database.pathname = `/${name}`;
  const api = await startApi(run);
  const stores: Record<string, string> = run.embedded ? {} : { DATABASE_URL: database.href, REDIS_URL: redis.url };
  const way = overZalo ? { ...zaloEnvironment(api), ZALO_RATE: String(run.rate) } : { TELEGRAM_RATE: String(run.rate) };
  const loa = await startContestant('loa', api, { ...stores, ...way });
  try {
    return await loa.run(run.people);
  } finally {
    await loa.close();
    api.close();
  }
}

function row(run: Run, { spanSeconds, refused, repeated }: RunResult): string[] {
  // Between the first and the last message lie one fewer distances than messages.
  const share = (run.people - 1) / spanSeconds / run.rate;
  return [
    run.label,
    `${whole(run.rate)}/s`,
    `${whole(run.refuseAbove)}/s${run.perMinute === undefined ? '' : `, names ${whole(run.perMinute)} a minute`}`,
    whole(run.people),
    `${spanSeconds.toFixed(2)} s`,
    `${(share * 100).toFixed(1)} %`,
    whole(refused),
    whole(repeated),
  ];
}
