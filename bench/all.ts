/**
 * Every measurement in order, each in a process of its own: `npm run bench [-- --write]`. Takes about twenty-five minutes;
 * the numbers mean something only on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAMS = [
  ...['import', 'fan-out', 'send', 'send --channel zalo', 'pace', 'pace --channel zalo', 'priority', 'webhooks'],
  'answers',
  ...['memory', 'kill', 'press', 'nudges', 'addUp', 'plans'],
];
const write = process.argv.includes('--write') ? ['--write'] : [];

const failed = PROGRAMS.filter((one) => {
  const [name = '', ...options] = one.split(' ');
  console.log(`\n# bench/${[`${name}.ts`, ...options].join(' ')}`);
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  // These take plain arguments, and write nothing.
  const args = name === 'import' || name === 'plans' ? [] : [...options, ...write];
  return spawnSync(process.execPath, ['--import', 'tsx', program, ...args], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
