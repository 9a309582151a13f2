import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../base/log.js';
import { zaloSender } from '../../bot/channels/zalo/tokens.js';
import type { Database } from '../../prisma/database.js';
import { openDatabase } from '../../prisma/open.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { startPostgres, startRedis } from '../../setup/services.mjs';
import { startZaloSimulator } from '../../simulator/index.js';
import { populate, SECRET } from '../support/world.js';
import { builtProgram } from './field.js';
import { raceRounds, startRacers } from './refreshRace.js';
import type { Backend } from './schedule.js';
import { runWebhookKills } from './webhookKills.js';

/** What was found, whatever the scenario. */
export interface Findings {
  complaints: string[];
  figures: Record<string, number | string>;
}

interface Stores {
  folder: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
}

/** As many people as a ward's evening, and a process that does not live long. */
const EVENTS = { server: 3_000, postgres: 3_000, embedded: 1_000 } as const;
const KILLS = 6;
const ROUNDS = 1_000;
const PROCESSES = 3;

export function killAtWebhooks(backend: Backend, seed: number): Promise<Findings> {
  return withStores(backend, async (stores) => {
    await withDatabase(stores, (db) => populate(db, 0));
    return runWebhookKills({
      seed,
      events: EVENTS[backend],
      kills: KILLS,
      secret: SECRET,
      program: builtProgram,
      ...stores,
    });
  });
}

export function raceForTokens(backend: Backend): Promise<Findings> {
  return withStores(backend, (stores) =>
    withDatabase(stores, async (db) => {
      const simulator = await startZaloSimulator({ limits: {}, logCalls: 0 });
      await registerSender(db, zaloSender(simulator.oaId), 'zalo');
      const racers = await startRacers({ db, simulator, folder: stores.folder, secret: SECRET }, PROCESSES);
      try {
        const startedAt = Date.now();
        const complaints = await raceRounds(racers, simulator, ROUNDS);
        const { refreshed, refused } = simulator.tokens.counts();
        const seconds = (Date.now() - startedAt) / 1_000;
        return { complaints, figures: { rounds: ROUNDS, processes: PROCESSES, refreshed, refused, seconds } };
      } finally {
        await racers.close();
        await simulator.close();
      }
    }),
  );
}

async function withStores<T>(backend: Backend, work: (stores: Stores) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-chaos-'));
  const postgres = backend === 'embedded' ? null : await startPostgres();
  const redis = backend === 'server' ? await startRedis() : null;
  try {
    return await work({ folder, databaseUrl: postgres?.url, redisUrl: redis?.url });
  } finally {
    await redis?.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withDatabase<T>({ databaseUrl, folder }: Stores, work: (db: Database) => Promise<T>): Promise<T> {
  const log = createLog('silent', 'chaos');
  const db = await openDatabase({ databaseUrl, dataFolder: folder, role: 'command', log });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
