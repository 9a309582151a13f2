/**
 * `npm run chaos [-- --seed N --deliveries N --backend server|postgres|embedded --channel telegram|zalo --rate N --only
 * delivery|webhooks|refresh --keep-logs]`: under fire. Without a backend 20,000 deliveries on PostgreSQL and Redis over
 * either channel, then 3,000 on the embedded default; then events of Zalo while the service is killed, and a thousand
 * rounds of three processes that refresh one token. Ends with 1 when a promise was broken. The seed is printed; the same seed
 * strikes the same way again.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.js';
import { builtProgram } from './field.js';
import type { Backend, ChannelName } from './schedule.js';
import { type Findings, killAtWebhooks, raceForTokens } from './zaloRuns.js';

const RUNS: Record<Backend, { deliveries: number; ratePerSecond: number }> = {
  server: { deliveries: 20_000, ratePerSecond: 300 },
  postgres: { deliveries: 20_000, ratePerSecond: 300 },
  embedded: { deliveries: 3_000, ratePerSecond: 60 },
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    deliveries: { type: 'string' },
    backend: { type: 'string' },
    channel: { type: 'string', default: 'telegram,zalo' },
    only: { type: 'string', default: 'delivery,webhooks,refresh' },
    rate: { type: 'string' },
    'keep-logs': { type: 'boolean', default: false },
  },
});
const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked for twice, it goes at once; what it has started dies with it.
    if (stopping.signal.aborted) process.exit(130);
    tell('stopping; everything that was started is stopped and tidied away');
    stopping.abort(new Error('stopped'));
  });
}
/** Ends this process when it was told to, tidied up by now; any other failure is passed on. */
function stopped(error: unknown): never {
  if (stopping.signal.aborted) process.exit(130);
  throw error;
}
const backends = (values.backend ?? 'server,embedded').split(',').map((name) => {
  if (name === 'server' || name === 'postgres' || name === 'embedded') return name;
  return unknown(name, 'server, postgres or embedded');
});
const channels = values.channel.split(',').map((name): ChannelName => {
  if (name === 'telegram' || name === 'zalo') return name;
  return unknown(name, 'telegram or zalo');
});
const scenarios = values.only.split(',').map((name) => {
  if (name === 'delivery' || name === 'webhooks' || name === 'refresh') return name;
  return unknown(name, 'delivery, webhooks or refresh');
});
const newSeed = (): number => (values.seed === undefined ? randomInt(1, 1_000_000) : Number(values.seed));

for (const backend of backends) {
  if (scenarios.includes('delivery')) {
    for (const channel of channels) report(`${backend}, ${channel}`, await deliver(backend, channel));
  }
  if (scenarios.includes('webhooks')) {
    const seed = newSeed();
    tell(`seed ${seed}: events of Zalo on ${backend}, and kill -9`);
    report(`${backend}, webhooks`, await killAtWebhooks(backend, seed).catch(stopped));
  }
  if (scenarios.includes('refresh')) {
    tell(`three processes refresh one token on ${backend}`);
    report(`${backend}, refresh`, await raceForTokens(backend).catch(stopped));
  }
}

function deliver(backend: Backend, channel: ChannelName): Promise<Findings> {
  return runChaos({
    seed: newSeed(),
    backend,
    channel,
    deliveries: Number(values.deliveries ?? RUNS[backend].deliveries),
    ratePerSecond: Number(values.rate ?? RUNS[backend].ratePerSecond),
    short: false,
    keepLogs: values['keep-logs'],
    program: builtProgram,
    tell,
    signal: stopping.signal,
  }).catch(stopped);
}

function report(what: string, { complaints, figures }: Findings): void {
  for (const [name, figure] of Object.entries(figures)) tell(`  ${name}: ${figure}`);
  for (const complaint of complaints) tell(`BROKEN: ${complaint}`);
  tell(complaints.length === 0 ? `${what}: every promise kept\n` : `${what}: ${complaints.length} promises broken\n`);
  if (complaints.length > 0) process.exitCode = 1;
}

function unknown(name: string, known: string): never {
  tell(`There is no ${name}: ${known}.`);
  process.exit(2);
}
