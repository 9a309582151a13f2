import { join } from 'node:path';
import { projectRoot } from '../../base/root.js';

/**
 * A program of the tests that runs as a process of its own, to be killed: what goes before the arguments on Node's command line, and the
 * program's file. `npm test` compiles them once (LOA_TEST_CHILDREN), since a loader that compiles as it goes costs each of some hundred
 * processes three seconds of processor; without it they run from source.
 */
export function childProgram(name: string): { execArgv: string[]; file: string } {
  const compiled = process.env['LOA_TEST_CHILDREN'];
  return compiled === undefined
    ? { execArgv: ['--import', import.meta.resolve('tsx')], file: join(projectRoot, `${name}.ts`) }
    : { execArgv: [], file: join(compiled, `${name}.js`) };
}
