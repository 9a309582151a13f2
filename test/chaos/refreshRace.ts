import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Database } from '../../prisma/database.js';
import type { ZaloSimulator } from '../../simulator/index.js';
import { childProgram } from '../support/childProgram.js';
import type { RacerReport } from '../support/tokenRacer.js';
import { zaloEnvironment } from '../support/zaloTokens.js';

/** Processes of the operating system that send for one account over one database. */
export interface Racers {
  /** All of them call at once; how each of their calls ended. */
  race(): Promise<string[]>;
  close(): Promise<void>;
}

export interface RaceField {
  db: Pick<Database, 'url' | 'kind'>;
  simulator: ZaloSimulator;
  folder: string;
  secret: string;
}

/** Starts so many, compiled as they go, and waits until they are there. */
export async function startRacers(field: RaceField, count: number): Promise<Racers> {
  const children = Array.from({ length: count }, () => startRacer(field));
  await Promise.all(children.map((child) => reportOf(child)));
  return {
    race: async () => {
      const reports = children.map((child) => reportOf(child));
      for (const child of children) child.send('go');
      return (await Promise.all(reports)).flatMap((report) => (report.kind === 'ended' ? report.ends : []));
    },
    close: async () => {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const exit = once(child, 'exit');
          child.disconnect();
          await exit;
        }),
      );
    },
  };
}

/**
 * So many rounds: the access token dies, all processes find out at once, and each of them wants another. Gives what went
 * wrong; empty where every call of every round was answered and the platform was asked exactly once a round, so
 * that no refresh token was ever handed over twice.
 */
export async function raceRounds(racers: Racers, simulator: ZaloSimulator, rounds: number): Promise<string[]> {
  const complaints: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const before = simulator.tokens.counts();
    simulator.tokens.killAccessToken();
    const bad = (await racers.race()).filter((end) => end !== 'answered');
    if (bad.length > 0) complaints.push(`round ${round}: a call ended with ${bad[0]}`);
    const { refreshed, refused } = simulator.tokens.counts();
    if (refused > before.refused) complaints.push(`round ${round}: a spent token was handed over`);
    if (refreshed !== before.refreshed + 1)
      complaints.push(`round ${round}: refreshed ${refreshed - before.refreshed} times`);
  }
  return complaints;
}

function startRacer({ db, simulator, folder, secret }: RaceField): ChildProcess {
  const program = childProgram('test/support/tokenRacer');
  return fork(program.file, {
    execArgv: program.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(simulator),
      DATABASE_URL: db.url,
      TOKEN_BACKEND: db.kind,
      LOA_DATA: folder,
      LOA_SECRET: secret,
    },
  });
}

/** The next thing that it tells; rejects where it ends instead. */
function reportOf(child: ChildProcess): Promise<RacerReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A racer ended (${code})`));
    child.once('exit', ended);
    child.once('message', (report: RacerReport) => {
      child.off('exit', ended);
      resolve(report);
    });
  });
}
