import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { basename, join } from 'node:path';
import { nowMs } from './time.js';

/** One way of sending the same text to people 1 to n; each runs in a process of its own. */
export interface Contestant {
  /** What goes before the first call and is not measured: a plan, a filled queue. */
  prepare(people: number): Promise<void>;
  /** Sends. Resolves when nothing is left to do, the books included; `allTaken` resolves once the API took every message. */
  send(people: number, allTaken: Promise<void>): Promise<void>;
  close?(): Promise<void>;
}

export type Command = { kind: 'prepare' | 'send'; people: number } | { kind: 'all-taken' };
export type Report =
  | { kind: 'ready' | 'prepared' }
  /** `at` on the shared clock; CPU of this process over the run. */
  | { kind: 'sent'; at: number; cpuSeconds: number; rssMib: number }
  | { kind: 'failed'; message: string };

export interface Surroundings {
  apiRoot: string;
  token: string;
  inFlight: number;
}

/** Same number in flight for all: what a service has by default. */
export const IN_FLIGHT = 128;
/** The same over Zalo. */
export const ZALO_IN_FLIGHT = 128;

/** A line on drugs as people get them: 200 characters, Vietnamese, so that bodies have the usual size. */
export const TEXT =
  'Tháng hành động phòng, chống ma túy năm nay nhắc mỗi gia đình: hãy nói chuyện với con về ma túy trước khi người khác nói. ' +
  'Cần hỏi hay cần giúp, bấm nút bên dưới hoặc gọi số miễn phí của tỉnh. Không thử, dù chỉ một lần.';

/** Makes this process one of the contestants. */
export async function compete(open: (around: Surroundings) => Promise<Contestant>): Promise<void> {
  const tell = (report: Report) => process.send?.(report);
  try {
    const contestant = await open({
      apiRoot: process.env['TELEGRAM_API_ROOT'] ?? '',
      token: process.env['TELEGRAM_BOT_TOKEN'] ?? '',
      inFlight: IN_FLIGHT,
    });
    let taken: (() => void) | undefined;
    process.on('message', (command: Command) => {
      if (command.kind === 'all-taken') taken?.();
      else if (command.kind === 'prepare')
        void contestant.prepare(command.people).then(() => tell({ kind: 'prepared' }), fail);
      else {
        const allTaken = new Promise<void>((resolve) => {
          taken = resolve;
        });
        void send(contestant, command.people, allTaken).then(tell, fail);
      }
    });
    process.once('disconnect', () => process.exit(0));
    tell({ kind: 'ready' });
  } catch (error) {
    fail(error);
  }
  function fail(error: unknown): void {
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function send(contestant: Contestant, people: number, allTaken: Promise<void>): Promise<Report> {
  const folder = process.env['BENCH_PROFILE'];
  const endProfile = folder === undefined ? undefined : await startProfile(folder);
  const before = process.cpuUsage();
  await contestant.send(people, allTaken);
  const { user, system } = process.cpuUsage(before);
  const at = nowMs();
  await endProfile?.();
  const rssMib = process.memoryUsage.rss() / 2 ** 20;
  return { kind: 'sent', at, cpuSeconds: (user + system) / 1e6, rssMib };
}

async function startProfile(folder: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    mkdirSync(folder, { recursive: true });
    const name = basename(process.argv[1] ?? '', '.js');
    writeFileSync(join(folder, `${name}-${Math.round(nowMs())}.cpuprofile`), JSON.stringify(profile));
    session.disconnect();
  };
}

/** Calls `one` for people 1 to n, `inFlight` at a time: the loop of whoever has no queue. */
export async function inParallel(
  people: number,
  inFlight: number,
  one: (chat: number) => Promise<void>,
): Promise<void> {
  let next = 1;
  const lane = async () => {
    while (next <= people) {
      const chat = next;
      next += 1;
      await one(chat);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}
