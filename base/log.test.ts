import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';

test.runIf(existsSync('/dev/full'))('a log that finds no room on its disk does not end the service', () => {
  const full = openSync('/dev/full', 'w');
  const program = `
    import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)};
    const log = createLog('info', 'test');
    for (let i = 0; i < 100; i++) log.info('a line');
    process.stdout.write('goes on');
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program];
  const ended = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', full], encoding: 'utf8' });
  closeSync(full);
  expect([ended.stdout, ended.status]).toEqual(['goes on', 0]);
});
