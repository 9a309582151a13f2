import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../base/root.js';
import { addStaff } from '../people/addStaff.js';
import type { Database } from '../prisma/database.js';
import { openDatabase } from '../prisma/open.js';
import { childProgram } from './support/childProgram.js';
import { backend, makeDataFolder, testLog } from './support/database.js';
import { SECRET } from './support/world.js';
import { openTokenField, type TokenField, zaloEnvironment } from './support/zaloTokens.js';

const LINK = /https?:\/\/\S+\/v4\/oa\/permission\?\S+/;

let field: TokenField;
const children: ChildProcess[] = [];
beforeEach(async () => {
  field = await openTokenField();
  if (backend === 'embedded') await makeDataFolder(field.folder);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await field.close();
});

interface Ran {
  child: ChildProcess;
  /** Resolves as soon as the command has said that, on either stream. */
  said(what: RegExp): Promise<string>;
  ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** `loa …` as somebody types it. On PostgreSQL on the field's database; embedded, on the folder's own. */
function loa(argv: string[], env: Record<string, string> = {}): Ran {
  const program = childProgram('test/support/loaProcess');
  const child = spawn(process.execPath, [...program.execArgv, program.file, ...argv], {
    cwd: projectRoot,
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(field.simulator),
      ZALO_REFRESH_TOKEN: '',
      TELEGRAM_BOT_TOKEN: '',
      ...(backend === 'server' ? { DATABASE_URL: field.db.url } : {}),
      LOA_DATA: field.folder,
      LOA_SECRET: SECRET,
      LOA_PORT: '0',
      LOA_LANG: 'en',
      ...env,
    },
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  );
  const said = async (what: RegExp): Promise<string> => {
    for (;;) {
      const found = what.exec(out + err)?.[0];
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${out}${err}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return { child, said, ended };
}

/** The database of the commands, while none of them runs. */
async function within<T>(work: (db: Database) => Promise<T>): Promise<T> {
  if (backend === 'server') return work(field.db);
  const db = await openDatabase({ databaseUrl: undefined, dataFolder: field.folder, role: 'command', log: testLog });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function agree(link: string): Promise<string> {
  const { origin, pathname, searchParams } = new URL(link);
  const answer = await fetch(`${origin}${pathname}`, { method: 'POST', body: searchParams, redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

test('loa zalo login takes the consent from the browser, or pasted, and doctor shows how old it is', async () => {
  // Before: nothing but the way to it.
  const before = loa(['doctor', '--json']);
  const findings = JSON.parse((await before.ended).out) as { findings: { check: string; state: string }[] };
  expect(findings.findings).toContainEqual(expect.objectContaining({ check: 'Zalo consent', state: 'fault' }));

  // The browser comes back to the command itself.
  const port = await freePort();
  const served = loa(['zalo', 'login', '--json'], { LOA_PORT: String(port) });
  const page = await fetch(await agree(await served.said(LINK)));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Loa has given its consent');
  const done = await served.ended;
  expect(done.code).toBe(0);
  expect(JSON.parse(done.out)).toMatchObject({ oaId: field.simulator.oaId, name: 'Loa' });

  // Pasted: first something wrong, which is said and waited over, then the address.
  const pasted = loa(['zalo', 'login']);
  const link = await pasted.said(LINK);
  pasted.child.stdin?.write('nothing of use here\n');
  await pasted.said(/There is no code/);
  pasted.child.stdin?.write(`${await agree(link)}\n`);
  expect(await pasted.ended).toMatchObject({ code: 0, out: expect.stringContaining('has given its consent') });

  const after = await loa(['doctor']).ended;
  expect(after.out).toContain('Zalo access token: 24 h left');
  expect(after.out).toContain('Zalo refresh token: 0 days old');
  for (const { out, err } of [done, await pasted.ended, after])
    expect(out + err).not.toMatch(/SIMULATOR-(access|refresh)/);
}, 240_000);

test('two commands will do as well: one prints the link, another is given the address; --as is in the audit chain', async () => {
  await within((db) => addStaff(db, { name: 'Chi', role: 'admin', place: null }));
  const asking = loa(['zalo', 'login', '--as', 'Chi']);
  const location = await agree(await asking.said(LINK));
  asking.child.kill('SIGKILL');
  await asking.ended;
  const code = new URL(location).searchParams.get('code') ?? '';
  // The code alone cannot be judged; nothing is spent by the attempt.
  expect(await loa(['zalo', 'login', '--code', code]).ended).toMatchObject({ code: 2 });
  const given = await loa(['zalo', 'login', '--code', location, '--json']).ended;
  expect(given).toMatchObject({ code: 0, err: '' });
  const login = await within((db) =>
    db.pool.query<{ entry: string }>(`select entry from audit_event where entry::jsonb ->> 'action' = 'zalo.login'`),
  );
  expect(login.rows.map(({ entry }) => JSON.parse(entry))).toEqual([expect.objectContaining({ actor: 'Chi' })]);
}, 240_000);

test('without an account in the settings it says which are missing', async () => {
  const nothing = { ZALO_APP_ID: '', ZALO_APP_SECRET: '', ZALO_OA_ID: '', ZALO_OA_SECRET_KEY: '' };
  const { code, err } = await loa(['zalo', 'login'], nothing).ended;
  expect(code).toBe(2);
  expect(err).toContain('ZALO_APP_SECRET');
});
