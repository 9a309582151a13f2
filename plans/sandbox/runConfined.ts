import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../base/root.js';

export interface Limits {
  /** Wall clock, from the start of the process to its answer. */
  timeMs: number;
  /** V8's heap. */
  heapMb: number;
  /** All private memory, typed arrays and native libraries included: the kernel holds it on Linux. */
  memoryMb: number;
  /** Longest answer taken. */
  answerBytes: number;
}

export type Confined =
  | { kind: 'answered'; answer: Buffer }
  | { kind: 'too-slow' }
  | { kind: 'too-much-memory' }
  | { kind: 'crashed' };

/** V8 says this when its heap is full; the words are looked at and forgotten, they never reach a log. */
const HEAP_FULL = /heap out of memory|Allocation failed|allocation failed|Out of memory/;

/**
 * Runs a program of ours on bytes that nobody vouches for, in a process of its own: input on standard input, the answer on
 * standard output. It has no environment (so no secrets), no network, and where it runs as built it can neither write a
 * file nor start a process. It ends in time whatever it does, and takes down nobody: an endless loop is killed, memory
 * without end is refused by the kernel, a crash is an outcome. What it prints on standard error is never passed on.
 *
 * A process and not a thread: a thread's limits do not count typed arrays, and an out-of-memory there may end us all.
 */
export async function runConfined(
  program: URL,
  args: readonly string[],
  input: Uint8Array,
  limits: Limits,
): Promise<Confined> {
  const path = fileURLToPath(program);
  const node = [
    ...(path.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : PERMISSIONS),
    '--import',
    join(projectRoot, 'plans', 'sandbox', 'confine.mjs'),
    `--max-old-space-size=${limits.heapMb}`,
    path,
    ...args,
  ];
  // Seconds of processor as well, so that it ends even when we are killed and nobody is left to watch the clock.
  const bounds = `ulimit -c 0; ulimit -d ${limits.memoryMb * 1024}; ulimit -t ${Math.ceil(limits.timeMs / 1000) + 10}`;
  const child = spawn('/bin/sh', ['-c', `{ ${bounds}; } 2>/dev/null; exec "$0" "$@"`, process.execPath, ...node], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {},
  });
  const kill = (): unknown => child.kill('SIGKILL');
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limits.timeMs);
  process.once('exit', kill);
  try {
    const [answer, complaint, ended] = await Promise.all([
      collected(child.stdout, limits.answerBytes, kill),
      collected(child.stderr, 1024 * 1024, kill),
      new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ code, signal }));
        // It may end before it has read all; how it ended tells more than that does.
        child.stdin.once('error', kill);
        child.stdin.end(input);
      }),
    ]);
    if (late || ended.signal === 'SIGXCPU') return { kind: 'too-slow' };
    if (ended.code === 0 && answer !== null) return { kind: 'answered', answer };
    // Killed, and not by us: the kernel had no memory left for it.
    const byKernel = ended.signal === 'SIGKILL' && answer !== null && complaint !== null;
    return { kind: byKernel || HEAP_FULL.test(complaint?.toString('latin1') ?? '') ? 'too-much-memory' : 'crashed' };
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
  }
}

/** Node 22.13 calls it by its name, Node 20 an experiment. Reading stays open, since the program loads its own modules. */
const PERMISSIONS = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-fs-read=*',
];

/** All that a stream says, or null once it is more than `most`. */
async function collected(stream: NodeJS.ReadableStream, most: number, tooMuch: () => void): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > most) tooMuch();
    else pieces.push(bytes);
  }
  return size > most ? null : Buffer.concat(pieces);
}
