import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../base/root.js';

const run = promisify(execFile);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const env = () => ({
  PATH: process.env['PATH'],
  LOA_DATA: join(folder, 'data'),
  LOA_PORT: '0',
  LOA_LANG: 'en',
  LOG_LEVEL: 'warn',
});
const command = (...args: string[]) =>
  run(process.execPath, [join(projectRoot, 'cli', 'loa.mjs'), ...args], { env: env(), cwd: folder });

test('commands typed while the service first starts wait for it, and harm nothing', async () => {
  const service = spawn(process.execPath, [join(projectRoot, 'cli', 'loa.mjs'), 'start', '--json'], {
    env: env(),
    cwd: folder,
  });
  let said = '';
  service.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => service.on('exit', resolve));
  try {
    // Some come before the service has the folder and open it themselves, some while it migrates, some after.
    for (let round = 0; round < 2; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const answers = await Promise.all([command('staff', 'list', '--json'), command('broadcast', 'list', '--json')]);
      expect(answers.map((answer) => JSON.parse(answer.stdout))).toEqual([[], []]);
    }
    expect(service.exitCode, said).toBeNull();
  } finally {
    service.kill('SIGTERM');
    await ended;
  }
  expect(JSON.parse((await command('staff', 'list', '--json')).stdout)).toEqual([]);
}, 120_000);
