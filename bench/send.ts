/**
 * How many messages a second go out, and what they cost: Loa beside bare loops and the usual recipes, in turn, against
 * one lean API in another process.
 * `npx tsx bench/send.ts [--channel zalo] [--people 40000] [--rounds 5] [--only loa,undici] [--write]`.
 * Wanted: Loa at 0.75 of the bare undici loop or more and at 2.0 of the bare grammY loop or more; the embedded default
 * at 300 messages/s or more. Over Zalo, to people within the window, half of the bare loop or more.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres, startRedis } from '../setup/services.mjs';
import { describeMachine } from './machine.js';
import { IN_FLIGHT, ZALO_IN_FLIGHT } from './support/compete.js';
import { median, publish, table, whole } from './support/results.js';
import { serverCpuSeconds } from './support/serverCpu.js';
import { startApi, zaloEnvironment } from './support/startApi.js';
import { type Running, type RunResult, startContestant } from './support/startContestant.js';

const { values } = parseArgs({
  options: {
    channel: { type: 'string', default: 'telegram' },
    people: { type: 'string', default: '40000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
const rounds = Number(values.rounds);
/** Everybody's code is hot before the first round. */
const WARM_UP = 20_000;

interface Contender {
  label: string;
  /** In bench/contestants. */
  program: string;
  /** The slow ones send fewer, or the run would take an hour. */
  share: number;
  stores: 'server' | 'another server' | 'redis' | 'none';
  over: 'telegram' | 'zalo';
}

const SERVER = { share: 1, stores: 'server' } as const;
const NOTHING = { share: 1, stores: 'none' } as const;
const TELEGRAM: Record<string, Contender> = {
  loa: { ...SERVER, label: 'Loa on PostgreSQL + Redis', program: 'loa', over: 'telegram' },
  undici: { ...NOTHING, label: 'bare undici loop, nothing stored', program: 'undici', over: 'telegram' },
  grammy: { ...NOTHING, label: 'bare grammY loop, nothing stored', program: 'grammy', share: 0.25, over: 'telegram' },
  autoRetry: {
    ...NOTHING,
    label: 'grammY + auto-retry loop, nothing stored',
    program: 'autoRetry',
    share: 0.25,
    over: 'telegram',
  },
  bullmq: {
    label: 'BullMQ 6 + grammY, one job a person, Redis',
    program: 'bullmq',
    share: 0.125,
    stores: 'redis',
    over: 'telegram',
  },
  embedded: { ...NOTHING, label: 'Loa on the embedded default', program: 'loa', share: 0.15, over: 'telegram' },
};
const ZALO: Record<string, Contender> = {
  loa: { ...SERVER, label: 'Loa on PostgreSQL + Redis', program: 'loa', over: 'zalo' },
  undici: { ...NOTHING, label: 'bare undici loop, nothing stored', program: 'zaloUndici', over: 'zalo' },
  telegram: { ...SERVER, label: 'Loa, Telegram', program: 'loa', stores: 'another server', over: 'telegram' },
  embedded: { ...NOTHING, label: 'Loa on the embedded default', program: 'loa', share: 0.15, over: 'zalo' },
};
if (values.channel !== 'telegram' && values.channel !== 'zalo') throw new Error('--channel is telegram or zalo');
const overZalo = values.channel === 'zalo';
const contestants = new Map(Object.entries(overZalo ? ZALO : TELEGRAM));

interface Measured extends RunResult {
  /** PostgreSQL and Redis. */
  serverCpuSecondsPer1000: number | null;
}

const only = values.only?.split(',');
const names = [...contestants.keys()].filter((name) => only?.includes(name) ?? true);
const postgres = await startPostgres();
const redis = await startRedis();
const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
const api = await startApi();
const running = new Map<string, Running>();
const results = new Map<string, Measured[]>(names.map((name) => [name, []]));
try {
  const machine = await describeMachine(pool);
  console.log(machine);
  for (const name of names) {
    const contender = contenderOf(name);
    const one = await startContestant(contender.program, api, await environmentOf(contender));
    running.set(name, one);
    await one.run(Math.min(WARM_UP, countFor(name)));
  }
  for (let round = 1; round <= rounds; round += 1) {
    // In turn, and every other round backwards: a machine that slows down slows everybody down.
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      const measured = await measure(name);
      results.get(name)?.push(measured);
      console.log(`${round}. ${contenderOf(name).label}: ${whole(measured.messagesPerSecond)}/s, ${cpu(measured)}`);
    }
  }
  publish(overZalo ? 'Sending over Zalo' : 'Sending', report(machine));
} finally {
  for (const one of running.values()) await one.close();
  api.close();
  await pool.end();
  await redis.stop();
  await postgres.stop();
}

function contenderOf(name: string): Contender {
  const contender = contestants.get(name);
  if (!contender) throw new Error(`Nobody is called ${name}`);
  return contender;
}

async function environmentOf({ stores, over }: Contender): Promise<Record<string, string>> {
  const way = over === 'zalo' ? { ...zaloEnvironment(api), ZALO_RATE: '1000000' } : {};
  if (stores === 'none') return way;
  if (stores === 'redis') return { ...way, REDIS_URL: redis.url };
  if (stores === 'server') return { ...way, DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  // Two services side by side share neither people nor jobs.
  await pool.query('create database another');
  const [database, queue] = [new URL(postgres.url), new URL(redis.url)];
  database.pathname = '/another';
  queue.pathname = '/1';
  return { ...way, DATABASE_URL: database.href, REDIS_URL: queue.href };
}

function countFor(name: string): number {
  return Math.round(people * contenderOf(name).share);
}

async function measure(name: string): Promise<Measured> {
  const one = running.get(name);
  if (!one) throw new Error(`${name} does not run`);
  const count = countFor(name);
  await one.prepare(count);
  const before = serversCpu();
  const result = await one.send(count);
  const after = serversCpu();
  const used = before === null || after === null ? null : ((after - before) / count) * 1_000;
  return { ...result, serverCpuSecondsPer1000: used };
}

function serversCpu(): number | null {
  const [first, second] = [
    serverCpuSeconds(postgres.folder, 'data/postmaster.pid'),
    serverCpuSeconds(redis.folder, 'redis.pid'),
  ];
  return first === null || second === null ? null : first + second;
}

function cpu(of: { cpuSecondsPer1000: number; serverCpuSecondsPer1000: number | null }): string {
  return `CPU s per 1,000: ${of.cpuSecondsPer1000.toFixed(3)} + servers ${of.serverCpuSecondsPer1000?.toFixed(3) ?? '?'}`;
}

function report(machine: string): string {
  const rows = names.map((name) => {
    const all = results.get(name) ?? [];
    const of = (value: (one: Measured) => number) => median(all.map(value));
    const rates = all.map((one) => one.messagesPerSecond);
    return [
      contenderOf(name).label,
      whole(of((one) => one.messagesPerSecond)),
      `${whole(Math.min(...rates))}–${whole(Math.max(...rates))}`,
      of((one) => one.cpuSecondsPer1000).toFixed(3),
      of((one) => one.serverCpuSecondsPer1000 ?? Number.NaN).toFixed(3),
      ratio('loa', name),
    ];
  });
  const head = ['what', 'messages/s', 'from–to', 'CPU s per 1,000', 'and its servers', 'Loa ÷ this'];
  return [
    `${machine}. ${overZalo ? ZALO_IN_FLIGHT : IN_FLIGHT} calls in flight, texts of 220 characters, API on loopback in another process, servers on the same machine;`,
    `median of ${rounds} rounds in turn; Loa sends ${whole(people)} a round, from the first call to the last outcome in the ledger.`,
    `Command: \`npx tsx bench/send.ts${overZalo ? ' --channel zalo' : ''}\`.\n\n${table(head, rows)}`,
  ].join('\n');
}

/** Median of the ratios of each round's pair. */
function ratio(of: string, to: string): string {
  if (of === to) return '1';
  const other = results.get(to) ?? [];
  const pairs = (results.get(of) ?? []).map(
    (one, i) => one.messagesPerSecond / (other[i]?.messagesPerSecond ?? Number.NaN),
  );
  return pairs.length === 0 ? '' : median(pairs).toFixed(2);
}
