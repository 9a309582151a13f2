/**
 * Every measurement in order, each in a process of its own: `npm run bench [-- --write]`. Takes about twenty minutes;
 * the numbers mean something only on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['import', 'fan-out', 'send', 'pace', 'priority', 'webhooks', 'memory', 'kill', 'press', 'plans'];
const write = process.argv.includes('--write') ? ['--write'] : [];

const failed = PROGRAMS.filter((name) => {
  console.log(`\n# bench/${name}.ts`);
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  // These take plain arguments, and write nothing.
  const args = name === 'import' || name === 'plans' ? [] : write;
  return spawnSync(process.execPath, ['--import', 'tsx', program, ...args], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
