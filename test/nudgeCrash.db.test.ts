import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NUDGE_CRASH_POINTS } from '../base/crash.js';
import { projectRoot } from '../base/root.js';
import { checkSecret } from '../people/secretMark.js';
import { addDays } from '../plans/deadlines/day.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { BY_RULE, isWorkingDay } from '../scheduler/calendar/workingDays.js';
import { homeIdentity } from '../scheduler/clock/home.js';
import { backend, freshDatabase, makeDataFolder, testLog } from './support/database.js';
import { connectOfficial, forgetNudges, makeAgency, makePlan, owe } from './support/nudging.js';
import { Simulators } from './support/simulators.js';
import { freeRedisUrl, populate, SECRET, startWorld } from './support/world.js';

let folder: string;
let simulators: Simulators;
let redisUrl: string | undefined;
let databaseUrl: string | undefined;
let removeDatabase: () => Promise<void> = async () => undefined;
let service: ChildProcess | undefined;
let firstChat = 800_000;
let day = '2026-11-25';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-nudge-crash-'));
  simulators = await Simulators.start({});
  redisUrl = freeRedisUrl();
  if (backend === 'server') {
    const db = await freshDatabase();
    databaseUrl = db.url;
    removeDatabase = () => db.close();
  } else await makeDataFolder(folder);
  const db = await open();
  await checkSecret(db, SECRET);
  await populate(db, 0);
  await db.close();
});
afterEach(() => {
  service?.kill('SIGKILL');
});
afterAll(async () => {
  await simulators.close();
  await removeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

const open = (): Promise<Database> => openDatabase({ databaseUrl, dataFolder: folder, role: 'service', log: testLog });
const eight = (): string => `${day}T08:00:00+07:00`;

/** `loa start` as a process of its own, whose clock shows eight in the morning; it kills itself at that step. */
function startService(crashAt: string): Promise<NodeJS.Signals | null> {
  const child = fork(join(projectRoot, 'test', 'support', 'serviceProcess.ts'), {
    cwd: folder,
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      LOA_DATA: folder,
      LOA_PORT: '0',
      LOA_SECRET: SECRET,
      LOG_LEVEL: 'fatal',
      LOA_CLOCK_SKEW_MS: String(Date.parse(eight()) - Date.now()),
      LOA_CRASH_AT: crashAt,
      TELEGRAM_API_ROOT: simulators.current.apiRoot,
      TELEGRAM_BOT_TOKEN: simulators.current.token,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
  });
  service = child;
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
}

test.each(NUDGE_CRASH_POINTS)(
  'killed at the step "%s", the day’s nudges reach everybody once',
  async (step) => {
    do day = addDays(day, 1);
    while (!isWorkingDay(day, BY_RULE));
    firstChat += 10;
    const chats = [firstChat, firstChat + 1, firstChat + 2];
    simulators.addPeople(chats);
    const prepared = await open();
    await forgetNudges(prepared);
    const [planId, agencyId] = [await makePlan(prepared), await makeAgency(prepared)];
    for (const chat of chats) await connectOfficial(prepared, agencyId, chat);
    await owe(prepared, { planId, agencyId, dueOn: day });
    await prepared.close();

    expect(await startService(step)).toBe('SIGKILL');

    const db = await open();
    const world = await startWorld({
      idle: true,
      on: { db, simulators, redisUrl, homeIdentity: await homeIdentity(db, folder) },
    });
    try {
      const { rows } = await db.pool.query('select from nudge_run where on_day = $1::date', [day]);
      expect(rows).toHaveLength(step === 'nudge-commit' ? 1 : 0);
      const { rows: left } = await db.pool.query(`select from nudge_digest union all select from nudge_rung`);
      expect(left).toHaveLength(step === 'nudge-commit' ? 6 : 0);
      world.clock.set(eight());
      await world.restart();
      const deadline = Date.now() + 40_000;
      while (world.received(chats).some((count) => count === 0) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100));
      await new Promise((resolve) => setTimeout(resolve, 300)); // one that came twice would be there by then
      expect(world.received(chats)).toEqual([1, 1, 1]);
      const { rows: runs } = await db.pool.query<{ id: string }>(`select broadcast_id::text as id from nudge_run`);
      expect(await world.reached(runs[0]?.id ?? '', 'finished')).toMatchObject({ planned: 3, sent: 3 });
    } finally {
      await world.close();
    }
  },
  120_000,
);
