/**
 * `npm run chaos [-- --seed N --deliveries N --backend server|postgres|embedded --rate N --keep-logs]`: delivery under fire. Without
 * a backend 20,000 deliveries on PostgreSQL and Redis, then 3,000 on the embedded default. Ends with 1 when a promise
 * was broken. The seed is printed; the same seed strikes the same way again.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.js';
import { builtProgram } from './field.js';
import type { Backend } from './schedule.js';

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
const wanted = values.backend ?? 'server,embedded';
for (const backend of wanted.split(',')) {
  if (backend !== 'server' && backend !== 'postgres' && backend !== 'embedded') {
    tell(`There is no backend ${backend}: server, postgres or embedded.`);
    process.exit(2);
  }
  const { complaints, figures } = await runChaos({
    seed: values.seed === undefined ? randomInt(1, 1_000_000) : Number(values.seed),
    backend,
    deliveries: Number(values.deliveries ?? RUNS[backend].deliveries),
    ratePerSecond: Number(values.rate ?? RUNS[backend].ratePerSecond),
    short: false,
    keepLogs: values['keep-logs'],
    program: builtProgram,
    tell,
    signal: stopping.signal,
  }).catch(stopped);
  for (const [name, figure] of Object.entries(figures)) tell(`  ${name}: ${figure}`);
  for (const complaint of complaints) tell(`BROKEN: ${complaint}`);
  tell(
    complaints.length === 0 ? `${backend}: every promise kept\n` : `${backend}: ${complaints.length} promises broken\n`,
  );
  if (complaints.length > 0) process.exitCode = 1;
}
