import { fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TOKEN_CRASH_POINTS } from '../base/crash.js';
import { LoaError } from '../base/errors.js';
import { childProgram } from './support/childProgram.js';
import { backend } from './support/database.js';
import { layWire } from './support/wire.js';
import { SECRET } from './support/world.js';
import { openTokenField, type TokenField, zaloEnvironment } from './support/zaloTokens.js';

let field: TokenField;
beforeEach(async () => {
  field = await openTokenField();
});
afterEach(() => field.close());

const counts = () => field.simulator.tokens.counts();
const kept = () => {
  const folder = join(field.folder, 'credentials');
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** A process that refreshes; resolves with how it ended and all it said. */
async function refreshInProcess(crashAt?: string): Promise<{ signal: NodeJS.Signals | null; said: string }> {
  const program = childProgram('test/support/tokenProcess');
  const child = fork(program.file, {
    execArgv: program.execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(field.simulator),
      DATABASE_URL: field.db.url,
      TOKEN_BACKEND: backend,
      LOA_DATA: field.folder,
      LOA_SECRET: SECRET,
      ...(crashAt === undefined ? {} : { LOA_CRASH_AT: crashAt }),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve({ signal, said })));
}

/** As if the minute had passed for which a dead process keeps its claim. */
const letLeaseRunOut = () => field.set(`lease_until = least(lease_until, now())`);

test.each(TOKEN_CRASH_POINTS)(
  'killed at the step "%s" of a refresh, nothing is lost that another process could know of',
  async (step) => {
    expect((await refreshInProcess(step)).signal).toBe('SIGKILL');
    const next = await field.open({ waitMs: 50 });
    const mayBeInFlight = step === 'token-claim' || step === 'token-answer';
    if (mayBeInFlight) {
      // It holds the claim, and might be waiting for its answer: nobody hands the token over a second time meanwhile.
      await expect(next.ask()).rejects.toMatchObject({ code: 'credential-away' });
      expect(counts().refreshed).toBe(step === 'token-answer' ? 1 : 0);
      await letLeaseRunOut();
    }
    const patient = await field.open();
    if (step === 'token-answer') {
      // The one window that nothing closes: answered, and not yet on the disk. It ends with a person, not in a loop.
      await expect(patient.ask()).rejects.toMatchObject({ code: 'credential-reauth' });
      await expect(patient.ask()).rejects.toMatchObject({ code: 'credential-reauth' });
      expect(counts()).toMatchObject({ refreshed: 1, refused: 1 });
      return;
    }
    expect((await patient.ask()).oaId).toBe(field.simulator.oaId);
    expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
    expect(await field.row()).toMatchObject({ state: 'ok', sends: 0, leased: false });
    // What is committed is in the journal no longer; what it holds would be found out of date.
    field.simulator.tokens.killAccessToken();
    await patient.ask();
    await (await field.open()).ask();
    expect(kept()).toEqual([]);
    expect(counts()).toMatchObject({ refreshed: 2, refused: 0 });
  },
);

describe('a database that goes away while Zalo answers', () => {
  const slowly = () => field.simulator.faults.add({ paths: ['/v4/oa/access_token'], fault: { kind: 'slow', ms: 400 } });

  test('is waited for, and the pair is committed when it is back', async () => {
    const wire = await layWire(field.db.url);
    try {
      const process = await field.open({ databaseUrl: wire.url });
      slowly();
      const asked = process.ask();
      while (!(await isLeased())) await pause(10);
      wire.cut();
      await pause(1_000);
      wire.mend();
      expect((await asked).oaId).toBe(field.simulator.oaId);
      expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
      expect(kept()).toEqual([]);
    } finally {
      await wire.close();
    }
  });

  test('for long, the pair waits in the journal and is taken over by whoever comes next', async () => {
    const wire = await layWire(field.db.url);
    try {
      const process = await field.open({ databaseUrl: wire.url, persistMs: 100, waitMs: 3_000 });
      slowly();
      const asked = process.ask().catch((error: unknown) => error);
      while (!(await isLeased())) await pause(10);
      wire.cut();
      while (kept().length === 0) await pause(10);
      await asked;
      expect(await asked).toMatchObject({ code: 'credential-away' });
      // No lease needs to run out for that: another process of this machine finds it.
      expect((await (await field.open()).ask()).oaId).toBe(field.simulator.oaId);
      wire.mend();
      expect((await process.ask()).oaId).toBe(field.simulator.oaId);
      expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
      expect(kept()).toEqual([]);
    } finally {
      await wire.close();
    }
  });

  test('a commit whose answer is lost is not taken for one that failed', async () => {
    const wire = await layWire(field.db.url);
    try {
      const process = await field.open({ databaseUrl: wire.url });
      wire.swallowAnswerTo('returning before.state');
      expect((await process.ask()).oaId).toBe(field.simulator.oaId);
      expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
      expect(await field.row()).toMatchObject({ version: 2, state: 'ok', sends: 0 });
    } finally {
      await wire.close();
    }
  });

  test('a claim whose answer is lost is given back: nobody handed the token over', async () => {
    const wire = await layWire(field.db.url);
    try {
      const process = await field.open({ databaseUrl: wire.url });
      for (let i = 0; i < 3; i++) {
        wire.swallowAnswerTo('sends = sends + 1');
        await expect(process.ask()).rejects.toMatchObject({ code: 'credential-away' });
      }
      expect((await process.ask()).oaId).toBe(field.simulator.oaId);
      expect(await field.row()).toMatchObject({ state: 'ok', sends: 0 });
      expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
    } finally {
      await wire.close();
    }
  });
});

test('an answer that comes after its claim ran out neither undoes what another process got nor stops it', async () => {
  const [slow, quick] = [await field.open(), await field.open()];
  const fault = field.simulator.faults.add({
    paths: ['/v4/oa/access_token'],
    times: 1,
    fault: { kind: 'slow', ms: 1_200 },
  });
  const late = slow.ask();
  while (!(await isLeased())) await pause(10);
  await pause(200); // its request is with Zalo
  await letLeaseRunOut();
  expect((await quick.ask()).oaId).toBe(field.simulator.oaId);
  field.simulator.faults.clear(fault);
  // The slow one is refused in the end, for the token that it handed over is spent; it finds the other's and goes on.
  expect((await late).oaId).toBe(field.simulator.oaId);
  expect(await field.row()).toMatchObject({ state: 'ok', stopped_reason: null });
});

describe('secrets', () => {
  test('another LOA_SECRET is a clear error, and spends nothing', async () => {
    await (await field.open()).ask();
    const other = await field.open({ secret: 'another secret' });
    const error = await other.ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LoaError);
    expect(error).toMatchObject({ code: 'credential-unreadable', retry: { again: 'no' } });
    expect(counts()).toMatchObject({ refreshed: 1, refused: 0 });
  });

  test('no token stands readable in the database, in the journal or in a log, whatever happens', async () => {
    let said = '';
    const log = pino(
      { level: 'trace' },
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          said += chunk;
          done();
        },
      }),
    );
    said += (await refreshInProcess('token')).said;
    const journal = kept().map((name) => readFileSync(join(field.folder, 'credentials', name)).toString('latin1'));
    expect(journal).toHaveLength(1);
    const process = await field.open({ log });
    await process.ask();
    field.simulator.tokens.killAccessToken();
    await process.ask();
    const { rows } = await field.db.pool.query<{ text: string }>(
      `select concat_ws(' ', encode(access_token, 'escape'), encode(refresh_token, 'escape'), c::text) as text from channel_credential c`,
    );
    field.simulator.tokens.rotateElsewhere();
    await expect(process.ask()).rejects.toMatchObject({ code: 'credential-reauth' });
    const { rows: audit } = await field.db.pool.query<{ entry: string }>(`select entry from audit_event`);
    expect(said).toContain('consent');
    for (const text of [said, ...journal, ...rows.map((row) => row.text), ...audit.map((row) => row.entry)]) {
      expect(text).not.toMatch(/SIMULATOR-/);
      expect(text).not.toContain(field.zalo.appSecret);
    }
  });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const isLeased = async (): Promise<boolean> => {
  const { rows } = await field.db.pool.query(`select from channel_credential where lease_until > now()`);
  return rows.length > 0;
};
