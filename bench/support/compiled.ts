import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const out = new URL('.loa/bench/bench/', root);
let built = false;

/**
 * The compiled form of a program of this folder (`contestants/loa`): what is measured runs as a service does, without a
 * loader that compiles as it goes.
 */
export function compiled(name: string): URL {
  if (!built) {
    const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
    const project = fileURLToPath(new URL('bench/tsconfig.json', root));
    const made = spawnSync(process.execPath, [compiler, '-p', project], { stdio: ['ignore', 'inherit', 'inherit'] });
    if (made.status !== 0) throw new Error('What is to be measured does not compile');
    built = true;
  }
  return new URL(`${name}.js`, out);
}
